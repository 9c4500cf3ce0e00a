package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that are kept, with a real daemon and a real server. */
class CacheIT {
  private static final String TEXT = "{\"text\":\"t\"}";
  private static final String FROM_CACHE = "\"dev.mcpmux/cache\":{\"ageMillis\":";

  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config(
        "{\"mcpServers\":{\"it\":{\"command\":\""
            + Installation.MCPMUX
            + "\",\"args\":[\"sample-server\"],\"cache\":{\"tools\":[\"echo\"]}}},"
            + "\"tap\":{\"history\":100}}");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void a_result_is_given_again_in_every_kind_of_session_and_people_can_see_it() throws Exception {
    Client one = open("attach", "it");
    assertThat(one.call(1, "echo", TEXT)).contains("\"t\"").doesNotContain("dev.mcpmux");
    assertThat(one.call(2, "echo", "{ \"text\" : \"t\" }"))
        .contains("\"id\":2", "\"t\"", FROM_CACHE);
    Client all = open("attach");
    assertThat(all.call(2, "it__echo", TEXT)).contains("\"id\":2", "\"t\"", FROM_CACHE);
    Client finds = open("attach", "--find");
    assertThat(finds.call(3, "call_tool", "{\"name\":\"it__echo\",\"arguments\":" + TEXT + "}"))
        .contains("\"id\":3", "\"t\"", FROM_CACHE);
    assertThat(one.call(4, "echo", "{\"text\":\"u\"}"))
        .contains("\"u\"")
        .doesNotContain(FROM_CACHE);

    assertThat(mcpmux.run("status", "it").out())
        .contains("Cache: 2 results are kept", "3 of 5 calls answered with one");
    assertThat(mcpmux.run("tap", "--last", "50").out()).contains("from the cache, ");
  }

  private Client open(String... options) throws Exception {
    Client session = mcpmux.start(options);
    assertThat(session.initialize()).contains("\"result\"");
    return session;
  }

  @Test
  void another_process_has_nothing_of_it() throws Exception {
    Client session = open("attach", "it");
    session.call(1, "echo", TEXT);
    assertThat(session.call(2, "echo", TEXT)).contains(FROM_CACHE);

    assertThat(mcpmux.run("restart", "it").exitCode()).isZero();

    String answer = session.call(3, "echo", TEXT);
    while (answer.contains("list_changed")) {
      answer = session.readLine();
    }
    assertThat(answer).contains("\"id\":3").doesNotContain(FROM_CACHE);
  }
}
