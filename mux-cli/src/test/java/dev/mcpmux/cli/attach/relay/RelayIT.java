package dev.mcpmux.cli.attach.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.Installation;
import dev.mcpmux.cli.RelayKind;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The relay against a daemon that says what no real one says when a test wants it. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class RelayIT {

  @Parameter private RelayKind relay;

  private static final String OPEN =
      "{\"mcpmux\":1,\"ok\":true,\"session\":\"1\",\"server\":\"a\"}\n";

  @TempDir private Path directory;
  private Installation mcpmux;
  private FakeDaemon daemon;

  @BeforeEach
  void listen() throws Exception {
    mcpmux = new Installation(relay, directory);
    daemon = new FakeDaemon(directory);
  }

  @AfterEach
  void end() throws Exception {
    daemon.close();
    mcpmux.end();
  }

  @Test
  void frames_right_behind_the_answer_reach_the_client() throws Exception {
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN + "{\"first\":1}\n{\"sec");
      session.send("ond\":2}\n");

      assertThat(client.readLine()).isEqualTo("{\"first\":1}");
      assertThat(client.readLine()).isEqualTo("{\"second\":2}");
      assertThat(RawJson.string(session.hello(), "attach", "name")).isEqualTo("a");
      assertThat(RawJson.string(session.hello(), "cwd")).isEqualTo(directory.toString());
      assertThat(RawJson.string(session.hello(), "env", "MCPMUX_HOME"))
          .isEqualTo(directory.toString());
    }
  }

  @Test
  void the_daemon_is_told_when_input_ends_and_closes_the_session() throws Exception {
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN);
      client.send("{}").endInput();

      assertThat(session.readLine()).isEqualTo("{}");
      session.send(
          "{\"late\":1}\n\u001e{\"close\":{\"reason\":\"end-of-input\",\"message\":\"\"}}\n");
    }
    assertThat(client.readLine()).isEqualTo("{\"late\":1}");
    assertThat(client.exitCode()).isZero();
    assertThat(client.stderr()).isEmpty();
  }

  @Test
  void a_session_that_the_daemon_closes_for_a_reason_ends_with_its_message() throws Exception {
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(
          OPEN
              + "\u001e{\"close\":{\"reason\":\"output-limit\",\"message\":\"unsent: 9 (limit: 8)\"}}\n");

      assertThat(client.exitCode()).isEqualTo(ExitCode.SESSION_CLOSED);
    }
    assertThat(client.stderr()).isEqualTo("mcpmux: unsent: 9 (limit: 8)\n");
  }

  @Test
  void an_answer_that_is_none_ends_the_session() throws Exception {
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send("[\"ok\"\n");
    }
    assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(client.stderr()).isEqualTo("mcpmux: the daemon refused the session\n");
  }

  @Test
  void a_daemon_that_is_stopping_is_asked_again() throws Exception {
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send("{\"mcpmux\":1,\"error\":{\"reason\":\"stopping\",\"message\":\"m\"}}\n");
    }
    daemon.accept().close(); // gone without a word
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN + "{\"at\":\"last\"}\n");

      assertThat(client.readLine()).isEqualTo("{\"at\":\"last\"}");
    }
  }

  @Test
  void where_the_daemon_speaks_another_version_a_command_runs_without_it() throws Exception {
    Client client = mcpmux.start("attach", "--", "sh", "-c", "echo direct");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(
          "{\"mcpmux\":2,\"error\":{\"reason\":\"unsupported-version\",\"message\":\"too old\"}}\n");
    }

    assertThat(client.readLine()).isEqualTo("direct");
    assertThat(client.exitCode()).isZero();
    assertThat(client.stderr()).contains("too old").contains("without sharing");
  }

  @Test
  void where_the_daemon_speaks_another_version_a_session_is_told_what_to_do() throws Exception {
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(
          "{\"mcpmux\":2,\"error\":{\"reason\":\"unsupported-version\",\"message\":\"too old\"}}\n");
    }

    assertThat(client.send(Client.INITIALIZE).readLine())
        .contains("\"error\"", "too old", "mcpmux stop", "\"mcpmux\":\"unsupported-version\"");
    assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void a_daemon_that_lives_on_when_input_has_ended_is_not_said_to_have_gone() throws Exception {
    String open = "{\"mcpmux\":1,\"ok\":true,\"session\":\"1\",\"server\":\"a\",\"pid\":77}\n";
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(open + "{\"half\":");
      client.endInput();
      session.readLine();
    }
    try (FakeDaemon.Session question = daemon.accept()) {
      assertThat(RawJson.string(question.hello(), "control")).isEqualTo("alive");
      question.send("{\"mcpmux\":1,\"ok\":true,\"pid\":77}\n");
    }

    assertThat(client.exitCode()).isEqualTo(ExitCode.SESSION_CLOSED);
    assertThat(client.stderr())
        .isEqualTo(
            "mcpmux: the daemon has closed this session's connection (its log may say why)\n");
  }

  @Test
  void another_daemon_in_its_place_when_input_has_ended_is_not_the_one_that_has_gone()
      throws Exception {
    String open = "{\"mcpmux\":1,\"ok\":true,\"session\":\"1\",\"server\":\"a\",\"pid\":77}\n";
    for (String answer : new String[] {"{\"mcpmux\":1,\"ok\":true,\"pid\":78}\n", ""}) {
      Client client = mcpmux.start("attach", "a");
      try (FakeDaemon.Session session = daemon.accept()) {
        session.send(open);
        client.endInput();
        session.readLine();
      }
      try (FakeDaemon.Session question = daemon.accept()) {
        question.send(answer);
      }

      assertThat(client.exitCode()).isEqualTo(ExitCode.DAEMON_GONE);
      assertThat(client.stderr()).contains("the daemon has gone away");
    }
  }

  @Test
  void a_close_line_in_two_pieces_is_heard_though_the_daemon_left_input_unread() throws Exception {
    Client client = mcpmux.start("attach", "a");
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN);
      client.send("x".repeat(50_000)).send("x".repeat(10_000));
      assertThat(session.readByte()).isEqualTo('x');
      session.send("{\"last\":1}\n\u001e{\"close\":{\"reason\":\"output-limit\",");
      assertThat(client.readLine()).isEqualTo("{\"last\":1}");
      session.send("\"message\":\"too much\"}}\n");
    }

    assertThat(client.exitCode()).isEqualTo(ExitCode.SESSION_CLOSED);
    assertThat(client.stderr()).isEqualTo("mcpmux: too much\n");
  }

  @Test
  void a_refusal_is_heard_though_the_daemon_did_not_read_all_of_the_hello() throws Exception {
    for (int i = 0; i < 10; i++) {
      mcpmux.with("LONG_" + i, "x".repeat(100_000));
    }
    Client client = mcpmux.start("attach", "a");
    try (SocketChannel connection = daemon.acceptUnread()) {
      Streams.write(
          connection,
          ByteBuffer.wrap(
              "{\"mcpmux\":1,\"error\":{\"reason\":\"bad-hello\",\"message\":\"too long\"}}\n"
                  .getBytes(UTF_8)));
    }

    assertThat(client.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(client.stderr()).isEqualTo("mcpmux: too long\n");
  }

  @Test
  void a_large_frame_passes_in_pieces() throws Exception {
    Path out = directory.resolve("out");
    Process client =
        mcpmux
            .builder("attach", "--home", directory.toString(), "a")
            .redirectOutput(out.toFile())
            .start();
    String megabyte = "x".repeat(1 << 20);
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN);
      for (int i = 0; i < 100; i++) {
        session.send(megabyte);
      }
      session.send("\n\u001e{\"close\":{\"reason\":\"end-of-input\",\"message\":\"\"}}\n");

      assertThat(client.waitFor()).isZero();
    }
    assertThat(Files.size(out)).isEqualTo(100L * (1 << 20) + 1);
  }

  @Test
  void a_client_that_reads_no_more_ends_the_session() throws Exception {
    Process client = mcpmux.builder("attach", "--home", directory.toString(), "a").start();
    client.getInputStream().close();
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN);
      sendUntilClosed(session);

      assertThat(client.waitFor()).isZero();
    }
  }

  private static void sendUntilClosed(FakeDaemon.Session session) {
    try {
      while (true) {
        session.send("{\"nobody\":\"reads\"}\n");
      }
    } catch (IOException e) {
      // as expected: the relay has gone
    }
  }
}
