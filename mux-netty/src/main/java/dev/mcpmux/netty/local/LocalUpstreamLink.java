package dev.mcpmux.netty.local;

import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.drive.UpstreamLink;
import dev.mcpmux.netty.wire.Frame;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** An upstream that is a connection with an object of this process. Event loop only. */
final class LocalUpstreamLink extends UpstreamLink implements LocalLink {

  private final MuxDriver driver;
  private final ServerConnection connection;
  private boolean open;
  private boolean ends;

  LocalUpstreamLink(
      int number,
      String server,
      MuxDriver driver,
      InProcessLaunch launch,
      ServerConnection.Means means) {
    super(number, server);
    this.driver = driver;
    LoopMail mail = new LoopMail(driver.loop(), this, means.maxBytes());
    this.connection = new ServerConnection(launch, means, mail, why -> onLoop(() -> end(why)));
  }

  void begin() {
    if (!ends) {
      open = true;
      driver.onUpstreamStarted(this);
    }
  }

  @Override
  protected boolean takesArrays() {
    return true;
  }

  @Override
  protected void write(ByteBuf line) {
    write(LocalLink.message(line));
  }

  @Override
  protected void write(byte[] message) {
    connection.receive(message);
  }

  @Override
  protected void flush() {
    // what was written is on its way
  }

  @Override
  public void onLine(Frame frame, long with) {
    driver.onUpstreamFrame(this, with, frame);
  }

  @Override
  public MuxDriver driver() {
    return driver;
  }

  @Override
  public void onFailure(Throwable cause) {
    driver.failLater(this, cause);
  }

  @Override
  protected boolean isOpen() {
    return open;
  }

  /** What it has to do is bounded by refusing more. */
  @Override
  protected boolean isWritable() {
    return true;
  }

  /** It is of this process: nobody else can end it, or see that it works. */
  @Override
  protected void look(Seen answer) {}

  @Override
  protected void stop() {
    onLoop(() -> end("was closed"));
  }

  private void end(String why) {
    if (!ends) {
      ends = true;
      driver.onUpstreamExit(this, new UpstreamExit(why, List.of()));
      ended(); // also where it was taken from the driver before
    }
  }

  @Override
  protected void ready() {
    // nothing was uncertain
  }

  @Override
  protected void ended() {
    ends = true;
    open = false;
    connection.close();
  }
}
