package dev.mcpmux.cli.telemetry;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.port.CallEnd;
import java.time.Instant;

/**
 * What is kept of a request while it is open.
 *
 * @param method empty for one that MCP does not know, whose name may be anything
 * @param name of the tool or the prompt; null for none
 * @param id as it stood in the frame
 * @param meta the text of {@code _meta}, in which the client may say what it traces; null for none
 * @param begunAt as {@link System#nanoTime} has it
 */
public record Call(
    int session, String server, String method, String name, byte[] id, byte[] meta, long begunAt) {

  /** A longer one is no name of a tool that anybody calls. */
  private static final int MAX_NAME_BYTES = 256;

  /** A longer one is not kept, and the call then has no parent. */
  private static final int MAX_META_BYTES = 4096;

  /**
   * @param code of the error that the server has answered with; null for none
   * @param at when it has ended
   * @param nanos from its beginning to its end
   * @param sentNanos from its being sent to its end; -1 where it was not sent
   */
  public record Ended(
      Call call, CallEnd how, String code, Instant at, long nanos, long sentNanos) {}

  static Call of(int session, String server, FrameView request) {
    boolean named = request.method() == Method.TOOLS_CALL || request.method() == Method.PROMPTS_GET;
    return new Call(
        session,
        server,
        request.method().wireName(),
        named && isWithin(request, Field.NAME, MAX_NAME_BYTES) ? request.text(Field.NAME) : null,
        request.raw(Field.ID),
        isWithin(request, Field.META, MAX_META_BYTES) ? request.raw(Field.META) : null,
        System.nanoTime());
  }

  private static boolean isWithin(FrameView request, Field field, int bytes) {
    ValueType type = field == Field.META ? ValueType.OBJECT : ValueType.STRING;
    return request.is(field, type) && request.end(field) - request.start(field) <= bytes;
  }

  Ended ended(CallEnd how, String code, long sentNanos) {
    return new Ended(this, how, code, Instant.now(), System.nanoTime() - begunAt, sentNanos);
  }
}
