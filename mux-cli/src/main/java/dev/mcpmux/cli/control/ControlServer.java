package dev.mcpmux.cli.control;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.port.MuxVersion;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/**
 * Speaks MCP over stdin and stdout. Calls are worked on beside the thread that reads, because a
 * restart may take long.
 */
public final class ControlServer {

  private static final String USAGE = "Usage: mcpmux attach --control [--home DIR]";

  /** How long calls may still take when the input has ended. */
  private static final long GRACE_MILLIS = 500;

  private static final int MAX_CALLS = 16;
  private static final long IDLE_SECONDS = 10;

  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_PARAMS = -32602;
  private static final int INTERNAL_ERROR = -32603;
  private static final int PARSE_ERROR = -32700;

  private final ControlTools tools;
  private final PrintStream out;
  private final ExecutorService calls =
      new ThreadPoolExecutor(
          0,
          MAX_CALLS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "control call");
            thread.setDaemon(true);
            return thread;
          });

  ControlServer(ControlTools tools, OutputStream out) {
    this.tools = tools;
    this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
  }

  /** Ends the process at once: a call may be waiting for a daemon. */
  public static void main(String[] args) {
    Runtime.getRuntime().halt(run(List.of(ProcessBytes.arguments(args))));
  }

  /**
   * @param args what stands behind {@code --control}
   * @return the exit code when the input has ended
   */
  public static int run(List<String> args) {
    String directory = null;
    if (args.size() == 2 && args.get(0).equals("--home")) {
      directory = args.get(1);
    } else if (args.size() == 1 && args.get(0).startsWith("--home=")) {
      directory = args.get(0).substring("--home=".length());
    } else if (!args.isEmpty()) {
      System.err.println("mcpmux: --control takes no server and no command\n" + USAGE);
      return ExitCode.USAGE;
    }
    Home home = Home.of(directory, ClientEnvironment.get());
    Runtime.getRuntime().addShutdownHook(new Thread(ControlServer::endChecks));
    try {
      OutputStream out = new FileOutputStream(FileDescriptor.out);
      new ControlServer(new ControlTools(home), out).serve(new FileInputStream(FileDescriptor.in));
      return ExitCode.OK;
    } catch (IOException e) {
      System.err.println("mcpmux: " + e.getMessage());
      return ExitCode.FAILURE;
    } finally {
      endChecks();
    }
  }

  /** They clean up when they are told to end. */
  private static void endChecks() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroy);
  }

  void serve(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        take(line);
      }
    }
    calls.shutdown();
    try {
      if (!calls.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        calls.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(String line) {
    try {
      JsonTree.parse(line);
    } catch (JacksonException e) {
      error("null", PARSE_ERROR, "not JSON");
      return;
    }
    String id = RawJson.find(line, "id");
    String method = RawJson.string(line, "method");
    if (id == null || method == null) {
      return; // a notification, or an answer to nothing
    }
    switch (method) {
      case "initialize" ->
          result(id, initialize(RawJson.string(line, "params", "protocolVersion")));
      case "ping" -> result(id, "{}");
      case "tools/list" -> result(id, ControlTools.list());
      case "tools/call" -> call(id, line);
      default -> error(id, METHOD_NOT_FOUND, "there is no method " + method);
    }
  }

  private static String initialize(String asked) {
    return "{\"protocolVersion\":\""
        + Revision.answerTo(asked)
        + "\",\"capabilities\":{\"tools\":{},\"x-mux\":{\"sharing\":\"isolated\"}},"
        + "\"serverInfo\":{\"name\":\"mcpmux-control\",\"version\":"
        + RawJson.quote(MuxVersion.get())
        + "},\"instructions\":"
        + RawJson.quote(
            "mcpmux runs the MCP servers of this machine, one process for all sessions that can"
                + " share it. When a tool of one of them fails, hangs or is missing, call status;"
                + " then check_server or restart_server with the server's name.")
        + "}";
  }

  private void call(String id, String line) {
    String tool = RawJson.string(line, "params", "name");
    String name = RawJson.string(line, "params", "arguments", "name");
    if (tool == null || !ControlTools.has(tool)) {
      error(id, INVALID_PARAMS, "there is no tool " + tool);
    } else if (name == null && ControlTools.needsName(tool)) {
      result(id, ControlTools.failed("name is missing: the server, as status shows it"));
    } else {
      start(id, tool, name);
    }
  }

  private void start(String id, String tool, String name) {
    try {
      calls.execute(() -> answer(id, tool, name));
    } catch (RejectedExecutionException e) {
      result(id, ControlTools.failed("too many calls at once: " + MAX_CALLS + " are not answered"));
    }
  }

  /** A call that is never answered would be the worst of all answers. */
  private void answer(String id, String tool, String name) {
    try {
      result(id, tools.call(tool, name));
    } catch (RuntimeException e) {
      error(id, INTERNAL_ERROR, "mcpmux has a fault: " + e);
      throw e;
    }
  }

  private void result(String id, String result) {
    write("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
  }

  private void error(String id, int code, String message) {
    write(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":"
            + RawJson.quote(message)
            + "}}");
  }

  private synchronized void write(String line) {
    out.print(line + "\n");
    out.flush();
  }
}
