package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.home.Switches;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the config says, and what is wrong with it. */
final class ConfigCheck {

  private static final String NAME = "config";
  private static final String CHECK = "mcpmux config check";

  private final Home home;
  private final ConfigFiles files;
  private MuxConfig config = MuxConfig.empty();

  ConfigCheck(Home home) {
    this.home = home;
    this.files = new ConfigFiles(home.config());
  }

  ConfigFiles files() {
    return files;
  }

  /** What holds; empty where the files are wrong as a whole. */
  MuxConfig config() {
    return config;
  }

  /** Those that may be started. */
  List<String> usable() {
    Set<String> off = config.disabled();
    return config.servers().keySet().stream()
        .filter(name -> !off.contains(name) && why(name) == null)
        .toList();
  }

  /** Why an entry cannot be used; null for one that can. */
  private String why(String name) {
    return config.servers().get(name).launch() instanceof LaunchTemplate.Unusable unusable
        ? unusable.why()
        : null;
  }

  List<Finding> look() {
    ConfigFiles.Partial read;
    try {
      read = files.loadWhatIsRight();
    } catch (ConfigException e) {
      String more = e.messages().size() == 1 ? "" : " (and " + (e.messages().size() - 1) + " more)";
      return List.of(Finding.problem(NAME, e.messages().get(0) + more, CHECK));
    }
    ConfigFile found = read.config();
    config = Switches.load(home.switches()).over(found.config());
    List<String> errors = new ArrayList<>(read.errors());
    errors.addAll(found.errorsOfOthers());
    found.missing().ifPresent(why -> errors.add(home.config() + ": " + why));
    List<Finding> findings = new ArrayList<>();
    findings.add(summary(found));
    errors.forEach(error -> findings.add(Finding.problem(NAME, error, CHECK)));
    for (String name : config.servers().keySet()) {
      if (why(name) != null) {
        findings.add(Finding.problem("server", why(name), CHECK).about(name));
      } else if (config.disabled().contains(name)) {
        findings.add(
            Finding.ok("server", "is off; to use it again: mcpmux enable " + name).about(name));
      }
    }
    return findings;
  }

  private Finding summary(ConfigFile found) {
    int servers = config.servers().size();
    if (servers == 0) {
      return Finding.note(
          NAME,
          (Files.exists(home.config()) ? "no server in " : "there is none yet: ") + home.config(),
          "mcpmux setup fills it from your clients");
    }
    int warnings = found.warnings().size();
    String text = home.config() + ": " + Counted.of(servers, "server");
    return warnings == 0
        ? Finding.ok(NAME, text)
        : Finding.note(NAME, text + ", " + Counted.of(warnings, "warning"), CHECK);
  }
}
