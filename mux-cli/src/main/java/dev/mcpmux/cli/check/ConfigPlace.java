package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.ServerNames;
import java.nio.file.Path;
import java.util.List;

/**
 * Where in the config it is said how a server is shared.
 *
 * @param name the server, for people
 * @param where the place, for people
 * @param member what is written there, with {@code %s} for the scope
 */
public record ConfigPlace(String name, String where, String member) {

  private static final String SHARE = "\"share\": \"%s\"";

  public static ConfigPlace ofEntry(String name, Path file) {
    return new ConfigPlace(name, "the entry \"" + name + "\" of\n" + file, SHARE);
  }

  /** A server of the table of well-known servers. */
  public static ConfigPlace ofKnown(String name, Path file) {
    return new ConfigPlace(
        name, "\"wellKnownServers\" of\n" + file, RawJson.quote(name) + ": {" + SHARE + "}");
  }

  /**
   * A command that stands in no config is known by its package or program. One that starts servers
   * of any kind must not be: what is right for this server would hold for all of them.
   */
  public static ConfigPlace ofCommand(List<String> words, Path file) {
    return ServerNames.packageOf(words)
        .map(name -> known(name.replaceFirst("^@.*/", ""), "packages", name, file))
        .or(() -> ServerNames.programOf(words).map(name -> known(name, "programs", name, file)))
        .orElseGet(
            () ->
                new ConfigPlace(
                    ServerNames.shown(words), "an entry of its own in\n" + file, SHARE));
  }

  private static ConfigPlace known(String name, String kind, String word, Path file) {
    return new ConfigPlace(
        name,
        "\"wellKnownServers\" of\n" + file,
        RawJson.quote(name) + ": {\"" + kind + "\": [" + RawJson.quote(word) + "], " + SHARE + "}");
  }

  /** What to write there, on one line. */
  public String line(CheckReport report) {
    return member.replace("%s", report.share().configName());
  }
}
