package dev.mcpmux.cli.dashboard;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.logs.Logs;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.netty.LogFiles;
import dev.mcpmux.netty.MuxPages;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.config.HttpPages;
import dev.mcpmux.netty.config.HttpPages.EventSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The pages at {@code /dashboard}. The files of the page are for everybody, as they say nothing;
 * whatever is about the daemon wants a login.
 *
 * <pre>
 * GET  /dashboard, /dashboard/FILE             the page
 * POST /dashboard/login                        a code for a login
 * GET  /dashboard/events?server=NAME           the status, as events
 * GET  /dashboard/history?server=NAME&amp;span=day  what was counted over time
 * GET  /dashboard/logs?server=NAME             lines, as events
 * GET  /dashboard/tap?server=NAME&amp;…            frames that pass, as events
 * POST /dashboard/restart, enable, disable, logout
 * </pre>
 */
final class Dashboard implements HttpPages {

  /** Where it is looked for first, so that an address can be kept. */
  static final int PORT = 7338;

  private static final String PREFIX = "/dashboard";
  private static final String JSON = "application/json";
  private static final String KEY = "x-mcpmux-key";
  private static final long STATUS_MILLIS = 2_000;
  private static final long LOG_MILLIS = 500;
  private static final long TAP_MILLIS = 250;
  private static final Path CONNECTIONS = Path.of("/proc/net");

  private final MuxPages daemon;
  private final Home home;
  private final ControlCalls calls;
  private final Logins logins = new Logins(System::nanoTime);
  private final Measurements measurements;
  private final OpenStreams streams = new OpenStreams();
  private String url;
  private volatile int port;

  /**
   * @param calls enables and disables servers
   */
  Dashboard(MuxPages daemon, Home home, ControlCalls calls) {
    this.daemon = daemon;
    this.home = home;
    this.calls = calls;
    this.measurements = new Measurements(daemon);
  }

  /**
   * Has it served, and lets somebody in.
   *
   * @param wanted the port, if it is not served yet
   * @return an address that opens it once, within a minute
   * @throws IOException when it cannot listen
   */
  synchronized String open(Optional<Integer> wanted) throws IOException {
    if (url == null) {
      url = serve(wanted);
      port = URI.create(url).getPort();
    }
    return url + PREFIX + "#" + logins.newCode();
  }

