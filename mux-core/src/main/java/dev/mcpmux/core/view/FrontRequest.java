package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import java.util.ArrayDeque;

/** A request of a front's client that has not been answered. */
final class FrontRequest {
  final RequestId id;
  final int stream;
  final Method method;

  /** Whether it asks for a task. */
  final boolean asksForTask;

  /** The URI it is about, as the client wrote it; null for none. */
  final String uri;

  /** Whom it was sent to; null while it waits, or when no single server answers it. */
  Member member;

  /** Who is asked next when {@link #member} does not know the URI. */
  final ArrayDeque<Member> others = new ArrayDeque<>();

  /** What it waits for before it can be sent or answered; null for nothing. */
  ListWait wait;

  /** The frame, while it may have to be sent (again). */
  byte[] frame;

  FrontRequest(int stream, FrameView view) {
    this.id = RequestId.copyOf(view, Field.ID);
    this.stream = stream;
    this.method = view.method();
    this.asksForTask = view.has(Field.TASK);
    this.uri = view.has(Field.URI) ? view.text(Field.URI) : view.text(Field.REF_URI);
  }

  /** Whether what comes next of it is decided here. */
  boolean isHeld() {
    return member == null || !others.isEmpty();
  }
}
