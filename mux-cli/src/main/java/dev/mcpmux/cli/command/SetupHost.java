package dev.mcpmux.cli.command;

import dev.mcpmux.cli.client.Machine;
import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.OwnCommand;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.setup.Host;
import dev.mcpmux.cli.setup.Json;
import dev.mcpmux.cli.system.ClientEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells setup where it runs, and what the config has against a server. */
final class SetupHost {

  private static final long ROOT = 0;

  private SetupHost() {}

  static Host of(CommonOptions common) throws IOException {
    Map<String, String> environment = ClientEnvironment.get();
    Home home = common.home();
    return new Host(
        Machine.of(environment),
        Path.of("").toAbsolutePath(),
        home.config(),
        home.state().resolve("setup"),
        variables(home, environment),
        attach(home),
        new Checks());
  }

  /**
   * Files that root makes in a user's home, as with sudo, are none that the user could change.
   *
   * @param uid who runs this
   */
  static void checkUser(Path home, long uid) throws IOException {
    if (uid == ROOT
        && Files.exists(home)
        && ((Integer) Files.getAttribute(home, "unix:uid")).longValue() != ROOT) {
      throw new IOException(
          "nothing was changed: this is root, and "
              + home
              + " belongs to another user; run it as that user, without sudo");
    }
  }

  /**
   * Where these are set, config and daemon are elsewhere than an attach without them would look.
   */
  static Map<String, String> variables(Home home, Map<String, String> environment) {
    Map<String, String> found = new TreeMap<>();
    for (String name : List.of("XDG_CONFIG_HOME", "XDG_STATE_HOME")) {
      String value = environment.get(name);
      if (home.root() == null && value != null && value.startsWith("/")) {
        found.put(name, value);
      }
    }
    Map<String, String> without = new HashMap<>(environment);
    String runtime = without.remove("XDG_RUNTIME_DIR");
    if (home.root() == null
        && runtime != null
        && !Home.of(null, without).socket().equals(home.socket())) {
      found.put("XDG_RUNTIME_DIR", runtime); // not that of the login, which needs no name
    }
    return found;
  }

  /** A client may drop the variable that says where the home is, so its entry does. */
  private static List<String> attach(Home home) throws IOException {
    List<String> words = new ArrayList<>(List.of(Distribution.stablePath().toString(), "attach"));
    if (home.root() != null) {
      words.add("--home");
      words.add(home.root().toString());
    }
    return words;
  }

  /**
   * A daemon that runs would find out within seconds; but a client may be started at once. Whether
   * it likes its config, doctor and status say.
   */
  static void reload(CommonOptions common) {
    try (DaemonControl control = DaemonControl.call(common.home(), "reload", null)) {
      if (control != null) {
        control.result();
      }
    } catch (IOException | RuntimeException e) {
      // it will find out
    }
  }

  /** Whose open sessions would be without the servers that leave the config, for people. */
  static String sessions(CommonOptions common) {
    try (DaemonControl control = DaemonControl.call(common.home(), "status")) {
      return control == null
          ? ""
          : StopCommand.sessions(control.answer(), "would lose what setup added");
    } catch (IOException | RuntimeException e) {
      return ""; // no daemon that could be asked
    }
  }

  private static final class Checks implements Host.Checks {

    @Override
    public boolean opensSession(List<String> words) {
      return OwnCommand.isSession(words);
    }

    @Override
    public List<String> complaints(String name, Map<String, Object> entry) {
      Map<String, Object> config = new LinkedHashMap<>();
      config.put("mcpServers", Map.of("server", entry));
      try {
        ConfigFile read = ConfigFile.parse("", Json.line(config));
        return read.errors().stream().map(Checks::withoutPlace).toList();
      } catch (ConfigException e) {
        return e.messages().stream().map(Checks::withoutPlace).toList();
      }
    }

    /** The text that it was in is nobody's file. */
    private static String withoutPlace(String message) {
      return message.replaceFirst("^:\\d+:\\d+: (mcpServers\\.server[.:]?\\s*)?", "");
    }
  }
}
