package dev.mcpmux.cli.probe;

import dev.mcpmux.cli.JsonTree;
import dev.mcpmux.cli.RawJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * One MCP session over the streams of a process, with one request at a time. What the server asks
 * meanwhile is answered: a ping with its result, anything else with an error. Used by one thread;
 * reads end when somebody ends the process.
 */
final class ProbeSession {

  private static final int MAX_LINE_BYTES = 16 << 20;

  private final OutputStream out;
  private final InputStream in;
  private int nextId;

  ProbeSession(Process process) {
    this.out = process.getOutputStream();
    this.in = new BufferedInputStream(process.getInputStream(), 1 << 16);
  }

  /** The peer has answered with an error. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    private RefusedException(String reason, String message) {
      super(message);
      this.reason = reason;
    }

    /** The word that mcpmux gives with it; empty for an error of the server's own. */
    String reason() {
      return reason;
    }
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @return the result
   * @throws RefusedException for an error in place of a result
   * @throws IOException when there will be no answer, or it is none
   */
  Map<String, Object> call(String method, String params) throws IOException {
    String id = Integer.toString(nextId++);
    send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"" + params(params));
    while (true) {
      String line = readLine();
      String other = RawJson.find(line, "method");
      if (other != null) {
        answer(RawJson.find(line, "id"), other);
      } else if (id.equals(RawJson.find(line, "id"))) {
        return result(line);
      }
    }
  }

  void tell(String method) throws IOException {
    send("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}");
  }

  private static String params(String params) {
    return params == null ? "}" : ",\"params\":" + params + "}";
  }

  private void answer(String id, String method) throws IOException {
    if (id == null) {
      return; // a notification
    }
    String said =
        method.equals("\"ping\"")
            ? "\"result\":{}"
            : "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}";
    send("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + said + "}");
  }

  private static Map<String, Object> result(String line) throws IOException {
    String message = RawJson.string(line, "error", "message");
    if (RawJson.find(line, "error") != null) {
      String reason = RawJson.string(line, "error", "data", "mcpmux");
      throw new RefusedException(
          reason == null ? "" : reason, message == null ? "an error without words" : message);
    }
    try {
      return JsonTree.parse(RawJson.find(line, "result"));
    } catch (JacksonException | NullPointerException e) {
      throw new IOException("the answer has no result", e);
    }
  }

  private void send(String message) throws IOException {
    out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      } else if (line.size() == MAX_LINE_BYTES) {
        throw new IOException(
            "an answer has more bytes than are read (limit: " + line.size() + ")");
      }
      line.write(b);
    }
    throw new IOException("the session ended before the answer came");
  }

  /** Ends the client's side; the process ends by itself then. */
  void end() {
    try {
      out.close();
    } catch (IOException e) {
      // the process has gone before
    }
  }
}
