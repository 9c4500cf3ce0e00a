package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.netty.remote.Connections.Lane;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the core says to a server: a request goes out in a {@link Post} of its own, what has no
 * reply one after the other. Nothing overtakes the word that the client is initialized.
 *
 * <h2>Reference Counting</h2>
 *
 * Messages are taken over.
 *
 * <p>Event loop only.
 */
final class Outbox {

  private final RemoteUpstream upstream;

  /** Runs when the server has been told that the client is initialized. */
  private final Runnable onInitialized;

  private final FrameScanner scanner = new FrameScanner();

  /** Without a reply, by id. */
  private final Map<Long, Post> posts = new LinkedHashMap<>();

  private final Set<Other> others = new HashSet<>();

  /** The last that the server has accepted; null for none. */
  private Other accepted;

  /** What must not overtake the word that the client is initialized; null when nothing must. */
  private Deque<ByteBuf> held;

  private long heldBytes;
  private long initializeId;

  Outbox(RemoteUpstream upstream, Runnable onInitialized) {
    this.upstream = upstream;
    this.onInitialized = onInitialized;
  }

  void send(ByteBuf message) {
    if (held != null) {
      held.add(message);
      heldBytes += message.readableBytes();
    } else {
      dispatch(message);
    }
  }

  private void dispatch(ByteBuf message) {
    FrameView view = scan(message);
    if (view.kind() == FrameKind.REQUEST) {
      Post post = new Post(upstream, view.idAsLong(), view.method() == Method.INITIALIZE, message);
      if (view.method() == Method.INITIALIZE) {
        initializeId = post.id();
      }
      posts.put(post.id(), post);
      if (!upstream.isLost()) {
        post.send();
      }
    } else if (upstream.isLost()) {
      message.release();
    } else if (view.method() == Method.NOTIFICATIONS_INITIALIZED) {
      held = new ArrayDeque<>();
      other(message, this::initialized);
    } else if (view.method() == Method.NOTIFICATIONS_CANCELLED) {
      cancel(message, posts.get(view.longValue(Field.REQUEST_ID)));
    } else {
      other(message, () -> {});
    }
  }

  private FrameView scan(ByteBuf message) {
    scanner.reset();
    scanner.finish(message.nioBuffer(), 0, message.readableBytes());
    return scanner.view();
  }

  private void other(ByteBuf message, Runnable after) {
    Other other = new Other(upstream, message, after);
    others.add(other);
    upstream.connections().run(Lane.OTHERS, other);
  }

  private void initialized() {
    Deque<ByteBuf> waiting = held;
    held = null;
    heldBytes = 0;
    for (ByteBuf message : waiting) {
      dispatch(message);
    }
    onInitialized.run();
  }

  private void cancel(ByteBuf message, Post post) {
    if (post != null && post.body() != null && !post.isUndecided()) {
      message.release(); // the server has never heard of it
      post.abandon();
    } else {
      other(
          message,
          () -> {
            if (post != null) {
              post.abandon();
            }
          });
    }
  }

  /** Of the request that began the session; 0 before that. */
  long initializeId() {
    return initializeId;
  }

  /** Whose answers go on for nothing keep one connection at most. */
  void accepted(Other other) {
    if (accepted != null && accepted != other && !accepted.isOver()) {
      accepted.drop();
    }
    accepted = other;
  }

  /** The request that awaits a reply under this id; null for none. */
  Post awaiting(long id) {
    return id > 0 ? posts.get(id) : null;
  }

  /** Bytes that must not overtake. */
  long heldBytes() {
    return heldBytes;
  }

  /** Whether the server may have taken a request and has not said so. */
  boolean isUndecided() {
    return posts.values().stream().anyMatch(Post::isUndecided);
  }

  /** Gives the requests back that the server has certainly not taken, the last one first. */
  void giveBack(RemoteOwner owner) {
    List<Post> untaken = new ArrayList<>(posts.values());
    Collections.reverse(untaken);
    for (Post post : untaken) {
      if (post.body() != null && !post.isUndecided()) {
        owner.onUntaken(post.body(), scan(post.body()));
      }
    }
  }

  /** Nobody waits for replies any more. */
  void abandon() {
    List.copyOf(posts.values()).forEach(Post::abandon);
  }

  /** Frees everything. */
  void close() {
    abandon();
    accepted(null);
    List.copyOf(others).forEach(Other::discard);
    if (held != null) {
      held.forEach(ByteBuf::release);
      held = null;
    }
  }

  void ended(Post post) {
    posts.remove(post.id());
  }

  void ended(Other other) {
    others.remove(other);
  }
}
