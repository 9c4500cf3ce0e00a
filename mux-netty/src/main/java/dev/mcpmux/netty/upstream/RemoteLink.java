package dev.mcpmux.netty.upstream;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.UpstreamLink;
import dev.mcpmux.netty.remote.RemoteOwner;
import dev.mcpmux.netty.remote.RemoteUpstream;
import dev.mcpmux.netty.wire.Frame;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** An upstream that is a session with a server over HTTP. */
final class RemoteLink extends UpstreamLink {

  private final MuxDriver driver;
  private final RemoteUpstream remote;
  private final Consumer<String> log;
  private boolean open;

  /**
   * @param log takes lines for the server's log file
   * @param remote makes the session with the server
   */
  RemoteLink(
      int number,
      String server,
      MuxDriver driver,
      Consumer<String> log,
      Function<RemoteOwner, RemoteUpstream> remote) {
    super(number, server);
    this.driver = driver;
    this.log = log;
    this.remote = remote.apply(new Owner());
  }

  void start() {
    remote.start();
  }

  @Override
  protected boolean isOpen() {
    return open;
  }

  @Override
  protected boolean isWritable() {
    return remote.isWritable();
  }

  @Override
  protected void write(ByteBuf line) {
    remote.send(line);
  }

  @Override
  protected void flush() {
    // each message goes out by itself
  }

  /** Nobody sees what it does there; but a server may write comments while it works. */
  @Override
  protected void look(Seen answer) {
    driver.loop().execute(() -> answer.onSeen(-1, remote.receivedBytes()));
  }

  @Override
  protected void stop() {
    remote.stop();
  }

  @Override
  protected void ready() {
    // nothing was uncertain
  }

  @Override
  protected void ended() {
    open = false;
  }

  private final class Owner implements RemoteOwner {

    @Override
    public void onStarted() {
      open = true;
      driver.onUpstreamStarted(RemoteLink.this);
    }

    @Override
    public void onMessage(long request, ByteBuf message, FrameView view) {
      driver.onUpstreamFrame(RemoteLink.this, request, frame(message, view));
    }

    @Override
    public void onUntaken(ByteBuf message, FrameView view) {
      driver.onUpstreamUntaken(RemoteLink.this, frame(message, view));
    }

    private Frame frame(ByteBuf message, FrameView view) {
      Frame frame = new Frame(view);
      frame.set(message, message.readerIndex());
      return frame;
    }

    @Override
    public void onReadComplete() {
      driver.onReadComplete();
    }

    @Override
    public void onWritabilityChanged() {
      driver.onWritabilityChanged(RemoteLink.this);
    }

    @Override
    public void onEnded(String what) {
      driver.onUpstreamExit(RemoteLink.this, new UpstreamExit(what, List.of()));
    }

    @Override
    public void onLog(String line) {
      log.accept(line);
    }
  }
}
