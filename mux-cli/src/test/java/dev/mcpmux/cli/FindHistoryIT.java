package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client has used in former days counts when it finds its tools. */
class FindHistoryIT {

  private static final String SERVER =
      "{\"command\":\"" + Installation.MCPMUX + "\",\"args\":[\"sample-server\"]}";
  private static final String SERVERS =
      "{\"mcpServers\":{\"one\":" + SERVER + ",\"two\":" + SERVER + "}%s}";

  @TempDir private Path directory;
  private Installation mcpmux;
  private int lastCall;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config(SERVERS.formatted(""));
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private Client attach(String client, String... words) throws Exception {
    Client session = mcpmux.start(words);
    session.send(Client.INITIALIZE.replace("\"test\"", "\"" + client + "\"")).readLine();
    session.send(Client.INITIALIZED);
    return session;
  }

  private void useTwo() throws Exception {
    Client session = attach("ann", "attach", "two");
    assertThat(session.call(++lastCall, "echo", "{\"text\":\"x\"}")).contains("\"result\"");
    session.endInput();
    assertThat(mcpmux.run("stop").exitCode()).isZero();
  }

  /** Which of the two, which are the same, comes first. */
  private boolean isTwoFirst(Client session) throws Exception {
    String found = session.call(++lastCall, "find_tools", "{\"query\":\"echo\"}");
    assertThat(found).contains("one__echo", "two__echo");
    return found.indexOf("two__echo") < found.indexOf("one__echo");
  }

  /** Nobody waits until it is read. */
  private void awaitTwoFirst(Client session) throws InterruptedException {
    Installation.await(
        "what was used is read",
        () -> {
          try {
            return isTwoFirst(session);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void what_a_client_has_used_comes_first_after_the_daemon_has_ended_and_for_it_alone()
      throws Exception {
    useTwo();

    Client ann = attach("ann", "attach", "--find");
    awaitTwoFirst(ann);
    assertThat(isTwoFirst(attach("ben", "attach", "--find"))).isFalse();
  }

  @Test
  void what_has_gone_into_the_history_counts_too() throws Exception {
    useTwo();
    assertThat(mcpmux.run("usage").out()).contains("1 call");
    assertThat(directory.resolve("state").resolve("usage")).isEmptyDirectory();

    Client ann = attach("ann", "attach", "--find");

    awaitTwoFirst(ann);
  }

  @Test
  void nothing_is_read_where_no_history_is_to_be_kept() throws Exception {
    useTwo();
    assertThat(directory.resolve("state").resolve("usage")).isNotEmptyDirectory();
    mcpmux.config(SERVERS.formatted(",\"usage\":{\"enabled\":false}"));

    Client ann = attach("ann", "attach", "--find");

    for (int i = 0; i < 20; i++) {
      assertThat(isTwoFirst(ann)).isFalse();
    }
  }
}
