package dev.mcpmux.cli.attach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.Installation;
import dev.mcpmux.cli.RelayKind;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay and the daemons that it loses, frame by frame. */
@ParameterizedClass
@EnumSource(RelayKind.class)
abstract class LostDaemons {

  static final String OPEN = "{\"mcpmux\":1,\"ok\":true,\"session\":\"1\",\"resumes\":1}\n";
  static final String VALUE = "\u001e{\"resume\":\"v1 \\\"x\\\" \u00e9\"}\n";
  static final String INITIALIZE_ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}";

  @Parameter RelayKind relay;
  @TempDir private Path directory;
  private Installation mcpmux;
  FakeDaemon daemon;
  Client client;

  @BeforeEach
  void listen() throws Exception {
    mcpmux = new Installation(relay, directory);
    daemon = new FakeDaemon(directory);
    client = mcpmux.start("attach", "a");
  }

  @AfterEach
  void end() throws Exception {
    client.kill();
    daemon.close();
    mcpmux.end();
  }

  interface Work {
    void run() throws IOException;
  }

  static Thread inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // what arrives says more
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  void open(FakeDaemon.Session session, String before) throws Exception {
    session.send(OPEN);
    client.send(Client.INITIALIZE);
    assertThat(session.readLine()).isEqualTo(Client.INITIALIZE);
    session.send(before + INITIALIZE_ANSWER + "\n");
    assertThat(client.readLine()).isEqualTo(INITIALIZE_ANSWER);
  }

  static String call(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{}}";
  }

  static String large(String id, int length) {
    return "{\"method\":\"tools/call\",\"params\":{\"x\":\""
        + "y".repeat(length)
        + "\"},\"id\":"
        + id
        + "}";
  }

  static String answer(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}\n";
  }

  static void assertLost(String frame, String id, boolean executed) {
    assertThat(RawJson.find(frame, "id")).isEqualTo(id);
    assertThat(RawJson.find(frame, "error", "code")).isEqualTo("-32603");
    assertThat(RawJson.string(frame, "error", "message")).contains("may have been executed");
    assertThat(RawJson.find(frame, "error", "data"))
        .isEqualTo(
            "{\"mcpmux\":{\"reason\":\"daemon-lost\",\"mayHaveBeenExecuted\":" + executed + "}}");
  }
}
