package dev.mcpmux.cli.home;

import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.system.ProcessBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Where mcpmux keeps its files. Every process that is given the same {@code --home}, or none and
 * the same {@code MCPMUX_HOME}, {@code XDG_*} and {@code HOME}, computes the same paths; all are
 * absolute.
 *
 * @param root the directory of {@code --home} or {@code MCPMUX_HOME}; null without one
 * @param config the config file, which need not exist
 * @param runtime the private directory for locks and, unless its path is too long, the socket
 * @param socket the daemon's socket
 * @param logs the directory for log files
 * @param state the directory for what is kept between two runs
 */
public record Home(Path root, Path config, Path runtime, Path socket, Path logs, Path state) {

  /** The longest path of a Unix socket, in bytes: {@code sun_path} has 108, the last one is NUL. */
  public static final int MAX_SOCKET_BYTES = 107;

  private static final String SOCKET = "mcpmux.sock";

  /** What {@code enable} and {@code disable} have said. */
  public Path switches() {
    return state.resolve("switches.json");
  }

  /**
   * The home of this process.
   *
   * @param option the value of {@code --home}, null without one
   */
  public static Home of(String option, Map<String, String> environment) {
    return resolve(
        option,
        environment,
        Path.of(System.getProperty("user.home")),
        Path.of(System.getProperty("java.io.tmpdir")),
        PrivateDirectory.uid());
  }

  static Home resolve(
      String option, Map<String, String> environment, Path userHome, Path temporary, long uid) {
    String root = option != null ? option : environment.get("MCPMUX_HOME");
    if (root != null && !root.isEmpty()) {
      Path directory = ProcessBytes.path(root).toAbsolutePath().normalize();
      Path runtime = directory.resolve("run");
      return new Home(
          directory,
          directory.resolve("config.json"),
          runtime,
          socket(runtime, environment, temporary, uid),
          directory.resolve("logs"),
          directory.resolve("state"));
    }
    Path user = directory(environment, "HOME", userHome);
    Path runtime = userRuntime(environment, temporary, uid);
    Path state =
        directory(environment, "XDG_STATE_HOME", user.resolve(".local/state")).resolve("mcpmux");
    return new Home(
        null,
        directory(environment, "XDG_CONFIG_HOME", user.resolve(".config"))
            .resolve("mcpmux/config.json"),
        runtime,
        socket(runtime, environment, temporary, uid),
        state.resolve("logs"),
        state);
  }

  /**
   * @throws IOException when a daemon could not listen there, or not be told where, with a sentence
   *     that says why
   */
  public void check() throws IOException {
    if (socket.toString().indexOf('\uFFFD') >= 0) {
      throw new IOException("a socket cannot be where the path is not UTF-8: " + socket);
    }
  }

  /** The file to which a daemon that started by itself logs. */
  public Path daemonLog() {
    return logs.resolve("daemon.log");
  }

  /** The token of the HTTP side. */
  public Path httpToken() {
    return state.resolve("http-token");
  }

  /** Held by the one relay that starts a daemon. */
  public Path startLock() {
    return runtime.resolve("start.lock");
  }

  /** Held by the daemon while it runs. */
  public Path daemonLock() {
    return runtime.resolve("daemon.lock");
  }

  private static Path socket(
      Path runtime, Map<String, String> environment, Path temporary, long uid) {
    Path socket = runtime.resolve(SOCKET);
    if (fits(socket)) {
      return socket;
    }
    String shortName = hash(socket) + ".sock";
    Path inRuntime = userRuntime(environment, temporary, uid).resolve(shortName);
    return fits(inRuntime) ? inRuntime : temporary(temporary, uid).resolve(shortName);
  }

  /**
   * As the XDG base directory specification says, a runtime directory counts only if it is the
   * user's own: {@code su} and {@code sudo} hand on that of somebody else. A login that does not
   * set the variable gets the directory that the others of this user have.
   */
  private static Path userRuntime(Map<String, String> environment, Path temporary, long uid) {
    Path standard = Path.of("/run/user").resolve(Long.toString(uid));
    Path directory = directory(environment, "XDG_RUNTIME_DIR", standard);
    return Files.isDirectory(directory) && PrivateDirectory.isOwnedBy(directory, uid)
        ? directory.resolve("mcpmux")
        : temporary(temporary, uid);
  }

  private static Path temporary(Path temporary, long uid) {
    return temporary.resolve("mcpmux-" + uid);
  }

  /** A relative path in an {@code XDG_*} variable is to be ignored. */
  private static Path directory(Map<String, String> environment, String name, Path fallback) {
    String value = environment.get(name);
    return value != null && value.startsWith("/") ? ProcessBytes.path(value).normalize() : fallback;
  }

  private static boolean fits(Path socket) {
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_BYTES;
  }

  private static String hash(Path path) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(path.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
