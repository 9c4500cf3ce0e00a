package dev.mcpmux.cli.control;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tools, and what they do. Their results name no variable's value and nobody's messages. */
final class ControlTools {

  private static final String NO_DAEMON =
      "No daemon runs, so no server does. It starts with the next session of any client.";

  /** What a check may take at most; it has bounds of its own, which are lower. */
  private static final long CHECK_SECONDS = 150;

  private static final String NAME =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"description\":"
          + "\"The server, as status shows it.\"}},\"required\":[\"name\"],"
          + "\"additionalProperties\":false}";
  private static final String NOTHING =
      "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";

  /**
   * One tool.
   *
   * @param annotations members of the tool's annotations
   */
  private record Tool(
      String name, String title, String description, String schema, String annotations) {}

  private static final List<Tool> TOOLS =
      List.of(
          new Tool(
              "status",
              "MCP servers on this machine",
              "Shows the MCP servers that mcpmux runs for all sessions of this machine: state, how"
                  + " many processes and sessions, and why one failed. Call it first when a tool of"
                  + " another server fails, hangs or is missing.",
              NOTHING,
              "\"readOnlyHint\":true,\"openWorldHint\":false"),
          new Tool(
              "restart_server",
              "Restart an MCP server",
              "Replaces the processes of one server, for all sessions. The new process is started"
                  + " first, and the old one finishes the calls that it has. What the server kept in"
                  + " memory, such as an open page, is lost for every session. Returns when the new"
                  + " process is ready or has failed.",
              NAME,
              "\"readOnlyHint\":false,\"destructiveHint\":true,\"idempotentHint\":true,"
                  + "\"openWorldHint\":false"),
          new Tool(
              "why_apart",
              "Why a server has several processes",
              "Says what keeps the processes of one server apart, such as another value of a"
                  + " variable. Values are not shown.",
              NAME,
              "\"readOnlyHint\":true,\"openWorldHint\":false"),
          new Tool(
              "check_server",
              "Test whether a server may be shared",
              "Starts a server of the config anew beside those that run, asks it as several sessions"
                  + " would, and says whether it works and which \\\"share\\\" to set. Calls only tools"
                  + " that it marks as read-only. Takes some seconds.",
              NAME,
              "\"readOnlyHint\":true,\"openWorldHint\":true"));

  private static final Map<String, Tool> BY_NAME =
      TOOLS.stream().collect(Collectors.toMap(Tool::name, Function.identity()));

  private final Home home;
  private final Semaphore checks = new Semaphore(1);

  ControlTools(Home home) {
    this.home = home;
  }

  static boolean has(String tool) {
    return BY_NAME.containsKey(tool);
  }

  static boolean needsName(String tool) {
    return BY_NAME.get(tool).schema().equals(NAME);
  }

  /** The result of {@code tools/list}. */
  static String list() {
    return TOOLS.stream()
        .map(
            tool ->
                "{\"name\":\""
                    + tool.name()
                    + "\",\"title\":\""
                    + tool.title()
                    + "\",\"description\":\""
                    + tool.description()
                    + "\",\"inputSchema\":"
                    + tool.schema()
                    + ",\"annotations\":{"
                    + tool.annotations()
                    + "}}")
        .collect(Collectors.joining(",", "{\"tools\":[", "]}"));
  }

  /**
   * Does what a tool does.
   *
   * @param name the server; null for a tool that is about none
   * @return the result of {@code tools/call}
   */
  String call(String tool, String name) {
    try {
      return switch (tool) {
        case "status" -> status();
        case "restart_server" -> restart(name);
        case "why_apart" -> whyApart(name);
        case "check_server" -> checkAlone(name);
        default -> throw new IllegalArgumentException(tool);
      };
    } catch (IOException e) {
      return failed(StatusText.withoutOutput(Failures.describe(e)));
    }
  }

  private String status() throws IOException {
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      return status == null
          ? said(NO_DAEMON)
          : said(new StatusText(JsonTree.parse(status.answer())).all());
    }
  }

  private String whyApart(String name) throws IOException {
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        return said(NO_DAEMON);
      }
      StatusText text = new StatusText(JsonTree.parse(status.answer()));
      return text.has(name) ? said(text.apart(name)) : unknown(name, text);
    }
  }

  private String restart(String name) throws IOException {
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        return said(NO_DAEMON);
      }
      StatusText text = new StatusText(JsonTree.parse(status.answer()));
      if (!text.has(name)) {
        return unknown(name, text);
      }
    }
    try (DaemonControl restart = DaemonControl.call(home, "restart", name, Long.MAX_VALUE)) {
      if (restart == null) {
        return said(NO_DAEMON);
      }
      String replaced = String.valueOf(restart.result().get("replaced"));
      return said(
          replaced.equals("0")
              ? name + " has no process; it starts with the next call of one of its tools."
              : name
                  + ": replaced "
                  + replaced
                  + (replaced.equals("1") ? " process" : " processes")
                  + ". Repeat the call that failed.");
    } catch (DaemonControl.RefusedException e) {
      return failed(
          StatusText.withoutOutput(e.getMessage())
              + "\nThe process before it stays in use, if it still runs. The server's log has its"
              + " own words; the user can read them with: mcpmux logs "
              + name);
    }
  }

  /** Each is a JVM, and starts the server up to three times. */
  private String checkAlone(String name) throws IOException {
    if (!checks.tryAcquire()) {
      return failed("A check runs already. Call check_server again when it has been answered.");
    }
    try {
      return check(name);
    } finally {
      checks.release();
    }
  }

  /** Beside this process, because a check takes more memory than all else. */
  private String check(String name) throws IOException {
    if (name.startsWith("-")) {
      return failed("there is no server of that name");
    }
    List<String> command = new ArrayList<>();
    command.add(Distribution.launcher().toString());
    command.add("check");
    if (home.root() != null) {
      command.addAll(List.of("--home", home.root().toString()));
    }
    command.add(name);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    ClientEnvironment.give(ClientEnvironment.get(), builder);
    Process check = builder.start();
    check.getOutputStream().close();
    CompletableFuture.delayedExecutor(CHECK_SECONDS, TimeUnit.SECONDS).execute(check::destroy);
    String text = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.startsWith("mcpmux: ") ? failed(StatusText.withoutOutput(text)) : said(text);
  }

  private static String unknown(String name, StatusText text) {
    return failed(
        "There is no server " + Printable.line(name, 100) + ". There are: " + text.names() + ".");
  }

  static String said(String text) {
    return content(text, false);
  }

  static String failed(String text) {
    return content(text, true);
  }

  private static String content(String text, boolean isError) {
    return "{\"content\":[{\"type\":\"text\",\"text\":"
        + RawJson.quote(Printable.lines(text.strip()))
        + "}],\"isError\":"
        + isError
        + "}";
  }
}
