package dev.mcpmux.netty.tap;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.mask.Masks;
import dev.mcpmux.netty.mask.SecretParts;
import dev.mcpmux.netty.mask.SecretShapes;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The values that must not be shown, from what processes were started with and sessions were opened
 * with. They are told on the event loop; any thread may have the masks.
 */
final class Secrets {

  /** Of a setting that does not say that it is a secret: a shorter value stands in many words. */
  private static final int MIN_SETTING = 6;

  private final Supplier<MuxConfig> config;
  private volatile Masks masks = Masks.NONE;

  Secrets(Supplier<MuxConfig> config) {
    this.config = config;
  }

  Masks masks() {
    return masks;
  }

  void learn(SessionHello hello) {
    Set<String> found = new HashSet<>();
    addNamed(hello.environment(), found);
    masks = masks.with(found);
  }

  void learn(String server, Launch launch) {
    Set<String> found = new HashSet<>();
    ServerConfig entry = config.get().servers().get(server);
    if (launch instanceof ProcessLaunch process) {
      addNamed(process.environment(), found);
      addOptions(process.command(), found);
      if (entry != null && entry.launch() instanceof LaunchTemplate.Program program) {
        addSettings(process, program, found);
        addVariables(process.command(), program.words(), found);
      }
    } else if (launch instanceof RemoteLaunch remote) {
      remote.headers().values().forEach(value -> found.addAll(SecretParts.of(value)));
      found.addAll(remote.secrets());
      remote.proxy().map(URI::getUserInfo).ifPresent(value -> found.addAll(SecretParts.of(value)));
    }
    masks = masks.withLasting(found);
  }

  /** Of variables, those whose name says it. */
  private static void addNamed(Map<String, String> environment, Set<String> found) {
    environment.forEach(
        (name, value) -> {
          if (SecretShapes.isNameOfOne(name)) {
            found.addAll(SecretParts.of(value));
          }
        });
  }

  /** All that the config gives the process, whatever its name. */
  private static void addSettings(
      ProcessLaunch process, LaunchTemplate.Program program, Set<String> found) {
    for (String name : program.env().keySet()) {
      addSetting(process.environment().get(name), found);
    }
    for (String name : program.passEnv()) {
      addSetting(process.environment().get(name), found);
    }
  }

  private static void addSetting(String value, Set<String> found) {
    if (value != null && value.length() >= MIN_SETTING) {
      found.add(value);
    }
  }

  /** {@code --token VALUE} and {@code --token=VALUE}. */
  private static void addOptions(List<String> words, Set<String> found) {
    String before = "";
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0 && SecretShapes.isNameOfOne(word.substring(0, equals))) {
        found.add(word.substring(equals + 1));
      } else if (before.startsWith("-") && SecretShapes.isNameOfOne(before)) {
        found.add(word);
      }
      before = equals > 0 ? "" : word;
    }
  }

  /** What stands in the command in place of <code>${VAR}</code>. */
  private static void addVariables(
      List<String> command, List<String> templates, Set<String> found) {
    if (command.size() != templates.size()) {
      return; // it was unwrapped
    }
    for (int i = 0; i < templates.size(); i++) {
      String template = templates.get(i);
      String word = command.get(i);
      int begin = template.indexOf("${");
      int behind = template.length() - template.lastIndexOf('}') - 1;
      if (begin >= 0 && behind >= 0 && begin <= word.length() - behind) {
        addSetting(word.substring(begin, word.length() - behind), found);
      }
    }
  }
}
