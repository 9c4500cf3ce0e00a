package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.config.observe.TelemetrySettings;
import dev.mcpmux.cli.home.Switches;
import dev.mcpmux.cli.system.FileWatch;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.port.ConfigChange;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.config.ControlCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Keeps a running daemon in step with its config: reads it again when its files have changed or
 * somebody says so, and refuses one that is wrong as a whole. Thread-safe.
 */
final class ConfigKeeper implements ControlCalls {

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  private static final String STAYS = "the config before it stays in force";

  private final ConfigFiles files;
  private final Switches switches;
  private final Notes notes;

  /**
   * Who reads because of a call holds it from the look at the files until they are in force: others
   * that see no change must not go on before. Taken before the locks of the watch and of this.
   */
  private final Object reading = new Object();

  private ConfigFile inForce;

  /** From the start on. */
  private Optional<TelemetrySettings> telemetry = Optional.empty();

  private FileWatch watch;
  private MuxServer server;
  private HttpKeeper http;
  private Consumer<ConfigFile> onChange = changed -> {};

  /** What is wrong with the files as they are, as far as that is not in force. */
  private List<String> errors = List.of();

  private volatile List<String> notices = List.of();

  ConfigKeeper(ConfigFiles files, Switches switches, Notes notes) {
    this.files = files;
    this.switches = switches;
    this.notes = notes;
  }

  /** What is in force at the start: the files of {@code servers.d} that are wrong are left out. */
  synchronized ConfigFile start() throws ConfigException {
    watch = new FileWatch(files::watched, this::onFilesChanged);
    ConfigFiles.Partial partial = files.loadWhatIsRight();
    inForce = partial.config();
    telemetry = inForce.observe().telemetry();
    errors =
        new ArrayList<>(
            partial.errors().stream().map(error -> error + "; this file is left out").toList());
    errors.addAll(inForce.errorsOfOthers());
    errors.forEach(error -> LOG.log(System.Logger.Level.ERROR, error));
    sayOff(inForce);
    warn(inForce.warnings());
    notice();
    return inForce;
  }

  /** With the server that mcpmux brings itself. */
  private MuxConfig plain() {
    return notes.over(inForce);
  }

  /** The config with what was said of its servers beside it. */
  synchronized MuxConfig config() {
    return switches.over(plain());
  }

  /**
   * Follows the files from now on.
   *
   * @param http has the HTTP side follow
   * @param onChange is told of each config that is put in force
   */
  synchronized void follow(MuxServer running, HttpKeeper http, Consumer<ConfigFile> onChange) {
    this.server = running;
    this.http = http;
    this.onChange = onChange;
    FileWatch httpWatch = new FileWatch(http::files, this::onHttpFilesChanged);
    // a token or a certificate may have been renewed since it was read, before there was a watch
    readHttpFiles();
    FileWatch.start(List.of(watch, httpWatch));
  }

  /** The socket is open a moment before. */
  private synchronized boolean follows() {
    return server != null;
  }

  private void onFilesChanged() {
    try {
      Reload done = load();
      LOG.log(System.Logger.Level.INFO, "the config has changed: " + done.summary());
    } catch (ConfigException e) {
      // said already, and shown by status
    } catch (CompletionException e) {
      LOG.log(System.Logger.Level.WARNING, "the config cannot be put in force", e.getCause());
    }
  }

  private void onHttpFilesChanged() {
    LOG.log(System.Logger.Level.INFO, "HTTP: its files have changed and are read again");
    readHttpFiles();
  }

  private void readHttpFiles() {
    try {
      warn(refreshHttp());
    } catch (CompletionException e) {
      LOG.log(System.Logger.Level.WARNING, "HTTP: its files cannot be read", e.getCause());
    }
  }

  private synchronized List<String> refreshHttp() {
    List<String> warnings = http.refresh();
    notice();
    return warnings;
  }

  /** What became of a config that was read again. */
  record Reload(ConfigChange change, boolean http, List<String> warnings, List<String> errors) {

    String summary() {
      List<String> parts = new ArrayList<>();
      part(parts, change.added(), "added");
      part(parts, change.removed(), "removed");
      part(parts, change.changed(), "changed");
      if (http) {
        parts.add("changed http");
      }
      if (change.views()) {
        parts.add("changed the view of all servers");
      }
      return parts.isEmpty() ? "no server" : String.join(", ", parts);
    }

    private static void part(List<String> parts, List<String> names, String what) {
      if (!names.isEmpty()) {
        parts.add(what + " " + String.join(" ", names));
      }
    }

    String json() {
      StringBuilder json = new StringBuilder("{");
      array(json, "added", change.added());
      array(json, "removed", change.removed());
      array(json, "changed", change.changed());
      array(json, "untouched", change.untouched());
      array(json, "warnings", warnings);
      array(json, "errors", errors);
      return json.append("\"limits\":")
          .append(change.limits())
          .append(",\"wellKnownServers\":")
          .append(change.table())
          .append(",\"views\":")
          .append(change.views())
          .append(",\"http\":")
          .append(http)
          .append('}')
          .toString();
    }

