package dev.mcpmux.cli.telemetry;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.PassingListener;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Notes each request from its beginning to its end, and hands it on then. Keeps as many as are
 * open, and of each what is needed of it, with no argument and no result. Event loop only.
 */
final class CallListener extends PassingListener {

  /** Of a code of an error, which is a small number unless a server is hostile. */
  private static final int MAX_CODE_BYTES = 20;

  /** A request as its session knows it. */
  private record Key(int session, String server, RequestId id) {}

  private final BooleanSupplier wanted;
  private final Consumer<Call.Ended> then;
  private final Map<Key, Call> open = new HashMap<>();

  /** The one that has begun last; null where it is not noted. */
  private Key last;

  /** The one that ends right now; null for the last. */
  private RequestId ending;

  /** The code of its error; null without one that is a number. */
  private String code;

  /**
   * @param wanted whether calls are noted at all
   * @param then is given each call that has ended; must not block
   */
  CallListener(MuxListener next, BooleanSupplier wanted, Consumer<Call.Ended> then) {
    super(next);
    this.wanted = wanted;
    this.then = then;
  }

  @Override
  public byte requestBegun(int session, String server, FrameView request) {
    last = null;
    if (wanted.getAsBoolean()) {
      last = new Key(session, server, RequestId.copyOf(request, Field.ID));
      open.put(last, Call.of(session, server, request));
    }
    return super.requestBegun(session, server, request);
  }

  @Override
  public void requestEnding(RequestId id, FrameView reply) {
    ending = id;
    code = reply == null ? null : code(reply);
    super.requestEnding(id, reply);
  }

  private static String code(FrameView reply) {
    int bytes = reply.end(Field.ERROR_CODE) - reply.start(Field.ERROR_CODE);
    boolean isCode = reply.is(Field.ERROR_CODE, ValueType.NUMBER) && bytes <= MAX_CODE_BYTES;
    return isCode ? reply.text(Field.ERROR_CODE) : null;
  }

  @Override
  public void requestEnded(
      int session, int upstream, String server, byte mark, CallEnd how, long bytes, long nanos) {
    Call call = open.remove(ending == null ? last : new Key(session, server, ending));
    if (call != null) {
      long sentNanos = upstream == 0 ? -1 : nanos;
      then.accept(call.ended(how, code, sentNanos));
    }
    ending = null;
    code = null;
    super.requestEnded(session, upstream, server, mark, how, bytes, nanos);
  }

  int open() {
    return open.size();
  }
}
