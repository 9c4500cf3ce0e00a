package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.text.Failures;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Looks at one thing after the other. What cannot be looked at is a finding as well. */
public final class Doctor {

  /** One thing to look at. */
  private interface Check {
    List<Finding> look() throws Exception;
  }

  private final Home home;
  private final Map<String, String> environment;
  private final UnusedClients clients;
  private final PrintStream out;
  private final Findings findings = new Findings();

  /**
   * @param environment of the user
   * @param out where each finding goes as it comes; null for nowhere
   */
  public Doctor(
      Home home, Map<String, String> environment, UnusedClients clients, PrintStream out) {
    this.home = home;
    this.environment = environment;
    this.clients = clients;
    this.out = out;
  }

  /**
   * Looks at everything.
   *
   * @param starts whether servers are started
   * @param patience how long each may take
   */
  public Findings examine(boolean starts, Duration patience) {
    JavaCheck java = new JavaCheck(environment, home.root());
    java.begin();
    DaemonCheck daemon = new DaemonCheck(home);
    ConfigCheck config = new ConfigCheck(home);
    run("java", java::look);
    run("program", () -> new ProgramCheck(environment).look());
    run("files", () -> new FileCheck(home).look());
    run("daemon", daemon::look);
    run("config", config::look);
    new ServerCheck(home, daemon, config, starts, patience).look(this::add);
    run("sharing", () -> SharingCheck.look(daemon.status()));
    run("clients", this::unusedClients);
    run("orphans", () -> new OrphanCheck(Path.of("/proc")).look());
    return findings;
  }

  private void run(String name, Check check) {
    try {
      check.look().forEach(this::add);
    } catch (Exception e) {
      add(Finding.problem(name, "could not be looked at: " + Failures.describe(e), ""));
    }
  }

  private void add(Finding finding) {
    findings.add(finding);
    if (out != null) {
      out.print(Findings.text(finding));
      out.flush();
    }
  }

  private List<Finding> unusedClients() {
    List<String> names;
    try {
      names = clients.names();
    } catch (IOException e) {
      // most likely the config, of which another check has told
      return List.of(Finding.note("clients", "could not be looked at", "mcpmux setup --dry-run"));
    }
    return names.isEmpty()
        ? List.of()
        : List.of(
            Finding.note(
                "clients",
                "servers are started past mcpmux by " + String.join(", ", names),
                "mcpmux setup"));
  }
}
