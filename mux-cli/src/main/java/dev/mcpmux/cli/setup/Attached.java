package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.client.Shape;
import dev.mcpmux.cli.client.Start;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entries that open a session with several servers. */
final class Attached {

  private static final String ATTACH = "attach";
  private static final String ONLY = "--only";
  private static final String PROFILE = "--profile";

  private Attached() {}

  /** The servers that an entry of an earlier run names; empty where it is no such entry. */
  static List<String> only(Shape shape, Map<String, Object> entry) {
    List<String> words = words(shape, entry);
    int only = words.lastIndexOf(ONLY);
    boolean ours = words.contains(ATTACH) && only == words.size() - 2 && only > 0;
    boolean on =
        ours
            && !Boolean.TRUE.equals(entry.get("disabled"))
            && !Boolean.FALSE.equals(entry.get("enabled"));
    return on ? List.of(words.get(only + 1).split(",")) : List.of();
  }

  static Map<String, String> variables(Shape shape, Map<String, Object> entry) {
    return shape.read(entry) instanceof Start.Program program ? program.env() : Map.of();
  }

  /** Entries for every server of the config, in these files and those of the user's clients. */
  static List<Found> toEverything(List<Survey> surveys, Host host) {
    Map<Path, Survey> all = new LinkedHashMap<>();
    surveys.forEach(survey -> all.put(survey.file().path(), survey));
    for (Client client : Clients.all()) {
      for (ClientFile file : client.userFiles(host.machine())) {
        if (!all.containsKey(file.path())) {
          Survey survey = Survey.of(file);
          if (survey != null) {
            all.put(file.path(), survey);
          }
        }
      }
    }
    List<Found> found = new ArrayList<>();
    for (Survey survey : all.values()) {
      for (Found entry : survey.entries()) {
        if (entry.members() != null && isToEverything(entry, host)) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  private static boolean isToEverything(Found entry, Host host) {
    Map<String, Object> members = entry.members();
    List<String> words = words(entry.client().shape(), members);
    int attach = words.indexOf(ATTACH);
    if (attach < 0
        || Boolean.TRUE.equals(members.get("disabled"))
        || Boolean.FALSE.equals(members.get("enabled"))
        || !host.checks().opensSession(words)) {
      return false;
    }
    for (int i = attach + 1; i < words.size(); i++) {
      String word = words.get(i);
      boolean value = words.get(i - 1).equals("--home");
      if (word.equals("--")
          || word.startsWith(ONLY)
          || word.startsWith(PROFILE)
          || !value && !word.startsWith("-")) {
        return false;
      }
    }
    return true;
  }

  private static List<String> words(Shape shape, Map<String, Object> entry) {
    return entry != null && shape.read(entry) instanceof Start.Program program
        ? program.words()
        : List.of();
  }
}
