package dev.mcpmux.cli.demo;

import dev.mcpmux.cli.session.StdioSession;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
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
  private final StdioSession session;

  /** The text that each call in flight must get, by id token. */
  private final Map<String, String> expected = new HashMap<>();

  private long right;
  private long wrong;
  private String firstWrong;

  DemoSession(int number, Process process) {
    this.number = number;
    this.process = process;
    this.session = new StdioSession(process);
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
    if (session.initialize("demo").get("serverInfo") == null) {
      throw new IOException("session " + number + " could not be opened");
    }
  }

  /** Makes calls, several at once, until {@code deadline} (of nanoTime), and takes all answers. */
  void callUntil(long deadline) throws IOException {
    boolean more = true;
    while (more || !expected.isEmpty()) {
      more = System.nanoTime() - deadline < 0;
      while (more && expected.size() < IN_FLIGHT) {
        call();
      }
      session.flush();
      if (!expected.isEmpty()) {
        take(session.readLine());
      }
    }
  }

  /** Every fourth call takes the server a moment, so that answers come in another order. */
  private void call() throws IOException {
    int id = session.nextId();
    String text = "session " + number + ", call " + id;
    int delay = id % 4 == 0 ? 1 + id % 3 : 0;
    expected.put(Integer.toString(id), text);
    session.send(
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

  /** Ends the client's side; the process ends by itself then. */
  void end() {
    session.end();
  }
}