  private String serve(Optional<Integer> wanted) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try {
      return daemon.serve(new InetSocketAddress(loopback, wanted.orElse(PORT)), this);
    } catch (IOException e) {
      if (wanted.isPresent()) {
        throw e;
      }
      return daemon.serve(new InetSocketAddress(loopback, 0), this);
    }
  }

  /** Nobody is logged in any more. */
  void endLogins() {
    logins.endAll();
  }

  @Override
  public void look() {
    try {
      measurements.status("");
    } catch (CompletionException e) {
      // the daemon stops
    }
  }

  @Override
  public boolean admits(Request head) {
    return logins.holds(login(head));
  }

  private Logins.Login login(Request request) {
    String key = request.header().apply(KEY);
    return new Logins.Login(cookie(request), key == null ? "" : key);
  }

  /** Another daemon's has the name of another port. */
  private String cookieName() {
    return "mcpmux-" + port;
  }

  private String cookie(Request request) {
    String all = request.header().apply("cookie");
    for (String pair : all == null ? new String[0] : all.split(";")) {
      String[] parts = pair.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(cookieName())) {
        return parts[1];
      }
    }
    return "";
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    try {
      return route(request);
    } catch (IOException e) {
      return done(error(500, Failures.describe(e)));
    }
  }

  private CompletionStage<Answer> route(Request request) throws IOException {
    String path = request.path();
    if (path.equals(PREFIX) || path.equals(PREFIX + "/")) {
      return done(PageFiles.find("index.html"));
    } else if (!path.startsWith(PREFIX + "/")) {
      return done(error(404, "nothing is here: the page is at " + PREFIX));
    }
    String name = path.substring(PREFIX.length() + 1);
    boolean post = request.method().equals("POST");
    Whole file = post ? null : PageFiles.find(name);
    if (file != null) {
      return done(file);
    } else if (post && name.equals("login")) {
      return done(logIn(request));
    }
    Logins.Login login = login(request);
    if (!logins.holds(login)) {
      return done(error(401, "no login, or no more: run \"mcpmux dashboard\""));
    }
    return post ? act(name, request, login) : show(name, request, () -> logins.holds(login));
  }

  private Whole logIn(Request request) {
    if (!PeerUser.mayBe(CONNECTIONS, PrivateDirectory.uid(), request.peer(), request.own())) {
      return error(403, "This daemon is another user's");
    }
    Optional<Logins.Login> login = logins.redeem(member(request, "code"));
    if (login.isEmpty()) {
      return error(401, "The link has been used, or is older than a minute");
    }
    Whole answer = json("{\"key\":" + RawJson.quote(login.get().key()) + "}");
    answer
        .headers()
        .put(
            "set-cookie",
            cookieName()
                + "="
                + login.get().cookie()
                + "; Path="
                + PREFIX
                + "; HttpOnly; SameSite=Strict");
    return answer;
  }

  private CompletionStage<Answer> show(String name, Request request, BooleanSupplier goesOn) {
    String server = request.query().getOrDefault("server", "");
    switch (name) {
      case "events" -> {
        return stream(() -> new StatusSource(measurements, server, goesOn), STATUS_MILLIS);
      }
      case "logs" -> {
        Path only = server.isEmpty() ? null : logOf(server);
        return stream(() -> new LogSource(new Logs(home.logs(), only), goesOn), LOG_MILLIS);
      }
      case "tap" -> {
        return stream(() -> TapSource.open(daemon, request.query(), goesOn), TAP_MILLIS);
      }
      case "history" -> {
        boolean day = "day".equals(request.query().get("span"));
        return daemon.historyJson(server, day).thenApply(Dashboard::json);
      }
      default -> {
        return done(error(404, "nothing is here"));
      }
    }
  }

  private CompletionStage<Answer> stream(Supplier<EventSource> source, long everyMillis) {
    try {
      Optional<HttpPages.Events> begun = streams.begin(source, everyMillis);
      return done(
          begun.isPresent()
              ? begun.get()
              : error(
                  503, "open streams: more than there may be (limit: " + OpenStreams.MAX + ")"));
    } catch (CompletionException e) {
      return done(error(400, "no such tap: " + e.getCause().getMessage()));
    }
  }

  private Path logOf(String server) {
    return server.equals("daemon") ? home.daemonLog() : LogFiles.of(home.logs(), server);
  }

  private CompletionStage<Answer> act(String name, Request request, Logins.Login login) {
    String server = member(request, "server");
    switch (name) {
      case "logout" -> {
        logins.end(login);
        return done(json("{}"));
      }
      case "restart" -> {
        return daemon.restart(server).thenApply(Dashboard::restarted);
      }
      case "enable", "disable" -> {
        return done(turn(name, server));
      }
      default -> {
        return done(error(404, "nothing is here"));
      }
    }
  }

  private static Answer restarted(List<String> failures) {
    return failures.isEmpty() ? json("{}") : error(409, String.join("\n", failures));
  }

  private Answer turn(String how, String server) {
    try {
      return json(calls.answer(how, Optional.of(server)).orElse("{}"));
    } catch (ControlCalls.RefusedException e) {
      return error(409, e.getMessage());
    }
  }

  /** Empty for none. */
  private static String member(Request request, String name) {
    try {
      String body = new String(request.body(), StandardCharsets.UTF_8);
      Map<String, Object> members = JsonTree.parse(body);
      return members.get(name) instanceof String text ? text : "";
    } catch (RuntimeException e) {
      return ""; // not such an object
    }
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static Whole json(String text) {
    return json(200, text);
  }

  private static Whole error(int status, String message) {
    return json(status, "{\"error\":" + RawJson.quote(message) + "}");
  }

  private static Whole json(int status, String text) {
    return new Whole(status, JSON, PageFiles.headers(), text.getBytes(StandardCharsets.UTF_8));
  }
}
