package dev.mcpmux.cli.install;

import dev.mcpmux.core.port.MuxVersion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Puts a tree beside the versions that are there. Until its last step, which is atomic, the version
 * before is the one that starts; what runs is never written to.
 */
public final class Install {

  private static final long TRIAL_SECONDS = 60;
  private static final String FAILED = "the new version does not run, the one before stays: ";

  private final Prefix prefix;
  private final Caches caches;

  public Install(Prefix prefix, Map<String, String> environment) {
    this.prefix = prefix;
    this.caches = Caches.of(environment);
  }

  /**
   * What was done.
   *
   * @param version the name of the version that is current now
   * @param isNew whether it was not there before
   * @param before the name of the version that was current, if it was another one
   * @param removed names of versions that are gone
   * @param kept names of versions that processes still use
   */
  public record Result(
      String version,
      boolean isNew,
      Optional<String> before,
      List<String> removed,
      List<String> kept) {}

  /**
   * Installs a tree, after removing what nothing uses any more.
   *
   * @throws IOException if the version before is still the current one; the message is for people
   */
  public Result run(Path tree) throws IOException, InterruptedException {
    checkPlace();
    checkCommand();
    Files.createDirectories(prefix.versions());
    Files.createDirectories(prefix.bin());
    try (FileChannel channel = lockFile();
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("another mcpmux installs something in " + prefix.root());
      }
      Optional<Path> before = prefix.currentVersion();
      Path version = prefix.versions().resolve(MuxVersion.get() + "-" + Tree.hash(tree));
      Result cleaned = clean(version);
      boolean isNew = !Files.exists(version);
      if (isNew) {
        make(tree, version);
      }
      prefix.switchTo(version);
      prefix.linkCommand();
      makeStartArchive();
      return new Result(
          name(version),
          isNew,
          before.filter(old -> !old.equals(version)).map(Install::name),
          cleaned.removed(),
          cleaned.kept());
    }
  }

  /** Only removes the versions that nothing uses. */
  public Result clean() throws IOException {
    checkPlace();
    Optional<Path> current = prefix.currentVersion();
    if (current.isEmpty()) {
      throw new IOException("nothing is installed in " + prefix.root());
    }
    try (FileChannel channel = lockFile();
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("another mcpmux installs something in " + prefix.root());
      }
      return clean(current.get());
    }
  }

  private FileChannel lockFile() throws IOException {
    return FileChannel.open(prefix.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void checkPlace() throws IOException {
    if (prefix.isOfPackages()) {
      throw new IOException(
          prefix.root() + " belongs to the package manager; elsewhere: mcpmux install ~/.local");
    }
  }

  /** A link may be that of an installation before; a program of somebody else stays. */
  private void checkCommand() throws IOException {
    Path command = prefix.command();
    if (prefix.hasOurCommand() || !Files.exists(command, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean isLink = Files.isSymbolicLink(command);
    if (isLink && (!Files.exists(command) || Prefix.isLauncher(command.toRealPath()))) {
      return;
    }
    throw new IOException(
        command + " is there already and not of mcpmux; move it, or install elsewhere");
  }

  private void make(Path tree, Path version) throws IOException, InterruptedException {
    Path fresh = version.resolveSibling(".new-" + version.getFileName());
    Tree.copy(tree, fresh);
    Files.move(fresh, version);
    try {
      tryOut(version.resolve("bin/mcpmux"));
    } catch (IOException e) {
      remove(version);
      throw e;
    }
  }

  /**
   * From which the first daemon starts in a third of the time. Without it the installation is whole
   * as well, and a daemon makes it later.
   */
  private void makeStartArchive() throws InterruptedException {
    try {
      Process made =
          quiet(prefix.command(), "serve", "--archive")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      hasEnded(made);
    } catch (IOException e) {
      // a daemon makes it later
    }
  }

  /** Waits for it, and ends it if it takes too long. */
  private static boolean hasEnded(Process process) throws InterruptedException {
    if (process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
      return true;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return false;
  }

  private static ProcessBuilder quiet(Path launcher, String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.add(0, launcher.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(Path.of("/dev/null").toFile());
  }

  /** It writes to a file: what never ends its output would be read for ever. */
  private static void tryOut(Path launcher) throws IOException, InterruptedException {
    Path output = Files.createTempFile("mcpmux-install", ".out");
    try {
      Process trial = quiet(launcher, "--version").redirectOutput(output.toFile()).start();
      if (!hasEnded(trial)) {
        throw new IOException(FAILED + "it has not ended within " + TRIAL_SECONDS + " s");
      }
      if (trial.exitValue() != 0) {
        throw new IOException(FAILED + new String(Files.readAllBytes(output)).strip());
      }
    } finally {
      Files.delete(output);
    }
  }

  /**
   * A process may just be starting from the current version, so that one stays, whoever uses it.
   *
   * @param wanted stays as well
   */
  private Result clean(Path wanted) throws IOException {
    List<String> removed = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (Path leftover : prefix.leftovers()) {
      Tree.delete(leftover);
    }
    Optional<Path> current = prefix.currentVersion();
    for (Path version : prefix.allVersions()) {
      if (version.equals(wanted) || current.filter(version::equals).isPresent()) {
        continue;
      }
      if (!Users.canBeTold() || !Users.of(version).isEmpty()) {
        kept.add(name(version));
      } else {
        remove(version);
        removed.add(name(version));
      }
    }
    return new Result(name(wanted), false, Optional.empty(), removed, kept);
  }

  /** First out of the way: nothing is to start from half of it. */
  private void remove(Path version) throws IOException {
    Path old = version.resolveSibling(".old-" + version.getFileName());
    Tree.delete(old);
    Files.move(version, old);
    Tree.delete(old);
    caches.remove(version);
  }

  private static String name(Path version) {
    return version.getFileName().toString();
  }
}