    private static void array(StringBuilder json, String name, List<String> values) {
      json.append('"').append(name).append("\":[");
      for (int i = 0; i < values.size(); i++) {
        json.append(i == 0 ? "" : ",").append(RawJson.quote(values.get(i)));
      }
      json.append("],");
    }
  }

  private synchronized Reload load() throws ConfigException {
    ConfigFile read;
    try {
      read = files.load().whereWrong(inForce);
    } catch (ConfigException e) {
      errors = new ArrayList<>(e.messages());
      errors.add(STAYS);
      errors.forEach(error -> LOG.log(System.Logger.Level.ERROR, error));
      warn(refreshHttp());
      throw e;
    }
    errors =
        read.errorsOfOthers().stream()
            .map(error -> error + "; what was there before stays")
            .toList();
    errors.forEach(error -> LOG.log(System.Logger.Level.ERROR, error));
    sayOff(read);
    List<String> warnings = new ArrayList<>(read.warnings());
    warnings.addAll(http.apply(read.http()));
    if (!read.observe().telemetry().equals(telemetry)) {
      warnings.add("telemetry: the change holds when the daemon starts the next time");
    }
    warn(warnings);
    boolean otherHttp = !read.http().equals(inForce.http());
    return new Reload(putInForce(read), otherHttp, warnings, read.errors());
  }

  private ConfigChange putInForce(ConfigFile read) {
    inForce = read;
    notice();
    ConfigChange change = server.reconfigure(config()).toCompletableFuture().join();
    onChange.accept(read);
    return change;
  }

  private synchronized String set(String name, boolean enabled) throws RefusedException {
    MuxConfig plain = plain();
    if (!plain.servers().containsKey(name)) {
      throw new RefusedException(
          "unknown-server", "there is no server named \"" + name + "\" in " + files.file());
    }
    boolean before = !config().disabled().contains(name);
    try {
      switches.set(name, enabled, plain);
    } catch (IOException e) {
      throw new RefusedException("not-kept", Failures.describe(e));
    }
    putInForce(inForce);
    return "{\"changed\":" + (before != enabled) + "}";
  }

  @Override
  public Optional<String> answer(String call, Optional<String> name) throws RefusedException {
    if (!follows()) {
      throw new RefusedException("starting", "the mcpmux daemon is still starting");
    }
    try {
      if (call.equals("reload")) {
        synchronized (reading) {
          watch.reading();
          return Optional.of(load().json());
        }
      } else if (call.equals("token")) {
        return Optional.of("{\"ended\":" + newToken() + "}");
      } else if (name.isPresent() && call.equals("http")) {
        return Optional.of("{\"url\":" + RawJson.quote(listen(name.get())) + "}");
      } else if (name.isPresent() && (call.equals("enable") || call.equals("disable"))) {
        return Optional.of(set(name.get(), call.equals("enable")));
      }
      return Optional.empty();
    } catch (ConfigException e) {
      throw new RefusedException("bad-config", e.getMessage() + "\n" + STAYS);
    } catch (CompletionException e) {
      throw new RefusedException("stopping", "the mcpmux daemon is stopping");
    }
  }

  /** Returns where it listens on HTTP from now on. */
  private synchronized String listen(String where) throws RefusedException {
    try {
      String url = http.listen(where);
      onChange.accept(inForce); // nothing would start it again for a client over HTTP
      return url;
    } catch (ConfigException | IOException e) {
      throw new RefusedException("not-listening", Failures.describe(e));
    }
  }

  /** Returns how many sessions have ended with the token before. */
  private synchronized int newToken() throws RefusedException {
    try {
      return http.readToken();
    } catch (IOException e) {
      throw new RefusedException("not-read", Failures.describe(e));
    }
  }

  @Override
  public void refresh() {
    if (!follows()) {
      return;
    }
    synchronized (reading) {
      if (!watch.hasChanged()) {
        return;
      }
      try {
        Reload done = load();
        LOG.log(
            System.Logger.Level.INFO,
            "the config has changed when an unknown server was asked for: " + done.summary());
      } catch (ConfigException | CompletionException e) {
        // said already, or the daemon ends
      }
    }
  }

  @Override
  public List<String> notices() {
    return notices;
  }

  private void notice() {
    List<String> all = new ArrayList<>(errors);
    all.addAll(switches.notices(plain()));
    if (http != null) {
      all.addAll(http.notices());
    }
    notices = List.copyOf(all);
  }

  private static void sayOff(ConfigFile config) {
    config.off().forEach(why -> LOG.log(System.Logger.Level.ERROR, why + "; this server is off"));
  }

  private static void warn(List<String> warnings) {
    warnings.forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
  }
}
