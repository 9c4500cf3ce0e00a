package dev.mcpmux.core.script;

import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.port.SessionState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A driver without I/O: keeps what the core wants done, with frames as the bytes that would have
 * been written.
 */
public final class RecordingActions implements MuxActions {

  /** What the core wanted. */
  public sealed interface Effect {}

  public record ToSession(int session, int stream, String frame) implements Effect {}

  public record ToUpstream(int upstream, String frame) implements Effect {}

  public record Started(int upstream, String server, Launch launch) implements Effect {}

  public record Stopped(int upstream) implements Effect {}

  public record LookedAt(int upstream) implements Effect {}

  public record Closed(int session, CloseCause cause) implements Effect {}

  public record ReadsPaused(int session) implements Effect {}

  public record ReadsResumed(int session) implements Effect {}

  public record Saved(String key, String text) implements Effect {}

  public record LoadedCatalog(String key, Launch launch) implements Effect {}

  public record Embeds(List<String> texts, boolean first) implements Effect {}

  public record SavedCatalog(String key, byte[] bytes) implements Effect {}

  /** Who and where, as the driver was asked. */
  public record Used(String client, String project) {}

  private final Queue<Used> used = new ArrayDeque<>();
  private final Queue<Embeds> models = new ArrayDeque<>();
  private final Queue<Effect> effects = new ArrayDeque<>();
  private final Map<Long, byte[]> parked = new HashMap<>();
  private final Map<Integer, SessionState> states = new HashMap<>();
  private Error failure;

  /** What is thrown in place of the next frame that is sent. */
  public void failNext(Error error) {
    failure = error;
  }

  private void failIfWanted() {
    Error wanted = failure;
    failure = null;
    if (wanted != null) {
      throw wanted;
    }
  }

  /** Null when there is none left. */
  public Effect poll() {
    return effects.poll();
  }

  /** Whose use was asked for, the first that was not taken; null when there is none. */
  public Used takeUsed() {
    return used.poll();
  }

  @Override
  public void loadUsed(String client, String project) {
    used.add(new Used(client, project));
  }

  @Override
  public boolean embed(List<String> texts, boolean first) {
    Embeds asked = new Embeds(texts, first);
    effects.add(asked);
    return models.add(asked);
  }

  /** What the model was asked for, the first that was not taken; null when there is nothing. */
  public Embeds takeEmbeds() {
    return models.poll();
  }

  public int parkedFrames() {
    return parked.size();
  }

  @Override
  public void forward(int upstream, FrameView frame, FrameEdits edits) {
    failIfWanted();
    effects.add(new ToUpstream(upstream, text(FrameSplicer.splice(frame, edits))));
  }

  @Override
  public void reply(int session, int stream, FrameView frame, FrameEdits edits) {
    failIfWanted();
    effects.add(new ToSession(session, stream, text(FrameSplicer.splice(frame, edits))));
  }

  @Override
  public void send(int session, int stream, byte[] frame) {
    failIfWanted();
    effects.add(new ToSession(session, stream, text(frame)));
  }

  @Override
  public void sendUpstream(int upstream, byte[] frame) {
    effects.add(new ToUpstream(upstream, text(frame)));
  }

  @Override
  public void park(long ticket, FrameView frame) {
    byte[] bytes = new byte[(int) frame.frameBytes()];
    frame.bytes().get(frame.offset(), bytes);
    if (parked.put(ticket, bytes) != null) {
      throw new AssertionError("ticket used twice: " + ticket);
    }
  }

  @Override
  public void forwardParked(long ticket, int upstream, FrameEdits edits) {
    byte[] frame = take(ticket);
    byte[] spliced = FrameSplicer.splice(java.nio.ByteBuffer.wrap(frame), 0, frame.length, edits);
    effects.add(new ToUpstream(upstream, text(spliced)));
  }

  @Override
  public void dropParked(long ticket) {
    Arrays.fill(take(ticket), (byte) 0);
  }

  private byte[] take(long ticket) {
    byte[] frame = parked.remove(ticket);
    if (frame == null) {
      throw new AssertionError("no frame is parked under " + ticket);
    }
    return frame;
  }

  @Override
  public void startUpstream(int upstream, String server, Launch launch) {
    effects.add(new Started(upstream, server, launch));
  }

  @Override
  public void stopUpstream(int upstream) {
    effects.add(new Stopped(upstream));
  }

  @Override
  public void lookAtUpstream(int upstream) {
    effects.add(new LookedAt(upstream));
  }

  @Override
  public void closeSession(int session, CloseCause cause) {
    effects.add(new Closed(session, cause));
  }

  @Override
  public void loadState(String key) {
    // the test says what was saved
  }

  @Override
  public void saveState(String key, byte[] bytes) {
    effects.add(new Saved(key, text(bytes)));
  }

  @Override
  public void loadCatalog(String key, Launch launch) {
    effects.add(new LoadedCatalog(key, launch));
  }

  @Override
  public void saveCatalog(String key, byte[] bytes) {
    effects.add(new SavedCatalog(key, bytes));
  }

  @Override
  public void sessionState(int session, SessionState state) {
    states.put(session, state);
  }

  /** What was last said of each session; no effect, as it is to be had at any time. */
  public Map<Integer, SessionState> states() {
    return states;
  }

  @Override
  public void pauseReads(int session) {
    effects.add(new ReadsPaused(session));
  }

  @Override
  public void resumeReads(int session) {
    effects.add(new ReadsResumed(session));
  }

  private static String text(byte[] frame) {
    return new String(frame, StandardCharsets.UTF_8);
  }
}
