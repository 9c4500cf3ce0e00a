package dev.mcpmux.cli.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A place that versions are installed in.
 *
 * <pre>
 * PREFIX/bin/mcpmux                 a link through the one below: the path that never changes
 * PREFIX/lib/mcpmux/current         a link to one of the versions
 * PREFIX/lib/mcpmux/versions/NAME/  bin, lib and so on; never written again
 * </pre>
 *
 * <p>What does not begin with a letter or digit in {@code versions} is half made or half removed.
 *
 * @param root absolute
 */
public record Prefix(Path root) {

  private static final String BELOW = "lib/mcpmux";

  /** The one in which a tree was installed. */
  public static Optional<Prefix> around(Path tree) {
    Path versions = tree.getParent();
    Path own = versions == null ? null : versions.getParent();
    if (own == null || !own.endsWith(BELOW) || !versions.endsWith("versions")) {
      return Optional.empty();
    }
    return Optional.of(new Prefix(own.getParent().getParent()));
  }

  /** Whether a file is the {@code bin/mcpmux} of a tree, wherever it lies. */
  public static boolean isLauncher(Path file) {
    Path tree = file.resolveSibling("..").normalize();
    return file.endsWith("bin/mcpmux")
        && Files.isRegularFile(tree.resolve("config.schema.json"))
        && Files.isDirectory(tree.resolve("lib"));
  }

  /** Whether the system's package manager puts things there, and takes them away. */
  public boolean isOfPackages() {
    return root.equals(Path.of("/usr"));
  }

  public Path bin() {
    return root.resolve("bin");
  }

  /** What people and clients start. */
  public Path command() {
    return bin().resolve("mcpmux");
  }

  Path own() {
    return root.resolve(BELOW);
  }

  Path versions() {
    return own().resolve("versions");
  }

  Path current() {
    return own().resolve("current");
  }

  Path lock() {
    return own().resolve(".lock");
  }

  /** The directory of the current version; empty before the first. */
  Optional<Path> currentVersion() {
    try {
      return Optional.of(versions().resolve(Files.readSymbolicLink(current()).getFileName()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** As {@link #currentVersion}, without links; empty as well when it cannot be found. */
  public Optional<Path> currentTree() {
    try {
      return Optional.of(current().toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** All that can be run. */
  List<Path> allVersions() throws IOException {
    return entries().stream().filter(path -> !isPartial(path)).toList();
  }

  /** What an installation or a removal that was interrupted has left. */
  List<Path> leftovers() throws IOException {
    return entries().stream().filter(Prefix::isPartial).toList();
  }

  private static boolean isPartial(Path version) {
    return version.getFileName().toString().startsWith(".");
  }

  private List<Path> entries() throws IOException {
    if (!Files.isDirectory(versions(), LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(versions())) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  /** Whether the command is ours: a link through {@code current}. */
  boolean hasOurCommand() {
    try {
      return Files.readSymbolicLink(command()).equals(current().resolve("bin/mcpmux"));
    } catch (IOException e) {
      return false;
    }
  }

  void switchTo(Path version) throws IOException {
    link(current(), Path.of("versions").resolve(version.getFileName()));
  }

  void linkCommand() throws IOException {
    link(command(), current().resolve("bin/mcpmux"));
  }

  /** Whoever looks finds the old or the new one, never none. */
  private static void link(Path link, Path target) throws IOException {
    Path fresh = link.resolveSibling("." + link.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, target);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
  }
}
