package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.RecordedJava;
import dev.mcpmux.cli.install.Install;
import dev.mcpmux.cli.install.Prefix;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts this version where programs of the user are. */
@Command(
    name = "install",
    description = {
      "Install this version, or upgrade to it; open sessions go on.",
      "Versions lie side by side. The next install removes those that nothing uses."
    })
public final class InstallCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "PREFIX",
      arity = "0..1",
      description = "Where bin/mcpmux and lib/mcpmux are to be. Default: ~/.local")
  private Path directory;

  @Option(names = "--clean", description = "Install nothing; remove versions that nothing uses.")
  private boolean clean;

  @Override
  public Integer call() throws Exception {
    Map<String, String> environment = ClientEnvironment.get();
    Prefix prefix = prefix(directory, environment);
    if (directory == null && prefix.isOfPackages()) {
      prefix = users(environment);
    }
    Install install = new Install(prefix, environment);
    if (clean) {
      Install.Result result = install.clean();
      say(result);
      if (result.removed().isEmpty() && result.kept().isEmpty()) {
        System.out.println("There is no version but " + result.version() + ".");
      }
      return ExitCode.OK;
    }
    Install.Result result = install.run(Distribution.tree());
    RecordedJava.write(common.home());
    System.out.println(
        (result.isNew() ? "Installed " : "Already there: ") + "mcpmux " + result.version());
    System.out.println("  " + shown(prefix.command()));
    say(result);
    if (result.before().isPresent()) {
      sayBefore(result.before().get());
    }
    sayPath(prefix, environment);
    return ExitCode.OK;
  }

  /** The one that was named, else that of this version, else the user's own. */
  static Prefix prefix(Path directory, Map<String, String> environment) throws IOException {
    if (directory != null) {
      return new Prefix(real(directory.toAbsolutePath().normalize()));
    }
    Optional<Prefix> own = Prefix.around(Distribution.tree());
    return own.isPresent() ? own.get() : users(environment);
  }

  private static Prefix users(Map<String, String> environment) throws IOException {
    return new Prefix(real(userHome(environment)).resolve(".local"));
  }

  /** Without links, as far as it is there: a tree knows itself by such a path. */
  static Path real(Path path) throws IOException {
    if (Files.exists(path) || path.getParent() == null) {
      return path.toRealPath();
    }
    return real(path.getParent()).resolve(path.getFileName());
  }

  private static void say(Install.Result result) {
    for (String version : result.removed()) {
      System.out.println("Removed " + version + ", which nothing used.");
    }
    for (String version : result.kept()) {
      System.out.println("Kept " + version + ", which is in use.");
    }
  }

  private void sayBefore(String version) throws IOException {
    try (DaemonControl status = DaemonControl.call(common.home(), "status")) {
      if (status != null) {
        System.out.println("The daemon of " + version + " goes on, and sessions with it.");
        System.out.println("`mcpmux upgrade` replaces it by the new one; sessions go on.");
      }
    }
  }

  private static void sayPath(Prefix prefix, Map<String, String> environment) {
    for (String entry : environment.getOrDefault("PATH", "").split(":")) {
      Path found = Path.of(entry).resolve("mcpmux");
      if (entry.isEmpty() || !Files.isExecutable(found)) {
        continue;
      }
      if (!isSame(found, prefix.command())) {
        System.out.println("Another mcpmux comes first on the PATH:");
        System.out.println("  " + shown(found));
      }
      return;
    }
    System.out.println("It is not on the PATH. Add this line to ~/.profile:");
    String bin = shown(prefix.bin()).replaceFirst("^~/", "\\$HOME/");
    System.out.println("  export PATH=\"" + bin + ":$PATH\"");
  }

  /** A path as people write it. */
  static String shown(Path path) {
    Path user = userHome(ClientEnvironment.get());
    boolean isBelow = path.startsWith(user) && !path.equals(user);
    return Printable.line(isBelow ? "~/" + user.relativize(path) : path.toString());
  }

  static Path userHome(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.startsWith("/") ? home : System.getProperty("user.home")).normalize();
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }
}
