package dev.mcpmux.cli.bench;

import dev.mcpmux.cli.text.RawJson;
import java.nio.charset.StandardCharsets;

/**
 * The request that is measured. Each one has a text of its own in it, because mcpmux lets equal
 * list calls of one moment wait for the same reply.
 *
 * @param tool the tool to call; null for {@code tools/list}, which does no harm anywhere
 * @param arguments a JSON object, in which {@link #TEXT} stands for the text
 * @param echoes whether the answer must have the text in it
 */
public record BenchCall(String tool, String arguments, boolean echoes) {

  /** What the text takes the place of; in a JSON string. */
  public static final String TEXT = "$TEXT";

  /** The one call without a tool. */
  public static BenchCall list() {
    return new BenchCall(null, "{}", false);
  }

  /** Whether it can be made larger. */
  boolean takesText() {
    return tool != null && arguments.contains(TEXT);
  }

  /** What is called, for people. */
  String name() {
    return tool == null ? "tools/list" : "tools/call " + tool;
  }

  /**
   * @param text ASCII that needs no escapes
   * @return the request with its line end
   */
  byte[] line(int id, String text) {
    String head = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":";
    String rest =
        tool == null
            ? "\"tools/list\",\"params\":{\"_meta\":{\"dev.mcpmux/bench\":\"" + text + "\"}}}\n"
            : "\"tools/call\",\"params\":{\"name\":"
                + RawJson.quote(tool)
                + ",\"arguments\":"
                + arguments.replace(TEXT, text)
                + "}}\n";
    return (head + rest).getBytes(StandardCharsets.UTF_8);
  }
}
