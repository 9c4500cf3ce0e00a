package dev.mcpmux.netty.http;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Opens every session, and answers each request at once. */
class AnsweringHost implements SessionHost {

  /** The first that was opened. */
  HttpSession session;

  private final List<HttpSession> open = new ArrayList<>();

  void close() {
    open.forEach(each -> each.close(new CloseCause("stopping", "the test is over")));
  }

  @Override
  public Optional<CloseCause> open(HttpSession opened, Target target, String root) {
    session = session == null ? opened : session;
    open.add(opened);
    return Optional.empty();
  }

  @Override
  public void frame(HttpSession from, int stream, FrameView frame, ByteBuf in, int index) {
    if (frame.kind() != FrameKind.REQUEST) {
      if (frame.kind() == FrameKind.INVALID) {
        answer(from, stream, "null", "\"error\":{\"code\":-32600,\"message\":\"no\"}");
      }
      return;
    }
    String id = new String(frame.raw(Field.ID), StandardCharsets.UTF_8);
    answer(
        from,
        stream,
        id,
        frame.method() == Method.INITIALIZE
            ? "\"result\":{\"protocolVersion\":\"2025-11-25\"}"
            : "\"result\":{}");
  }

  private static void answer(HttpSession to, int stream, String id, String what) {
    ByteBuf line = io.netty.buffer.Unpooled.buffer();
    line.writeCharSequence(
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + what + "}\n", StandardCharsets.UTF_8);
    to.write(stream, line);
  }

  @Override
  public void settle() {
    open.forEach(HttpSession::flush);
  }

  @Override
  public void findDirectory(Path path, Consumer<Boolean> told, Consumer<String> unknown) {
    told.accept(true);
  }

  @Override
  public boolean awaitsReply(HttpSession of, int stream) {
    return false;
  }

  @Override
  public void resumed(HttpSession which, SessionState before) {
    throw new AssertionError("nothing was kept");
  }

  @Override
  public byte[] keptSessions() {
    return null;
  }

  @Override
  public void keepSessions(Supplier<byte[]> file, boolean orNothing, Consumer<Boolean> then) {
    then.accept(true);
  }

  @Override
  public void writabilityChanged(HttpSession of) {}
}
