package dev.mcpmux.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A user with a home directory, who installs versions with {@code mcpmux install}. */
final class InstalledUser {

  private final Path directory;
  final Path home;

  /**
   * @param directory an empty one
   */
  InstalledUser(Path directory) throws IOException {
    this.directory = directory;
    home = Files.createDirectory(directory.resolve("user"));
    // the default is that of all homes of a user
    Files.createDirectory(directory.resolve("run"));
  }

  Path prefix() {
    return home.resolve(".local");
  }

  Path command() {
    return prefix().resolve("bin/mcpmux");
  }

  /** The distribution as one that was built from other sources. */
  Path version(String name) throws IOException {
    Path source = Installation.MCPMUX.resolveSibling("..").normalize();
    Path tree = directory.resolve(name);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copied = tree.resolve(source.relativize(file).toString());
        Files.copy(file, copied, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.writeString(tree.resolve("LICENSE"), name, StandardOpenOption.APPEND);
    return tree;
  }

  /** What this user starts, with nothing of the environment but the Java. */
  Installation starting(Path launcher) {
    Installation mcpmux = new Installation(launcher, home, home);
    for (String name : System.getenv().keySet()) {
      mcpmux.with(name, null);
    }
    return mcpmux
        .with("MCPMUX_HOME", null)
        .with("XDG_CACHE_HOME", null)
        .with("XDG_RUNTIME_DIR", directory.resolve("run").toString())
        .with("HOME", home.toString())
        .with("PATH", "/usr/bin:/bin")
        .with("JAVA_HOME", System.getProperty("java.home"));
  }

  Installation.Result install(Path tree, String... words) throws Exception {
    String[] all = new String[words.length + 1];
    all[0] = "install";
    System.arraycopy(words, 0, all, 1, words.length);
    return starting(tree.resolve("bin/mcpmux")).run(all);
  }

  Installation installed() {
    return starting(command());
  }

  /** The version that is current. */
  Path current() throws IOException {
    return prefix().resolve("lib/mcpmux/current").toRealPath();
  }

  Path versions() {
    return prefix().resolve("lib/mcpmux/versions");
  }

  /** Everything in the home directory. */
  Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        String what = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).toString();
        if (Files.isSymbolicLink(file)) {
          what = "-> " + Files.readSymbolicLink(file);
        } else if (Files.isRegularFile(file)) {
          what += Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        all.put(home.relativize(file).toString(), what);
      }
    }
    return all;
  }
}
