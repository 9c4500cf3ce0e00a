package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server with the habits that its arguments name. */
final class OddServer {

  private final List<String> habits;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> held = new ArrayList<>();
  private String roots = "none";
  private int calls;

  private OddServer(List<String> habits) {
    this.habits = habits;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    new OddServer(List.of(args)).run();
  }

  private boolean does(String habit) {
    return habits.contains(habit);
  }

  private void run() throws IOException, InterruptedException {
    if (does("ends")) {
      System.err.println("no key: SECRET is not set");
      System.exit(3);
    }
    if (does("endless-line")) {
      while (true) {
        out.print("x".repeat(1 << 16));
      }
    }
    if (does("ignores-signals")) {
      Runtime.getRuntime().addShutdownHook(new Thread(OddServer::sleepLong));
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      take(line);
    }
    if (does("ignores-end-of-input")) {
      sleepLong();
    }
  }

  private static void sleepLong() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(String line) {
    String method = RawJson.string(line, "method");
    String id = RawJson.find(line, "id");
    if (method == null) {
      roots = RawJson.find(line, "result", "roots");
      return;
    }
    if (method.equals("notifications/initialized") && does("roots")) {
      out.println("{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"roots/list\"}");
    }
    if (id == null || does("silent")) {
      return;
    }
    if (does("asks") && method.equals("tools/call")) {
      out.println(
          "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\",\"params\":{}}");
    }
    String answer =
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result(method, line) + "}";
    if (does("crosses-ids") && method.equals("tools/call")) {
      held.add(id);
      if (held.size() > 1) { // a second one is there while the first is still being worked on
        answer = answer.replace("\"id\":" + id, "\"id\":99999");
      }
      out.println(answer);
      return;
    }
    out.println(answer);
  }

  private String result(String method, String line) {
    return switch (method) {
      case "initialize" ->
          "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}"
              + says()
              + "},\"serverInfo\":{\"name\":\"odd\\u001b[31m\",\"version\":\"1\"}}";
      case "tools/list" ->
          "{\"tools\":["
              + tool("look", true)
              + ","
              + tool(does("browser") ? "browser_click" : "write", false)
              + (does("grows") && calls > 0 ? "," + tool("more", false) : "")
              + "]}";
      case "tools/call" -> call(RawJson.string(line, "params", "name"));
      default -> "{}";
    };
  }

  private String says() {
    String word = does("says-isolated") ? "isolated" : does("says-shared") ? "shared" : null;
    return word == null ? "" : ",\"x-mux\":{\"sharing\":\"" + word + "\"}";
  }

  private static String tool(String name, boolean readOnly) {
    return "{\"name\":\""
        + name
        + "\",\"inputSchema\":{\"type\":\"object\",\"required\":[\"of\"],\"properties\":"
        + "{\"of\":{\"type\":\"string\"}}},\"annotations\":{\"readOnlyHint\":"
        + readOnly
        + "}}";
  }

  private String call(String tool) {
    calls++;
    String text =
        does("remembers")
            ? "call " + calls
            : does("tells-time")
                ? "at " + System.nanoTime()
                : does("roots") ? "in " + roots.replace("\"", "'") : "always the same";
    if (tool.equals("write")) {
      text = "written";
    }
    return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
  }
}
