package dev.mcpmux.netty.tap;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.config.TapHistory;
import dev.mcpmux.netty.drive.MuxDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Shows all frames that pass to those who ask, as lines of JSON with secrets hidden. While nobody
 * does and no history is kept, it sees nothing and costs nothing. Event loop only.
 */
public final class Feed {

  /** What all taps, the history and the requests that await their replies hold together. */
  public static final long MAX_HELD_BYTES = 32L * 1024 * 1024;

  private final MuxDriver driver;
  private final Secrets secrets = new Secrets();
  private final TapThread thread;
  private final List<Tap> taps = new ArrayList<>();
  private final Room room = new Room(MAX_HELD_BYTES);
  private final KeptRequests kept = new KeptRequests(room);
  private History history = new History(TapHistory.NONE, room);
  private int bodyBytes;
  private boolean watching;

  public Feed(MuxDriver driver) {
    this.driver = driver;
    this.thread = new TapThread(secrets::masks);
  }

  /** Shows frames from now on, and before that what the history has of them. */
  public Tap open(TapRequest request, Tap.Sink sink) {
    Tap tap = new Tap(request, sink, room);
    thread.add(tap); // first, as it may fail
    if (request.last() > 0) {
      tap.ring().lose(history.takeMissed());
      tap.ring()
          .addLast(
              history.last(request.last(), request.filter()).stream()
                  .map(frame -> frame.cut(request.bodyBytes()))
                  .toList());
    }
    if (request.follow()) {
      taps.add(tap);
    } else {
      tap.complete();
    }
    look();
    return tap;
  }

  /** Nobody looks there any more; its sink is not told. */
  public void close(Tap tap) {
    tap.close();
    taps.remove(tap);
    look();
  }

  /** Keeps this much from now on; what was kept by other settings is forgotten. */
  public void history(TapHistory settings) {
    if (!history.goesBy(settings)) {
      history.clear();
      history = new History(settings, room);
      look();
    }
  }

  /** Watches exactly while there is a reason to. */
  private void look() {
    bodyBytes =
        Math.max(
            history.bodyBytes(),
            taps.stream().mapToInt(tap -> tap.request().bodyBytes()).max().orElse(0));
    if (taps.stream().noneMatch(tap -> tap.request().filter().awaitsReplies())) {
      kept.clear();
    }
    boolean wanted = history.isOn() || !taps.isEmpty();
    if (wanted != watching) {
      watching = wanted;
      driver.watch(wanted ? new Wiretap(new Output()) : null);
    }
  }

  private final class Output implements Wiretap.Output {

    @Override
    public String serverOf(int session) {
      return driver.serverOf(session);
    }

    @Override
    public boolean hasRoom() {
      boolean room = history.isOn();
      for (int i = 0; i < taps.size(); i++) {
        Tap tap = taps.get(i);
        room |= !tap.request().filter().equals(TapFilter.ALL) || tap.ring().hasRoom();
      }
      return room;
    }

    @Override
    public void lose() {
      for (int i = 0; i < taps.size(); i++) {
        if (taps.get(i).request().filter().equals(TapFilter.ALL)) {
          taps.get(i).ring().lose(); // to another, nobody knows whether it is lost
        }
      }
    }

    @Override
    public void learn(SessionHello hello) {
      secrets.learn(hello);
    }

    @Override
    public void learn(String server, Launch launch) {
      secrets.learn(launch);
    }

    @Override
    public void failed() {
      watching = false;
      history.clear();
      history = new History(TapHistory.NONE, room);
      kept.clear();
      taps.forEach(Tap::complete);
      taps.clear();
    }

    @Override
    public void show(TapFrame seen, IntFunction<byte[]> bytes, Call call) {
      TapFrame frame = history.bodyBytes() > 0 ? whole(seen, seen, bytes) : seen;
      history.add(frame);
      for (int i = 0; i < taps.size(); i++) {
        frame = show(taps.get(i), seen, frame, bytes, call);
      }
      boolean isLast = frame.way().to() != TapFrame.Party.MCPMUX;
      if (call != null && frame.isReply() && (isLast || call.timesSent() <= 1)) {
        kept.release(call);
      }
    }

    /** Returns the frame, with its bytes if they have been copied by now. */
    private TapFrame show(
        Tap tap, TapFrame seen, TapFrame known, IntFunction<byte[]> bytes, Call call) {
      TapFilter filter = tap.request().filter();
      if (!filter.concerns(seen)) {
        return known;
      }
      int max = tap.request().bodyBytes();
      if (filter.showsNow(seen)) {
        if (filter.awaitsReplies() && seen.isReply() && call != null) {
          showRequest(tap, call);
        }
        long size = bytes == null ? 0 : seen.content().bytes();
        if (tap.ring().isFull(Math.min(max, size))) {
          tap.ring().lose();
          return known;
        }
        TapFrame frame = max > 0 ? whole(seen, known, bytes) : known;
        tap.ring().add(frame.cut(max));
        return frame;
      }
      if (call != null && seen.isRequest() && call.kept() == null && !call.isDropped()) {
        TapFrame frame = whole(seen, known, bytes);
        kept.keep(call, frame); // each tap cuts it to its own size
        return frame;
      }
      return known;
    }

    private void showRequest(Tap tap, Call call) {
      if (call.kept() != null) {
        tap.ring().add(call.kept().cut(tap.request().bodyBytes()));
      } else if (call.isDropped()) {
        tap.ring().lose();
      }
    }

    /** With as many bytes as anybody wants, which are copied once. */
    private TapFrame whole(TapFrame seen, TapFrame known, IntFunction<byte[]> bytes) {
      return known != seen || bodyBytes == 0 || bytes == null
          ? known
          : seen.keeping(bytes.apply(bodyBytes));
    }
  }
}
