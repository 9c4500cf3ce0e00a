package dev.mcpmux.netty.tap;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.netty.mask.Masks;
import dev.mcpmux.netty.mask.SecretNames;
import dev.mcpmux.netty.mask.SecretParts;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that must not be shown, from what processes were started with and sessions were opened
 * with. They are told on the event loop; any thread may have the masks.
 */
final class Secrets {

  /** Of a setting that does not say that it is a secret: a shorter value stands in many words. */
  private static final int MIN_SETTING = 6;

  private volatile Masks masks = Masks.NONE;

  Masks masks() {
    return masks;
  }

  void learn(SessionHello hello) {
    Set<String> found = new HashSet<>();
    addNamed(hello.environment(), found);
    masks = masks.with(found);
  }

  void learn(Launch launch) {
    Set<String> found = new HashSet<>();
    if (launch instanceof ProcessLaunch process) {
      addNamed(process.environment(), found);
      addWords(process.command(), found);
      process.secrets().forEach(value -> addSetting(value, found));
    } else if (launch instanceof RemoteLaunch remote) {
      remote.headers().values().forEach(value -> found.addAll(SecretParts.of(value)));
      found.addAll(remote.secrets());
      SecretParts.parameters(remote.url()).forEach(value -> addSetting(value, found));
      remote.proxy().map(URI::getUserInfo).ifPresent(value -> found.addAll(SecretParts.of(value)));
    }
    masks = masks.withLasting(found);
  }

  /** Of variables, those whose name says it, and passwords in URLs. */
  private static void addNamed(Map<String, String> environment, Set<String> found) {
    environment.forEach(
        (name, value) -> {
          if (SecretNames.isNameOfOne(name)) {
            found.addAll(SecretParts.of(value));
          }
          found.addAll(SecretParts.inUrls(value));
        });
  }

  /** Of what the config gives a server, whatever its name. */
  private static void addSetting(String value, Set<String> found) {
    if (value.length() >= MIN_SETTING) {
      found.add(value);
    }
  }

  /** {@code --token VALUE}, {@code --token=VALUE}, {@code X-Api-Key: VALUE}, passwords in URLs. */
  private static void addWords(List<String> words, Set<String> found) {
    String before = "";
    for (String word : words) {
      int equals = word.indexOf('=');
      if (before.startsWith("-") && SecretNames.isNameOfOne(before)) {
        found.add(word);
      } else if (!addValue(word, found) && equals > 0) {
        addValue(word.substring(equals + 1), found); // --header=X-Api-Key:VALUE
      }
      found.addAll(SecretParts.inUrls(word));
      before = equals > 0 ? "" : word;
    }
  }

  /**
   * Of a header or a variable; a header's value may have an equals sign. Whether it is a secret.
   */
  private static boolean addValue(String word, Set<String> found) {
    int equals = word.indexOf('=');
    int colon = word.indexOf(':');
    if (colon > 0
        && (equals < 0 || colon < equals)
        && SecretNames.isNameOfOne(word.substring(0, colon))) {
      found.addAll(SecretParts.of(word.substring(colon + 1).strip()));
      return true;
    }
    if (equals > 0 && SecretNames.isNameOfOne(word.substring(0, equals))) {
      found.add(word.substring(equals + 1));
      return true;
    }
    return false;
  }
}
