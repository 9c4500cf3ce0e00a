package dev.mcpmux.cli.sample;

import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.text.RawJson;
import java.math.BigDecimal;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The tools of the sample server. */
final class SampleTools {

  private static final int MAX_STEPS = 1000;
  private static final long MAX_DELAY_MILLIS = 60_000;

  private final SampleServer server;
  private final ScheduledExecutorService timer;
  private final String[] serverArgs;

  SampleTools(SampleServer server, ScheduledExecutorService timer, String[] serverArgs) {
    this.server = server;
    this.timer = timer;
    this.serverArgs = serverArgs;
  }

  String list() {
    return "{\"tools\":["
        + tool("echo", "Returns text, after delayMs", "\"text\":{}", "\"delayMs\":{}")
        + ","
        + tool("add", "Adds two numbers", "\"a\":{}", "\"b\":{}")
        + ","
        + tool(
            "slow",
            "Takes steps of delayMs each and reports progress",
            "\"steps\":{}",
            "\"delayMs\":{}")
        + ","
        + tool("fail", "Always fails", "\"text\":{}", "")
        + ","
        + tool(
            "whoami",
            "Tells the process, its directory, arguments and one variable",
            "\"variable\":{}",
            "")
        + "]}";
  }

  private static String tool(String name, String description, String first, String second) {
    return "{\"name\":\""
        + name
        + "\",\"description\":\""
        + description
        + "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{"
        + first
        + (second.isEmpty() ? "" : "," + second)
        + "}}}";
  }

  void call(String id, String message) {
    String name = RawJson.string(message, "params", "name");
    switch (name == null ? "" : name) {
      case "echo" -> echo(id, message);
      case "add" -> add(id, message);
      case "slow" -> slow(id, message);
      case "fail" -> {
        String text = RawJson.find(message, "params", "arguments", "text");
        server.result(id, text(text == null ? "\"failed as asked\"" : text, true));
      }
      case "whoami" -> server.result(id, text(RawJson.quote(whoami(message)), false));
      default -> server.error(id, -32602, "Unknown tool: " + name);
    }
  }

  private void echo(String id, String message) {
    String text = RawJson.find(message, "params", "arguments", "text");
    String token = RawJson.find(message, "params", "_meta", "progressToken");
    Runnable answer =
        () -> {
          progress(token, 1, 1, text);
          server.result(id, text(text == null ? "\"\"" : text, false));
        };
    long delay = Math.min(MAX_DELAY_MILLIS, number(message, "delayMs", 0));
    if (delay > 0) {
      timer.schedule(answer, delay, TimeUnit.MILLISECONDS);
    } else {
      answer.run();
    }
  }

  private void add(String id, String message) {
    try {
      double a = Double.parseDouble(RawJson.find(message, "params", "arguments", "a"));
      double b = Double.parseDouble(RawJson.find(message, "params", "arguments", "b"));
      BigDecimal sum = BigDecimal.valueOf(a + b).stripTrailingZeros();
      server.result(id, text("\"" + sum.toPlainString() + "\"", false));
    } catch (NumberFormatException | NullPointerException e) {
      server.error(id, -32602, "a and b must be numbers");
    }
  }

  private void slow(String id, String message) {
    long steps = Math.max(1, Math.min(MAX_STEPS, number(message, "steps", 5)));
    long delay = Math.max(1, Math.min(MAX_DELAY_MILLIS, number(message, "delayMs", 100)));
    String token = RawJson.find(message, "params", "_meta", "progressToken");
    for (long step = 1; step < steps; step++) {
      long done = step;
      timer.schedule(() -> progress(token, done, steps, null), step * delay, TimeUnit.MILLISECONDS);
    }
    timer.schedule(
        () -> {
          progress(token, steps, steps, null);
          server.result(id, text("\"done in " + steps + " steps\"", false));
        },
        steps * delay,
        TimeUnit.MILLISECONDS);
  }

  private String whoami(String message) {
    String variable = RawJson.string(message, "params", "arguments", "variable");
    return "pid="
        + ProcessHandle.current().pid()
        + "\ncwd="
        + System.getProperty("user.dir")
        + "\nargs="
        + String.join(" ", serverArgs)
        + (variable == null ? "" : "\n" + variable + "=" + ClientEnvironment.get().get(variable));
  }

  private void progress(String token, long done, long total, String message) {
    if (token == null) {
      return;
    }
    server.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
            + token
            + ",\"progress\":"
            + done
            + ",\"total\":"
            + total
            + (message == null ? "" : ",\"message\":" + message)
            + "}}");
  }

  private static long number(String message, String argument, long otherwise) {
    String raw = RawJson.find(message, "params", "arguments", argument);
    try {
      return raw == null ? otherwise : Long.parseLong(raw);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static String text(String rawText, boolean error) {
    return "{\"content\":[{\"type\":\"text\",\"text\":"
        + rawText
        + "}]"
        + (error ? ",\"isError\":true" : "")
        + "}";
  }
}
