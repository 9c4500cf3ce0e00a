package dev.mcpmux.netty;

import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.http.HttpListener;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a {@link MuxServer} serves over HTTP: from its start on, later, or never. */
final class HttpSide {

  /**
   * @param token what each request must carry; null exactly when the config asks for none
   */
  record Wanted(HttpConfig where, @Nullable String token) {
    Wanted {
      if (where.token() != (token != null)) {
        throw new IllegalArgumentException("a token and a config that asks for one go together");
      }
    }
  }

  private final Function<Wanted, HttpListener> maker;
  private volatile HttpListener listener;
  private volatile boolean asksForToken;

  HttpSide(Function<Wanted, HttpListener> maker) {
    this.maker = maker;
  }

  /** One that has the address; nobody is let in yet. */
  HttpListener bound(Wanted wanted) throws IOException {
    if (listener != null) {
      throw new IOException("the daemon listens on HTTP already: " + listener.url());
    }
    HttpListener made = maker.apply(wanted);
    made.bind();
    return made;
  }

  /** Listens with it from now on. */
  void use(HttpListener bound, Wanted wanted) {
    asksForToken = wanted.token() != null;
    listener = bound;
  }

  /** Lets clients in, if it listens. */
  void accept() {
    if (listener != null) {
      listener.accept();
    }
  }

  Optional<String> url() {
    return Optional.ofNullable(listener).map(HttpListener::url);
  }

  void checkToken(@Nullable String token) {
    if ((token != null) != asksForToken) {
      throw new IllegalArgumentException("a token was asked for from the start or never is");
    }
  }

  int change(HttpConfig changed, @Nullable String token) {
    return listener.change(changed, token);
  }

  Runnable read(HttpConfig.Tls certificate) throws IOException {
    return listener.read(certificate);
  }

  /** Lets answers be sent that are on their way, and takes no request any more. */
  void drain(Runnable then) {
    if (listener == null) {
      then.run();
    } else {
      listener.drain(then);
    }
  }

  void close() {
    if (listener != null) {
      listener.close();
    }
  }
}
