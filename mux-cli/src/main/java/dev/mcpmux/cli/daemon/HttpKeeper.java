package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.HttpSettings;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.config.HttpConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the HTTP side of a running daemon in step with the config, the token's file and the
 * certificate's files, which are renewed under a daemon that nobody thinks of. Thread-safe.
 */
final class HttpKeeper {

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");
  private static final String LATER = ": the change holds when the daemon starts the next time";

  private final HttpToken file;
  private Optional<String> option;
  private HttpSettings begun;
  private Optional<HttpConfig> listens;
  private HttpSettings inForce;
  private String token;
  private MuxServer server;
  private volatile List<String> notices = List.of();

  /**
   * @param option what {@code serve --http} says; null without
   * @param file where the token is
   * @throws ConfigException when it cannot listen as it is told to
   * @throws IOException when the token cannot be had
   */
  HttpKeeper(HttpSettings settings, String option, HttpToken file)
      throws ConfigException, IOException {
    this.file = file;
    this.option = Optional.ofNullable(option);
    this.begun = settings;
    this.inForce = settings;
    this.listens = settings.resolve(option);
    this.token = currentToken();
  }

  /** Where and how the daemon listens; empty when it does not. */
  synchronized Optional<HttpConfig> listens() {
    return listens;
  }

  /** Null where none is asked for. */
  synchronized String token() {
    return token;
  }

  /** Those that are looked at for changes, beside the config. */
  synchronized List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (listens.isPresent()) {
      HttpConfig now = inForce.over(listens.get());
      if (now.token()) {
        files.add(file.file());
      }
      now.tls().ifPresent(tls -> files.addAll(List.of(tls.certificate(), tls.key())));
    }
    return files;
  }

  synchronized void follow(MuxServer running) {
    server = running;
  }

  /**
   * Listens from now on, until the daemon stops.
   *
   * @param where as {@code serve --http} says it
   * @return its URL
   * @throws IOException when it listens already, or cannot
   */
  synchronized String listen(String where) throws ConfigException, IOException {
    if (server == null) {
      throw new IOException("the daemon is still starting");
    }
    HttpConfig config = inForce.resolve(where).orElseThrow();
    String wanted = config.token() ? file.get() : null;
    String url = server.listenHttp(config, wanted);
    option = Optional.of(where);
    begun = inForce;
    listens = Optional.of(config);
    token = wanted;
    return url;
  }

  /** Reads the files again; what to warn people of. */
  synchronized List<String> refresh() {
    return apply(inForce);
  }

  /** How long requests in flight may take when the daemon stops. */
  synchronized Duration drain() {
    return listens.isEmpty() ? Duration.ZERO : Duration.ofMillis(inForce.limits().drainMillis());
  }

  /**
   * Goes by these settings as far as a running daemon can, and reads the files again.
   *
   * @return what to warn people of
   */
  synchronized List<String> apply(HttpSettings settings) {
    inForce = settings;
    List<String> warnings = new ArrayList<>();
    if (option.isEmpty() && !settings.listen().equals(begun.listen())) {
      warnings.add("http.listen" + LATER);
    }
    if (listens.isEmpty()) {
      return warnings;
    }
    if (settings.token() != begun.token()) {
      warnings.add("http.auth" + LATER);
    }
    if (settings.tls().isPresent() != begun.tls().isPresent()) {
      warnings.add("http.tls" + LATER);
    }
    List<String> failures = new ArrayList<>();
    try {
      token = currentToken();
    } catch (IOException e) {
      failures.add("http: " + Failures.describe(e) + "; the token before stays in force");
    }
    putInForce();
    inForce.over(listens.get()).tls().ifPresent(tls -> readCertificate(tls, failures));
    notices = List.copyOf(failures);
    warnings.addAll(failures);
    return warnings;
  }

  /**
   * Reads the token again, and nothing else.
   *
   * @return how many sessions have ended with the one before
   * @throws IOException when it cannot be had; the one before stays
   */
  synchronized int readToken() throws IOException {
    token = currentToken();
    return listens.isEmpty() ? 0 : putInForce();
  }

  private int putInForce() {
    HttpConfig config = inForce.over(listens.orElseThrow());
    int ended = server.reconfigureHttp(config, token).toCompletableFuture().join();
    if (ended > 0) {
      LOG.log(System.Logger.Level.INFO, "HTTP: another token; sessions ended: " + ended);
    }
    return ended;
  }

  private void readCertificate(HttpConfig.Tls tls, List<String> failures) {
    try {
      server.reconfigureTls(tls).toCompletableFuture().join();
    } catch (IOException e) {
      failures.add("http.tls: " + Failures.describe(e) + "; the one before stays in force");
    }
  }

  private String currentToken() throws IOException {
    return listens.isPresent() && listens.get().token() ? file.get() : null;
  }

  /** What is wrong right now. */
  List<String> notices() {
    return notices;
  }
}
