package dev.mcpmux.cli.demo;

import dev.mcpmux.cli.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One MCP client. It numbers its requests from 0 and uses the id as progress token, as real clients
 * do, so that all sessions use the same ones at the same time. Used by one thread at a time.
 */
final class DemoSession {

  private static final int IN_FLIGHT = 8;

  private final int number;
  private final Process process;
  private final OutputStream out;
  private final BufferedReader in;

  /** The text that each call in flight must get, by id token. */
  private final Map<String, String> expected = new HashMap<>();

  private int nextId;
  private long right;
  private long wrong;
  private String firstWrong;

  DemoSession(int number, Process process) {
    this.number = number;
    this.process = process;
    this.out = process.getOutputStream();
    this.in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  Process process() {
    return process;
  }

  long right() {
    return right;
  }

  long wrong() {
    return wrong;
  }

  /** The first answer that was not this session's, null if there was none. */
  String firstWrong() {
    return firstWrong;
  }

  /** Opens the session. */
  void initialize() throws IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + nextId++
            + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"demo\",\"version\":\"1\"}}}");
    out.flush();
    String answer = readLine();
    if (RawJson.find(answer, "result", "serverInfo") == null) {
      throw new IOException("session " + number + " could not be opened: " + answer);
    }
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    out.flush();
  }

  /** Makes calls, several at once, until {@code deadline} (of nanoTime), and takes all answers. */
  void callUntil(long deadline) throws IOException {
    boolean more = true;
    while (more || !expected.isEmpty()) {
      more = System.nanoTime() - deadline < 0;
      while (more && expected.size() < IN_FLIGHT) {
        call();
      }
      out.flush();
      if (!expected.isEmpty()) {
        take(readLine());
      }
    }
  }

  /** Every fourth call takes the server a moment, so that answers come in another order. */
  private void call() throws IOException {
    int id = nextId++;
    String text = "session " + number + ", call " + id;
    int delay = id % 4 == 0 ? 1 + id % 3 : 0;
    expected.put(Integer.toString(id), text);
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\""
            + text
            + "\",\"delayMs\":"
            + delay
            + "},\"_meta\":{\"progressToken\":"
            + id
            + "}}}");
  }

  private void take(String message) {
    String method = RawJson.string(message, "method");
    if (method != null) {
      String token = RawJson.find(message, "params", "progressToken");
      check(expected.get(token), RawJson.string(message, "params", "message"), message);
      return;
    }
    String text = expected.remove(RawJson.find(message, "id"));
    String content = RawJson.find(message, "result", "content");
    String got =
        content == null ? null : RawJson.string(content.substring(1, content.length() - 1), "text");
    if (check(text, got, message)) {
      right++;
    }
  }

  private boolean check(String text, String got, String message) {
    if (text != null && text.equals(got)) {
      return true;
    }
    wrong++;
    if (firstWrong == null) {
      firstWrong = "session " + number + " got " + message;
    }
    return false;
  }

  private void send(String message) throws IOException {
    out.write(message.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  private String readLine() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("session " + number + " ended before it had all its answers");
    }
    return line;
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
