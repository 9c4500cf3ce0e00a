package dev.mcpmux.core.inner;

import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionActions;
import dev.mcpmux.core.table.Kept;
import dev.mcpmux.core.words.Handshake;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Opens sessions of the core that stand behind a client's session, and passes frames to them. What
 * the core sends them is taken after the event in which it did ({@link #settle}), so that nothing
 * re-enters the core.
 *
 * @param <S> what its owner keeps of each
 */
public final class InnerSessions<S extends InnerSession> {

  /** Whose they are. Called when the core has finished with an event. */
  public interface Owner<S> {
    /** The core has sent it something. */
    void onFrame(S session, int stream, byte[] frame);

    /** The core has ended it. */
    void onClosed(S session, CloseCause cause);

    /** A process of this server has come up, for whomever. */
    void onServerReady(String server);
  }

  private final SessionActions actions;
  private final MuxListener listener;
  private final Owner<S> owner;
  private final Map<Integer, S> sessions = new HashMap<>();
  private final Queue<Runnable> steps = new ArrayDeque<>();
  private MuxParts parts;
  private int lastNumber;

  public InnerSessions(SessionActions driver, MuxListener next, Owner<S> owner) {
    this.actions = new InnerActions(driver, this);
    this.listener = new InnerListener(next, this);
    this.owner = owner;
  }

  /** What the core does to sessions, goes through here. */
  public SessionActions actions() {
    return actions;
  }

  /** What the core reports, goes through here. */
  public MuxListener listener() {
    return listener;
  }

  /** To be called once, before any event. */
  public void over(MuxParts core) {
    parts = core;
  }

  /** Runs it when the core has finished with the event at hand. */
  public void later(Runnable step) {
    steps.add(step);
  }

  /** Does what came of an event, and of one before that has failed. */
  public void settle() {
    for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
      step.run();
    }
  }

  public int nextNumber() {
    return --lastNumber;
  }

  public Collection<S> all() {
    return sessions.values();
  }

  public int count() {
    return sessions.size();
  }

  /** Returns why it cannot be opened. */
  public Optional<CloseCause> open(S session) {
    Optional<CloseCause> refused =
        parts.openMember(session.number(), session.client(), session.hello());
    if (refused.isEmpty()) {
      sessions.put(session.number(), session);
    }
    return refused;
  }

  /** Gives the core a frame of it. */
  public void say(S session, int stream, byte[] frame) {
    if (session.isOpen()) {
      parts.sessionFrame(session.number(), stream, Frames.scan(frame));
    }
  }

  /** As {@link #say}, a request that no other process than this may have. */
  public void sayOnlyTo(int upstream, S session, int stream, byte[] frame) {
    if (session.isOpen()) {
      parts.sessionFrame(session.number(), stream, Frames.scan(frame), upstream);
    }
  }

  /** As {@link MuxParts#processOf}. */
  public int processOf(S session) {
    return parts.processOf(session.number());
  }

  /** As {@link MuxParts#unheard}. */
  public void unheard(S session, boolean resumed) {
    parts.unheard(session.number(), resumed);
  }

  /** As {@link MuxParts#listPutTogether}. */
  public void putTogether(S session, Method list, String cut) {
    parts.listPutTogether(session.number(), list, cut);
  }

  /** As {@link MuxParts#renewHandshake}. */
  public Handshake renewHandshake(S session) {
    return parts.renewHandshake(session.number());
  }

  public void endInput(S session) {
    parts.endSessionInput(session.number());
  }

  public void writability(S session, boolean writable) {
    parts.sessionWritability(session.number(), writable);
  }

  /** Ends it; it is told nothing more. Returns whether it was open. */
  public boolean close(S session) {
    boolean open = sessions.containsKey(session.number());
    if (open) {
      try {
        parts.sessionGone(session.number()); // what is reported of it is its client's
      } finally {
        sessions.remove(session.number());
      }
    }
    return open;
  }

  /** What is kept of sessions, clients' among them. */
  public Kept kept() {
    return parts.kept();
  }

  /** The client of one that is open; 0 for none. */
  public int client(int number) {
    S session = sessions.get(number);
    return session == null ? 0 : session.client();
  }

  void sent(int number, int stream, byte[] frame) {
    later(
        () -> {
          S session = sessions.get(number);
          if (session != null) {
            owner.onFrame(session, stream, frame);
          }
        });
  }

  void closed(int number, CloseCause cause) {
    later(
        () -> {
          S session = sessions.remove(number);
          if (session != null) {
            owner.onClosed(session, cause);
          }
        });
  }

  void ready(String server) {
    later(() -> owner.onServerReady(server));
  }
}
