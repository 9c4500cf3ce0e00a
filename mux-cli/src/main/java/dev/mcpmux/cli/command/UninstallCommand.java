package dev.mcpmux.cli.command;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.daemon.DaemonLock;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.install.Belongings;
import dev.mcpmux.cli.install.Prefix;
import dev.mcpmux.cli.install.Uninstall;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.ProcessEnd;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes away all that mcpmux has written. */
@Command(
    name = "uninstall",
    description = {
      "Give clients back what they had, end the daemon, and remove all that mcpmux wrote.",
      "Says what that is and asks first."
    })
public final class UninstallCommand implements Callable<Integer> {

  private static final String BY_PACKAGES = "sudo apt remove mcpmux";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "PREFIX",
      arity = "0..1",
      description = "Where it was installed. Default: where this command lies, else ~/.local")
  private Path directory;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Only say what would be removed.")
  private boolean dryRun;

  @Option(names = "--config", description = "Remove the config as well, with what it holds.")
  private boolean config;

  @Override
  public Integer call() throws Exception {
    Map<String, String> environment = ClientEnvironment.get();
    Home home = common.home();
    Path user = InstallCommand.userHome(environment);
    Prefix prefix = InstallCommand.prefix(directory, environment);
    Uninstall uninstall = new Uninstall(prefix, InstallCommand.real(user));
    boolean isSetUp = isSetUp(home);
    announce(home, uninstall, belongings(home, environment, user), isSetUp);
    if (dryRun) {
      return ExitCode.OK;
    }
    if (!yes && !isAgreed()) {
      return ExitCode.FAILURE;
    }
    Set<Long> own = ofThisHome(home);
    if (isInUse(uninstall.users(own))) {
      return ExitCode.FAILURE;
    }
    if (isSetUp && !undoSetup()) {
      System.err.println("mcpmux: nothing was removed, because clients still need it");
      return ExitCode.FAILURE;
    }
    stop(home);
    endSessions(uninstall, own);
    if (isInUse(uninstall.users(Set.of()))) {
      return ExitCode.FAILURE;
    }
    removeBelongings(home, environment, user);
    // last, and said before: this command lies there itself
    System.out.println(
        uninstall.isOfPackages()
            ? "What mcpmux wrote is removed. To remove the program: " + BY_PACKAGES
            : "mcpmux is removed.");
    uninstall.remove();
    return ExitCode.OK;
  }

  /** They would outlive the daemon, and start another. */
  private static void endSessions(Uninstall uninstall, Set<Long> own)
      throws IOException, InterruptedException {
    Set<Long> left = new HashSet<>(uninstall.users(Set.of()));
    left.retainAll(own);
    for (long pid : left) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (left.stream().anyMatch(UninstallCommand::runs) && System.nanoTime() - deadline < 0) {
      Thread.sleep(20);
    }
  }

  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static boolean isInUse(Set<Long> users) {
    if (!users.isEmpty()) {
      System.err.println(
          "mcpmux: nothing was removed, because it is in use elsewhere: " + pids(users));
    }
    return !users.isEmpty();
  }

  /**
   * Those that end with the daemon: itself, what it has started, and the relays of its sessions.
   */
  private static Set<Long> ofThisHome(Home home) throws IOException {
    Set<Long> pids = new LinkedHashSet<>();
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        return pids;
      }
      long daemon = Long.parseLong(RawJson.find(status.answer(), "daemon", "pid"));
      pids.add(daemon);
      ProcessHandle.of(daemon).stream()
          .flatMap(ProcessHandle::descendants)
          .forEach(process -> pids.add(process.pid()));
      for (Map<String, Object> session :
          JsonTree.objects(JsonTree.parse(status.answer()), "sessions")) {
        if (session.get("pid") != null) {
          pids.add(Long.parseLong(session.get("pid").toString()));
        }
      }
    }
    return pids;
  }

  /** No daemon starts meanwhile; one that no session can reach any more has the lock still. */
  private void removeBelongings(Home home, Map<String, String> environment, Path user)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(home.runtime())) {
      belongings(home, environment, user).remove();
      return;
    }
    try (DaemonLock lock = DaemonLock.take(home.daemonLock(), Duration.ZERO)) {
      if (lock == null) {
        throw new IOException(
            "nothing was removed, because a daemon still runs"
                + DaemonLock.holder(home.daemonLock()));
      }
      belongings(home, environment, user).remove();
    }
  }

  private Belongings belongings(Home home, Map<String, String> environment, Path user)
      throws IOException {
    Belongings belongings =
        new Belongings(user)
            .state(home.state(), home.logs(), home.runtime(), home.socket())
            .cache(environment);
    return config ? belongings.config(home.config()) : belongings;
  }

  private void announce(Home home, Uninstall uninstall, Belongings belongings, boolean isSetUp)
      throws IOException {
    List<Path> installed = uninstall.paths();
    System.out.println("To be done:");
    if (isSetUp) {
      System.out.println("  give clients back what they had before `mcpmux setup`");
    }
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status != null) {
        int sessions = JsonTree.objects(JsonTree.parse(status.answer()), "sessions").size();
        System.out.println("  end the daemon, with " + Counted.of(sessions, "open session"));
      }
    }
    List<Path> all = new ArrayList<>(installed);
    all.addAll(belongings.paths());
    for (Path path : all) {
      System.out.println("  remove " + InstallCommand.shown(path));
    }
    if (!belongings.others().isEmpty()) {
      System.out.println("To stay, because it is not of this home:");
    }
    for (Path other : belongings.others()) {
      System.out.println("  " + InstallCommand.shown(other));
    }
    if (!config && Files.exists(home.config())) {
      System.out.println("To stay, with the secrets in it (`--config` removes it too):");
      System.out.println("  " + InstallCommand.shown(home.config()));
    }
    if (uninstall.isOfPackages()) {
      System.out.println("To stay, because a package brought it: the program itself");
    } else if (installed.isEmpty()) {
      System.out.println("This mcpmux was not put there by `mcpmux install`, and stays:");
      System.out.println("  " + InstallCommand.shown(Distribution.tree()));
    }
  }

  private static boolean isAgreed() throws IOException {
    if (!Terminal.isStdin()) {
      System.err.println("mcpmux: nothing was removed; `--yes` where nobody can be asked");
      return false;
    }
    System.out.print("Go on? [y/N] ");
    System.out.flush();
    String answer = new BufferedReader(new InputStreamReader(System.in)).readLine();
    boolean agreed = answer != null && answer.strip().matches("(?i)y|yes");
    if (!agreed) {
      System.out.println("Nothing was removed.");
    }
    return agreed;
  }

  /** Whether there is something for {@code setup --undo} to do. */
  private boolean isSetUp(Home home) {
    return spec.parent() != null
        && spec.parent().subcommands().containsKey("setup")
        && Files.isDirectory(home.state().resolve("setup"));
  }

  /** As a user would; from files that were edited since, only our own entries are taken. */
  private boolean undoSetup() {
    CommandLine setup = spec.parent().subcommands().get("setup");
    List<String> words = new ArrayList<>(List.of("--undo", "--merge", "--yes"));
    if (common.directory() != null) {
      words.addAll(List.of("--home", common.directory()));
    }
    return setup.execute(words.toArray(new String[0])) == ExitCode.OK;
  }

  private static void stop(Home home) throws IOException, InterruptedException {
    try (DaemonControl stop = DaemonControl.call(home, "stop")) {
      if (stop == null) {
        return;
      }
      long pid = Long.parseLong(RawJson.find(stop.answer(), "pid"));
      stop.awaitClose();
      if (!ProcessEnd.await(pid, PATIENCE)) {
        throw new IOException("the daemon (pid " + pid + ") still runs; nothing was removed");
      }
    }
  }

  private static String pids(Set<Long> users) {
    StringBuilder text = new StringBuilder("pid");
    users.stream().limit(5).forEach(pid -> text.append(' ').append(pid));
    return text.append(users.size() > 5 ? " …" : "").toString();
  }
}
