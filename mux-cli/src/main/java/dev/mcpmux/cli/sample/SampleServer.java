package dev.mcpmux.cli.sample;

import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * {@code mcpmux sample-server}: MCP over stdio as {@code 2025-11-25/server} describes it, and the
 * revisions before. Calls are answered in the order in which they get done, not in that of their
 * arrival. Ids, tokens and texts go back as the very characters that came in.
 *
 * <p>Lines are read by one thread; delayed answers come from a second one.
 */
public final class SampleServer {

  /** It starts with the jar of mux-cli alone, and so without the core's. */
  private static final String LATEST = "2025-11-25";

  private static final List<String> REVISIONS =
      List.of("2024-11-05", "2025-03-26", "2025-06-18", LATEST);

  private final Writer out;
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final SampleTools tools;

  private SampleServer(Writer out, String[] args) {
    this.out = out;
    this.tools = new SampleTools(this, timer, args);
  }

  /**
   * A config in which it is the server {@code sample}, for a daemon that is not needed for long.
   */
  public static String config(Path launcher) {
    return "{\"mcpServers\": {\"sample\": {\"command\": "
        + RawJson.quote(launcher.toString())
        + ", \"args\": [\"sample-server\"]}}, \"idleTimeout\": \"30s\"}\n";
  }

  /** Serves until the end of stdin. */
  public static void main(String[] args) throws IOException {
    run(args);
    Runtime.getRuntime().halt(0);
  }

  /** As {@link #main}, but returns. */
  public static void run(String[] args) throws IOException {
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
    SampleServer server = new SampleServer(out, args);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      server.receive(line);
    }
    server.finish();
  }

  /** Calls that were accepted are answered before the end. */
  private void finish() {
    timer.shutdown();
    try {
      timer.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive(String message) {
    String id = RawJson.find(message, "id");
    String method = RawJson.string(message, "method");
    if (method == null) {
      if (RawJson.find(message, "jsonrpc") == null) {
        error("null", -32700, "not a JSON-RPC message");
      }
    } else if (id != null) {
      request(id, method, message);
    }
  }

  private void request(String id, String method, String message) {
    switch (method) {
      case "initialize" -> result(id, initialize(message));
      case "ping" -> result(id, "{}");
      case "tools/list" -> result(id, tools.list());
      case "tools/call" -> tools.call(id, message);
      case "resources/list" ->
          result(
              id,
              "{\"resources\":[{\"uri\":\"sample://greeting\",\"name\":\"greeting\","
                  + "\"mimeType\":\"text/plain\"}]}");
      case "resources/read" -> readResource(id, RawJson.string(message, "params", "uri"));
      case "prompts/list" ->
          result(
              id,
              "{\"prompts\":[{\"name\":\"greet\",\"description\":\"Greets somebody\","
                  + "\"arguments\":[{\"name\":\"who\",\"required\":true}]}]}");
      case "prompts/get" -> getPrompt(id, message);
      default -> error(id, -32601, "Method not found: " + method);
    }
  }

  private static String initialize(String message) {
    String wanted = RawJson.string(message, "params", "protocolVersion");
    return "{\"protocolVersion\":\""
        + (REVISIONS.contains(wanted) ? wanted : LATEST)
        + "\",\"capabilities\":{\"tools\":{},\"resources\":{},\"prompts\":{}},"
        + "\"serverInfo\":{\"name\":\"mcpmux-sample\",\"version\":\"1\"},"
        + "\"instructions\":\"A server to try mcpmux with.\"}";
  }

  private void readResource(String id, String uri) {
    if (!"sample://greeting".equals(uri)) {
      error(id, -32002, "Resource not found: " + uri);
      return;
    }
    result(
        id,
        "{\"contents\":[{\"uri\":\"sample://greeting\",\"mimeType\":\"text/plain\","
            + "\"text\":\"Hello from the sample server.\"}]}");
  }

  private void getPrompt(String id, String message) {
    if (!"greet".equals(RawJson.string(message, "params", "name"))) {
      error(id, -32602, "Unknown prompt");
      return;
    }
    String who = RawJson.string(message, "params", "arguments", "who");
    result(
        id,
        "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":"
            + RawJson.quote("Greet " + (who == null ? "the world" : who) + " warmly.")
            + "}}]}");
  }

  /**
   * @param id the request's id token
   * @param result a JSON value
   */
  void result(String id, String result) {
    send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
  }

  void error(String id, int code, String message) {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":"
            + RawJson.quote(message)
            + "}}");
  }

  /** Writes one message; may be called by any thread. */
  void send(String message) {
    synchronized (out) {
      try {
        out.write(message);
        out.write('\n');
        out.flush();
      } catch (IOException e) {
        Runtime.getRuntime().halt(1); // nobody reads any more
      }
    }
  }
}
