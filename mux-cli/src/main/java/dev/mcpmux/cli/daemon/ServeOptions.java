package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.text.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What {@code mcpmux serve} was told.
 *
 * @param home the value of {@code --home}, null without one
 * @param config the config file in place of the one in the home, null without one
 * @param idleTimeout null for what the config says
 * @param http where to listen in place of the config's {@code http.listen}, null without one
 * @param detached started by a relay, for sessions that come and go
 */
public record ServeOptions(
    String home, Path config, Duration idleTimeout, String http, boolean detached) {

  /** A value may be something else than itself if it begins so: an option, a quotation, a file. */
  private static final String OTHERS = "-\"@";

  /**
   * Reads plain words, each option at most once and its value in a word of its own. Anything else,
   * {@code --help} and mistakes too, is for the command line parser, without which a daemon starts
   * in two thirds of the time and 4 MB.
   *
   * @param words the whole command line
   * @return null when these are not the plain words of {@code serve}
   */
  public static ServeOptions ofPlainWords(List<String> words) {
    if (words.isEmpty() || !words.get(0).equals("serve")) {
      return null;
    }
    ServeOptions options = new ServeOptions(null, null, null, null, false);
    for (int i = 1; i < words.size() && options != null; i++) {
      if (words.get(i).equals("--detached") && !options.detached) {
        options = options.asDetached();
      } else {
        i++;
        options = i < words.size() ? options.withOrNull(words.get(i - 1), words.get(i)) : null;
      }
    }
    return options;
  }

  private ServeOptions asDetached() {
    return new ServeOptions(home, config, idleTimeout, http, true);
  }

  private ServeOptions withOrNull(String name, String value) {
    try {
      return with(name, value);
    } catch (IllegalArgumentException e) {
      return null; // no duration, or no path in the encoding of file names
    }
  }

  private ServeOptions with(String name, String value) {
    if (value.isEmpty() || OTHERS.indexOf(value.charAt(0)) >= 0) {
      return null;
    } else if (name.equals("--home") && home == null) {
      return new ServeOptions(value, config, idleTimeout, http, detached);
    } else if (name.equals("--config") && config == null) {
      return new ServeOptions(home, Path.of(value), idleTimeout, http, detached);
    } else if (name.equals("--http") && http == null) {
      return new ServeOptions(home, config, idleTimeout, value, detached);
    } else if (name.equals("--idle-timeout") && idleTimeout == null) {
      return new ServeOptions(home, config, Durations.parse(value), http, detached);
    }
    return null;
  }
}
