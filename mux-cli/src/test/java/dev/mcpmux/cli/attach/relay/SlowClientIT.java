package dev.mcpmux.cli.attach.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.Installation;
import dev.mcpmux.cli.RelayKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that for a while reads nothing of what a relay tells it. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class SlowClientIT {

  private static final int MORE_THAN_A_PIPE_TAKES = 700;
  private static final int MOST_OF_A_PIPE = 60_000;
  private static final int MORE_THAN_ALL_BUFFERS = 3 << 20;
  private static final int KEPT = 256;
  private static final int CHUNK = 64 * 1024;

  @Parameter private RelayKind kind;
  @TempDir private Path directory;
  private FakeDaemon daemon;
  private Process relay;
  private InputStream out;

  @BeforeEach
  void listen() throws Exception {
    Installation mcpmux = new Installation(kind, directory);
    daemon = new FakeDaemon(directory);
    relay = mcpmux.builder("attach", "a").start();
    out = relay.getInputStream();
  }

  @AfterEach
  void end() throws Exception {
    daemon.close();
    relay.destroyForcibly().waitFor();
  }

  @Test
  void an_error_of_which_the_client_has_a_part_is_finished_before_anything_else() throws Exception {
    // the other one seeks no daemon while its client reads nothing
    Assumptions.assumeTrue(kind != RelayKind.JAVA);
    FakeDaemon.Session first = daemon.accept();
    open(first, "");
    for (int i = 0; i < MORE_THAN_A_PIPE_TAKES; i++) {
      send(LostDaemons.call("" + i));
      first.readLine();
    }
    first.close();
    FakeDaemon.Session second = daemon.accept();
    second.send(LostDaemons.OPEN);
    second.readLine();
    awaitFullPipe();
    String refusal = "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":1,\"message\":\"no\"}}";
    second.send(refusal + " ".repeat(CHUNK - refusal.length()));
    assertThat(second.readByte()).isEqualTo(-1);
    relay.getOutputStream().close();

    List<String> lines = restOfOutput();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(MORE_THAN_A_PIPE_TAKES);
    for (int i = 0; i < MORE_THAN_A_PIPE_TAKES; i++) {
      LostDaemons.assertLost(lines.get(i), "" + i, true);
      assertThat(lines.get(i)).endsWith("}}}}");
    }
  }

  @Test
  void a_session_that_ends_while_the_client_is_told_errors_ends_none_in_its_middle()
      throws Exception {
    FakeDaemon.Session first = daemon.accept();
    open(first, LostDaemons.VALUE);
    first.close();
    FakeDaemon.Session second = daemon.accept(); // not answered yet: there is no daemon so far
    for (int i = 0; i < KEPT + MORE_THAN_A_PIPE_TAKES; i++) {
      send(LostDaemons.call("" + i));
    }
    awaitFullPipe();
    second.send(LostDaemons.OPEN);
    second.send("\u001e{\"close\":{\"reason\":\"too-slow\",\"message\":\"\"}}\n");
    assertThat(relay.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();

    List<String> lines = restOfOutput();
    assertThat(lines).isNotEmpty();
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).contains("\"id\":" + (KEPT + i) + ",").endsWith("}}}}");
    }
    assertThat(relay.waitFor()).isEqualTo(7);
  }

  @Test
  void a_client_that_has_ended_its_input_and_reads_late_gets_all_answers() throws Exception {
    FakeDaemon.Session session = daemon.accept();
    open(session, LostDaemons.VALUE);
    send(LostDaemons.call("1"));
    relay.getOutputStream().close();
    session.readLine();
    assertThat(session.readLine()).isEqualTo("\u001e{\"end\":true}");
    String answer = "{\"id\":1,\"result\":{\"x\":\"" + "y".repeat(MORE_THAN_ALL_BUFFERS) + "\"}}";
    String close = "\u001e{\"close\":{\"reason\":\"end-of-input\",\"message\":\"\"}}\n";
    Thread sender = LostDaemons.inBackground(() -> session.send(answer + "\n" + close));

    // for longer than the relay waits for a daemon that says nothing
    assertThat(relay.waitFor(33, TimeUnit.SECONDS)).isFalse();
    assertThat(restOfOutput()).containsExactly(answer);
    assertThat(relay.waitFor()).isZero();
    sender.join();
  }

  private void open(FakeDaemon.Session session, String before) throws Exception {
    session.send(LostDaemons.OPEN);
    send(Client.INITIALIZE);
    session.readLine();
    session.send(before + LostDaemons.INITIALIZE_ANSWER + "\n");
    assertThat(readLine()).isEqualTo(LostDaemons.INITIALIZE_ANSWER);
  }

  private void send(String line) throws IOException {
    relay.getOutputStream().write((line + "\n").getBytes(UTF_8));
    relay.getOutputStream().flush();
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = out.read(); b >= 0 && b != '\n'; b = out.read()) {
      line.write(b);
    }
    return line.toString(UTF_8);
  }

  private List<String> restOfOutput() throws IOException {
    return new String(out.readAllBytes(), UTF_8).lines().toList();
  }

  private void awaitFullPipe() throws Exception {
    while (out.available() < MOST_OF_A_PIPE) {
      assertThat(relay.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
