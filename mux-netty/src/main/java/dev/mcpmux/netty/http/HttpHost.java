package dev.mcpmux.netty.http;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.drive.MuxDriver;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.wire.Frame;
import io.netty.buffer.ByteBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Joins the sessions of clients that speak HTTP to the driver. Event loop only. */
public final class HttpHost implements SessionHost {

  private static final String STATE = "http-sessions";

  private final MuxDriver driver;
  private final Lookups lookups;
  private final Map<String, String> environment;
  private final StateFiles states;
  private final Executor helper;
  private final Map<HttpSession, HttpLink> links = new HashMap<>();

  /**
   * @param environment that of sessions, which have none of their own
   * @param states keeps sessions beyond the end of this process
   */
  public HttpHost(
      MuxDriver driver,
      Lookups lookups,
      Map<String, String> environment,
      StateFiles states,
      Executor helper) {
    this.states = states;
    this.helper = helper;
    this.driver = driver;
    this.lookups = lookups;
    this.environment = environment;
  }

  @Override
  public void findDirectory(Path path, Consumer<Boolean> told, Consumer<String> unknown) {
    lookups.ask(new Directory(path), told, unknown);
  }

  /** Whether there is one. */
  private record Directory(Path path) implements Lookups.Question<Boolean> {

    @Override
    public List<Object> key() {
      return List.of("directory", path);
    }

    @Override
    public String what() {
      return path.toString();
    }

    @Override
    public Boolean answer() {
      return Files.isDirectory(path);
    }
  }

  @Override
  public Optional<CloseCause> open(HttpSession session, Target target, String root) {
    SessionHello hello =
        SessionHello.ofNetworkClient(target, root, System.getProperty("user.home"), environment);
    MuxDriver.Opening<HttpLink> opening =
        driver.onSessionOpen(number -> new HttpLink(number, session), hello);
    if (opening.refused().isEmpty()) {
      links.put(session, opening.session());
      session.whenEnded(() -> driver.loop().execute(() -> gone(session)));
    }
    return opening.refused();
  }

  private void gone(HttpSession session) {
    HttpLink link = links.remove(session);
    driver.onSessionClose(link);
    driver.sessionGone();
  }

  @Override
  public void frame(HttpSession session, int stream, FrameView view, ByteBuf buffer, int index) {
    Frame frame = new Frame(view);
    frame.set(buffer, index);
    driver.onSessionFrame(links.get(session), stream, frame);
  }

  @Override
  public void resumed(HttpSession session, SessionState before) {
    driver
        .loop()
        .execute(
            () -> {
              HttpLink link = links.get(session);
              if (link != null) {
                session.goesOn();
                driver.onSessionResumed(link, before);
                session.flush();
              }
            });
  }

  @Override
  public byte[] keptSessions() {
    return states.load(STATE);
  }

  @Override
  public void keepSessions(Supplier<byte[]> file, boolean orNothing, Consumer<Boolean> then) {
    helper.execute(
        () -> {
          boolean kept = false;
          try {
            states.keep(STATE, file.get());
            kept = states.save(STATE);
          } finally {
            if (!kept && orNothing) {
              states.forget(STATE);
            }
            boolean isKept = kept;
            driver.loop().execute(() -> then.accept(isKept));
          }
        });
  }

  @Override
  public void settle() {
    driver.onReadComplete();
  }

  @Override
  public boolean awaitsReply(HttpSession session, int stream) {
    HttpLink link = links.get(session);
    return link != null && driver.awaitsReply(link, stream);
  }

  @Override
  public void writabilityChanged(HttpSession session) {
    HttpLink link = links.get(session);
    if (link != null) {
      driver.onWritabilityChanged(link);
    }
  }
}
