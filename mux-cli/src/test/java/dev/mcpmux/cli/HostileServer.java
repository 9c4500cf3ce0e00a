package dev.mcpmux.cli;

import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A server that puts into every name, text and error what a terminal or a page would obey. */
final class HostileServer {

  /** What every one of its words has in it; to be found without what makes it dangerous. */
  static final String MARK = "owned";

  /** Titles, clearing, colours, ends of lines, directions, markup, and no end. */
  static final String WORD =
      "\u001b]0;"
          + MARK
          + "\u0007\u001b[2J\u001b[31m\u009b2J\u202e\u2066\u200f\u061c\r\n\u0000\u2028<script>alert(1)</script>"
          + "\"\\'{}%s"
          + "日本".repeat(20);

  private static final int MANY = 2000;

  private HostileServer() {}

  public static void main(String[] args) throws IOException {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    err.println(WORD + WORD.repeat(MANY / 100));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println("no message " + WORD.replace('\n', ' ').replace('\r', ' '));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String id = RawJson.find(line, "id");
      String method = String.valueOf(RawJson.string(line, "method"));
      if (id != null && method.equals("prompts/list")) {
        err.println(WORD);
        System.exit(3);
      }
      if (id != null) {
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + outcome(method, line) + "}");
      }
    }
  }

  private static String outcome(String method, String request) {
    String word = RawJson.quote(WORD);
    return switch (method) {
      case "initialize" ->
          "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"prompts\":{}},"
              + "\"serverInfo\":{\"name\":"
              + word
              + ",\"version\":"
              + word
              + "},\"instructions\":"
              + word
              + "}";
      case "tools/list" -> "\"result\":{\"tools\":[" + tool(WORD) + "," + tool(endless()) + "]}";
      case "tools/call" ->
          request.contains("\"fail\"")
              ? "\"error\":{\"code\":-32000,\"message\":" + word + ",\"data\":" + word + "}"
              : "\"result\":{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":"
                  + word
                  + "}]}";
      default -> "\"error\":{\"code\":-32601,\"message\":" + word + "}";
    };
  }

  private static String endless() {
    return MARK + "x".repeat(MANY);
  }

  private static String tool(String name) {
    return "{\"name\":"
        + RawJson.quote(name)
        + ",\"description\":"
        + RawJson.quote(WORD)
        + ",\"inputSchema\":{\"type\":\"object\"}}";
  }
}
