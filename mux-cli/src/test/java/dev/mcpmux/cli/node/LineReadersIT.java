package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Servers that end a line elsewhere than at a line feed, as Node's readline and the text files of
 * Python do, each used by two sessions.
 */
class LineReadersIT {

  private static final Path PYTHON = Path.of("src/test/python/lines-server.py").toAbsolutePath();

  private Sandbox sandbox;

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void readline_of_node_reads_each_frame_as_one() throws Exception {
    String node = NodeTools.node();
    expectOneLineEach(node, NodeTools.DIRECTORY.resolve("lines-server.mjs").toString());
  }

  @Test
  void universal_newlines_of_python_read_each_frame_as_one() throws Exception {
    Files.createDirectories(NodeTools.DIRECTORY);
    expectOneLineEach(NodeTools.program("python3").toString(), PYTHON.toString());
  }

  private void expectOneLineEach(String... server) throws Exception {
    sandbox = new Sandbox();
    RawClient one = session(server);
    RawClient other = session(server);
    String forged =
        String.join(
            "\r,\r",
            Stream.iterate(1, id -> id + 1)
                .limit(20)
                .map(id -> RawClient.callLine("" + id, "t", "{\"text\":\"forged\"}"))
                .toList());

    other.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"a\":[\r"
            + forged
            + "\r]}}");
    other.send(RawClient.callLine("7", "t", "{\"text\":\"a\u2028b\u2029c\u0085d\"\r}"));

    assertThat(other.next())
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\", \"id\":7, \"result\":"
                + "{\"broken\":0,\"text\":\"a\\u2028b\\u2029c\\u0085d\"} }");
    one.send(RawClient.callLine("7", "t", "{\"text\":\"mine\"}"));
    assertThat(one.next())
        .isEqualTo("{\"jsonrpc\":\"2.0\", \"id\":7, \"result\":{\"broken\":0,\"text\":\"mine\"} }");
  }

  private RawClient session(String... server) throws Exception {
    ProcessBuilder attach = sandbox.builder(sandbox.attach(server), Map.of());
    return sandbox.start(attach).startReading().initialized();
  }
}
