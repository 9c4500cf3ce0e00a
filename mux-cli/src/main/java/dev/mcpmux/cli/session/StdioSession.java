package dev.mcpmux.cli.session;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.message.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * One MCP session over the streams of a process, as a client has it. Used by one thread at a time;
 * reads end when somebody ends the process.
 */
public final class StdioSession {

  private static final int MAX_LINE_BYTES = 16 << 20;

  private final OutputStream out;
  private final LineReader lines;
  private int nextId;

  public StdioSession(Process process) {
    this.out = process.getOutputStream();
    this.lines = new LineReader(process.getInputStream(), MAX_LINE_BYTES);
  }

  /**
   * Opens the session.
   *
   * @param client what it calls itself
   * @return the result
   */
  public Map<String, Object> initialize(String client) throws IOException {
    Map<String, Object> hello =
        call(
            "initialize",
            "{\"protocolVersion\":\""
                + Revision.LATEST.text()
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\""
                + client
                + "\",\"version\":\"1\"}}");
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    flush();
    return hello;
  }

  /** The peer has answered with an error. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    private RefusedException(String reason, String message) {
      super(message);
      this.reason = reason;
    }

    /** The word that mcpmux gives with it; empty for an error of the server's own. */
    public String reason() {
      return reason;
    }
  }

  /**
   * Sends a request and waits for its answer. What the server asks meanwhile is answered: a ping
   * with its result, anything else with an error.
   *
   * @return the result
   * @throws RefusedException for an error in place of a result
   * @throws IOException when there will be no answer, or it is none
   */
  public Map<String, Object> call(String method, String params) throws IOException {
    try {
      return JsonTree.parse(ask(method, params));
    } catch (JacksonException e) {
      throw new IOException("the answer has no result", e);
    }
  }

  /** As {@link #call}, for the result as it stands there. */
  public String ask(String method, String params) throws IOException {
    String id = Integer.toString(nextId());
    send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"" + params(params));
    flush();
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

  /** Of a request that the caller writes itself. */
  public int nextId() {
    return nextId++;
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
    flush();
  }

  private static String result(String line) throws IOException {
    String message = RawJson.string(line, "error", "message");
    if (RawJson.find(line, "error") != null) {
      String reason = RawJson.string(line, "error", "data", "mcpmux");
      throw new RefusedException(
          reason == null ? "" : reason,
          message == null || message.isBlank() ? "an error without words" : message);
    }
    String result = RawJson.find(line, "result");
    if (result == null) {
      throw new IOException("the answer has no result");
    }
    return result;
  }

  /** Writes a message, which goes out with the next {@link #flush} at the latest. */
  public void send(String message) throws IOException {
    out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public void flush() throws IOException {
    out.flush();
  }

  /** Waits for the next message. */
  public String readLine() throws IOException {
    try {
      String line = lines.next();
      if (line == null) {
        throw new IOException("the session ended before the answer came");
      }
      return line;
    } catch (LineReader.TooLongException e) {
      throw new IOException(
          "an answer has more bytes than are read (limit: " + MAX_LINE_BYTES + ")", e);
    }
  }

  /** Ends the client's side; the process ends by itself then. */
  public void end() {
    try {
      out.close();
    } catch (IOException e) {
      // the process has gone before
    }
  }
}
