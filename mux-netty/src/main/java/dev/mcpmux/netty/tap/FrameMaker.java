package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CacheMark;
import dev.mcpmux.netty.tap.TapFrame.Party;
import dev.mcpmux.netty.tap.TapFrame.TapContent;
import dev.mcpmux.netty.tap.TapFrame.TapHead;
import dev.mcpmux.netty.tap.TapFrame.TapLink;
import dev.mcpmux.netty.tap.TapFrame.TapTime;
import dev.mcpmux.netty.tap.TapFrame.TapWay;

/** Makes a {@link TapFrame} of a message, and gives it to the output. Event loop only. */
final class FrameMaker {

  /** Of a request that is sent, or answered, only later. */
  private static final String WAITS = "waits";

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Wiretap.Output output;

  FrameMaker(Wiretap.Output output) {
    this.output = output;
  }

  /**
   * @param call the request that the frame is, or answers; null where that is not known
   */
  void show(Party from, Party to, TapLink link, FrameView frame, Call call) {
    show(new TapWay(from, to), link, frame, Message.head(frame), call);
  }

  /** An answer of mcpmux itself, which may be a result that it has kept. */
  void showOwn(TapLink link, FrameView frame, Call call) {
    TapHead head = Message.head(frame);
    long age = CacheMark.ageMillis(frame);
    show(
        new TapWay(Party.MCPMUX, Party.CLIENT),
        link,
        frame,
        age < 0 ? head : head.noting("from the cache, " + age + " ms old"),
        call);
  }

  private void show(TapWay way, TapLink link, FrameView frame, TapHead head, Call call) {
    boolean answers = Message.isReply(frame) && call != null;
    long nanos = answers ? call.nanos(System.nanoTime()) : -1;
    output.show(
        new TapFrame(
            way,
            link,
            answers ? head.answering(call.head()) : head,
            new TapTime(System.currentTimeMillis(), nanos),
            new TapContent(frame.frameBytes(), null)),
        Message.hasBytes(frame) ? max -> Message.bytes(frame, max) : null,
        call);
  }

  /** Its server is not ready for it, or it has to wait for something else. */
  void showWaiting(TapLink link, FrameView frame, Call call) {
    TapWay way = new TapWay(Party.CLIENT, Party.SERVER);
    show(way, link, frame, Message.head(frame).noting(WAITS), call);
  }

  /** Goes on now, and was shown when it came. */
  void showSent(TapLink link, TapHead head, long bytes, Call call) {
    String note = call == null ? "sent" : "sent after " + call.waited() / NANOS_PER_MILLI + " ms";
    TapWay way = new TapWay(Party.CLIENT, Party.SERVER);
    TapTime time = new TapTime(System.currentTimeMillis(), -1);
    TapContent content = new TapContent(bytes, null);
    output.show(new TapFrame(way, link, head.noting(note), time, content), null, call);
  }
}
