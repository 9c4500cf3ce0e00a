package dev.mcpmux.cli.command;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.fallback.FallbackPlace;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.home.Switches;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.core.config.MuxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a server out of use, or into use again, for good. */
public abstract sealed class SwitchCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "NAME", description = "A server of the config.")
  private String name;

  private final String call;

  private SwitchCommand(String call) {
    this.call = call;
  }

  /** The one that undoes the other. */
  @Command(
      name = "enable",
      description = "Let a server be used again, whatever the config says.",
      footer = {"", "Holds also without a daemon, and for daemons to come."})
  public static final class Enable extends SwitchCommand {
    Enable() {
      super("enable");
    }
  }

  /** Sessions stay open, and are told. */
  @Command(
      name = "disable",
      description = {
        "Let nobody use a server until it is enabled.",
        "What is in flight gets done; sessions stay open, and their requests are answered with an"
            + " error."
      },
      footer = {"", "Holds also without a daemon, and for daemons to come."})
  public static final class Disable extends SwitchCommand {
    Disable() {
      super("disable");
    }
  }

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    boolean changed;
    try (DaemonControl control = DaemonControl.call(home, call, name)) {
      changed =
          control == null
              ? withoutDaemon(home)
              : "true".equals(String.valueOf(control.result().get("changed")));
    }
    System.out.println(name + " is " + (changed ? "" : "already ") + call + "d.");
    return ExitCode.OK;
  }

  private boolean withoutDaemon(Home home) throws IOException, ConfigException {
    MuxConfig config = new ConfigFiles(home.config()).loadWhatIsRight().config().withContext();
    if (!config.servers().containsKey(name)) {
      throw new IOException("there is no server named \"" + name + "\" in " + home.config());
    }
    Switches switches = Switches.load(home.switches());
    boolean enabled = this instanceof Enable;
    boolean before = !switches.over(config).disabled().contains(name);
    switches.set(name, enabled, config);
    Path script = new FallbackPlace(home.state()).script(name);
    if (!enabled && script != null) {
      Files.deleteIfExists(script); // a session must not run it by itself either
    }
    return before != enabled;
  }
}
