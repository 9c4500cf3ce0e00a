package dev.mcpmux.netty.http;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the HTTP side needs of the multiplexer. Event loop only. */
public interface SessionHost {

  /**
   * Opens a session with a server. When it has opened, it asks to be told {@link
   * HttpSession#whenEnded}.
   *
   * @param target a server of the config, or all in one
   * @param root the project that it works in; null for none
   * @return empty when it is open, else why it is refused
   */
  Optional<CloseCause> open(HttpSession session, Target target, String root);

  /**
   * Looks beside the loop whether there is such a directory. Calls back on the loop, once.
   *
   * @param unknown told why that cannot be known now, in one line
   */
  void findDirectory(Path path, Consumer<Boolean> told, Consumer<String> unknown);

  /**
   * A frame came from a session. What it causes may be written before this returns; it is flushed
   * by {@link #settle}.
   *
   * @param stream the stream of the POST that it came in
   * @param buffer where the frame lies, from {@code index} on; borrowed
   */
  void frame(HttpSession session, int stream, FrameView frame, ByteBuf buffer, int index);

  /**
   * A session has been initialized again, and goes on as a daemon before had it. May be called from
   * within a frame: it happens later.
   */
  void resumed(HttpSession session, SessionState before);

  /** What {@link #keepSessions} has last kept, in this process or an earlier one; null for none. */
  byte[] keptSessions();

  /**
   * Has the sessions kept beyond the end of this process. Not to be called again before the last
   * call has said that it is done.
   *
   * @param file what is to be kept; asked beside the loop
   * @param orNothing nothing is to be kept when this cannot be, not even what was kept before
   * @param then told on the loop, once, whether it is kept
   */
  void keepSessions(Supplier<byte[]> file, boolean orNothing, Consumer<Boolean> then);

  /** Flushes what was caused, to sessions and servers. */
  void settle();

  /** Whether a request that came on the stream still awaits its reply. */
  boolean awaitsReply(HttpSession session, int stream);

  /** One of the session's connections takes no more, or takes more again. */
  void writabilityChanged(HttpSession session);
}
