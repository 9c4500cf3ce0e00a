package dev.mcpmux.netty.tap;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.config.TapHistory;
import dev.mcpmux.netty.drive.MuxDriver;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows all frames that pass to those who ask, as lines of JSON with secrets hidden. While nobody
 * does and no history is kept, it sees nothing and costs nothing. Event loop only.
 */
public final class Feed {

  private final MuxDriver driver;
  private final Secrets secrets;
  private final TapThread thread;
  private final List<Tap> taps = new ArrayList<>();
  private History history = new History(TapHistory.NONE);
  private int bodyBytes;
  private boolean watching;

  public Feed(MuxDriver driver) {
    this.driver = driver;
    this.secrets = new Secrets(driver::config);
    this.thread = new TapThread(secrets::masks);
  }

  /** Shows frames from now on, and before that what the history has of them. */
  public Tap open(TapRequest request, Tap.Sink sink) {
    Tap tap = new Tap(request, sink);
    tap.ring().addLast(history.last(request.last(), request.filter()));
    thread.add(tap); // first, as it may fail
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
      history = new History(settings);
      look();
    }
  }

  /** Watches exactly while there is a reason to. */
  private void look() {
    bodyBytes =
        Math.max(
            history.bodyBytes(),
            taps.stream().mapToInt(tap -> tap.request().bodyBytes()).max().orElse(0));
    boolean wanted = history.isOn() || !taps.isEmpty();
    if (wanted != watching) {
      watching = wanted;
      driver.watch(wanted ? new Wiretap(new Output()) : null);
    }
  }

  private final class Output implements Wiretap.Output {

    @Override
    public int bodyBytes() {
      return bodyBytes;
    }

    @Override
    public String serverOf(int session) {
      return driver.serverOf(session);
    }

    @Override
    public void learn(SessionHello hello) {
      secrets.learn(hello);
    }

    @Override
    public void learn(String server, Launch launch) {
      secrets.learn(server, launch);
    }

    @Override
    public void failed() {
      watching = false;
      history = new History(TapHistory.NONE);
      taps.forEach(Tap::complete);
      taps.clear();
    }

    @Override
    public void show(TapFrame frame, Call call) {
      history.add(frame);
      for (int i = 0; i < taps.size(); i++) {
        show(taps.get(i), frame, call);
      }
    }

    private void show(Tap tap, TapFrame frame, Call call) {
      TapFilter filter = tap.request().filter();
      if (!filter.concerns(frame)) {
        return;
      }
      if (filter.showsNow(frame)) {
        if (filter.awaitsReplies() && frame.isReply() && call != null && call.kept() != null) {
          tap.ring().add(call.kept().cut(tap.request().bodyBytes()));
        }
        tap.ring().add(frame.cut(tap.request().bodyBytes()));
      } else if (call != null && frame.isRequest() && call.kept() == null) {
        call.keep(frame); // each tap cuts it to its own size
      }
    }
  }
}
