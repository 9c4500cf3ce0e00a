package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Tells a client whose session cannot be opened so where it looks, in the answer to its {@code
 * initialize}: what is on stderr, most clients show to nobody. A client that says nothing is not
 * waited for.
 */
final class Refusal {

  private static final long WAIT_MILLIS = 5_000;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INTERNAL_ERROR = -32603;

  /** Clients ask it before {@code initialize}, and show nothing of what they are told. */
  private static final String DISCOVER = "\"server/discover\"";

  private final String reason;
  private final String message;

  private Refusal(String reason, String message) {
    this.reason = reason;
    this.message = message;
  }

  /**
   * Waits a while for the client's first request and answers it with an error. A question whether
   * newer revisions are spoken comes before it.
   *
   * @param reason a stable word for programs
   */
  static void answer(String reason, String message) {
    if (Terminal.isStdin()) {
      return;
    }
    Thread thread = new Thread(() -> new Refusal(reason, message).run(), "refusal");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String id = RawJson.find(line, "id");
        String method = RawJson.find(line, "method");
        boolean request = method != null && id != null && id.matches("(?s)[\"\\-0-9].*");
        if (request && method.equals(DISCOVER)) {
          write(id, METHOD_NOT_FOUND, "Method not found: server/discover", "method-not-found");
        } else if (request) {
          write(id, INTERNAL_ERROR, message, reason);
          return;
        }
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  private static void write(String id, int code, String message, String reason) {
    StringBuilder frame = new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":").append(id);
    frame.append(",\"error\":{\"code\":").append(code).append(",\"message\":");
    RawJson.quote(frame, ProcessBytes.shown(message)); // half a character is no JSON to some
    frame.append(",\"data\":{\"mcpmux\":");
    RawJson.quote(frame, ProcessBytes.shown(reason));
    byte[] line = frame.append("}}}\n").toString().getBytes(StandardCharsets.UTF_8);
    PrintStream out = System.out;
    out.write(line, 0, line.length);
    out.flush();
  }
}
