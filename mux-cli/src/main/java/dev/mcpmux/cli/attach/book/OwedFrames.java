package dev.mcpmux.cli.attach.book;

import dev.mcpmux.cli.system.ProcessBytes;
import dev.mcpmux.cli.text.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What the client is still to be told by the relay itself: whole lines, in order. */
public final class OwedFrames {

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream(0);

  /** Owes the client an error for this request. */
  public void fail(String id, Failure failure) {
    StringBuilder frame = new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":");
    frame.append(bytesAsText(id)).append(",\"error\":{\"code\":-32603,\"message\":");
    RawJson.quote(frame, ProcessBytes.shown(failure.message()));
    frame.append(",\"data\":{\"mcpmux\":{\"reason\":");
    RawJson.quote(frame, ProcessBytes.shown(failure.reason()));
    add(frame.append(",\"mayHaveBeenExecuted\":").append(failure.executed()).append("}}}}\n"));
  }

  /** Nobody waits for the client's answer to this question any more. */
  public void cancel(String id) {
    add(
        new StringBuilder("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"")
            .append(",\"params\":{\"requestId\":")
            .append(bytesAsText(id))
            .append(",\"reason\":\"the mcpmux daemon that asked has gone\"}}\n"));
  }

  /** The client may know other lists than the daemon thinks. */
  public void changeLists() {
    for (String list : new String[] {"tools", "prompts", "resources"}) {
      add(
          new StringBuilder("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/")
              .append(list)
              .append("/list_changed\"}\n"));
    }
  }

  /** The scanner has a character per byte. */
  private static String bytesAsText(String token) {
    return new String(token.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private void add(StringBuilder frame) {
    frames.writeBytes(frame.toString().getBytes(StandardCharsets.UTF_8));
  }

  public boolean isEmpty() {
    return frames.size() == 0;
  }

  /** How many bytes it is owed. */
  public int length() {
    return frames.size();
  }

  /** Gives the lines, and owes them no more. */
  public byte[] take() {
    byte[] lines = frames.toByteArray();
    frames.reset();
    return lines;
  }
}
