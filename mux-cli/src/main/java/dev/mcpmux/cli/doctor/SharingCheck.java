package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.text.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What keeps processes of one server apart that sessions could share. */
final class SharingCheck {

  private static final String NAME = "sharing";
  private static final String VARIABLES = "has other values of ";

  /** Whose difference is meant. */
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i).*(token|secret|passw|key|auth|cred|cookie).*");

  /** Without which programs do not run, or run in another way. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(?i)PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TMPDIR|TZ|XDG_.*|SSL_.*|.*_PROXY");

  private SharingCheck() {}

  /**
   * @param status what the daemon says of itself; empty without one
   */
  static List<Finding> look(Map<String, Object> status) {
    List<Finding> findings = new ArrayList<>();
    for (Map<String, Object> server : JsonTree.objects(status, "servers")) {
      List<Map<String, Object>> processes = JsonTree.objects(server, "processes");
      Set<String> reasons = new LinkedHashSet<>();
      for (Map<String, Object> process : processes) {
        if (!"true".equals(process.get("inProcess")) // there is nothing to be saved
            && process.get("apart") instanceof Map<?, ?> apart
            && apart.get("because") instanceof List<?> because) {
          because.forEach(reason -> reasons.add(String.valueOf(reason)));
        }
      }
      if (!reasons.isEmpty()) {
        findings.add(finding(String.valueOf(server.get("name")), processes.size(), reasons));
      }
    }
    return findings;
  }

  private static Finding finding(String server, int processes, Set<String> reasons) {
    String first = reasons.iterator().next();
    String more = reasons.size() == 1 ? "" : " (and " + (reasons.size() - 1) + " more)";
    String text = server + " has " + processes + " processes, because one " + first + more;
    return Finding.note(NAME, text, next(reasons));
  }

  private static String next(Set<String> reasons) {
    for (String reason : reasons) {
      if (reason.startsWith(VARIABLES)) {
        List<String> names = List.of(reason.substring(VARIABLES.length()).split(", "));
        Optional<String> needed = names.stream().filter(NEEDED.asMatchPredicate()).findFirst();
        if (needed.isPresent()) {
          return "if one value will do for all, write it into the server's entry:\n\"env\": {\""
              + needed.get()
              + "\": \"...\"}";
        }
        List<String> harmless =
            names.stream().filter(name -> !CREDENTIAL.matcher(name).matches()).toList();
        if (harmless.size() == names.size()) {
          return "if that only names a session, write into the config:\n\"sessionEnv\": {\"add\": [\""
              + String.join("\", \"", harmless)
              + "\"]}";
        }
      }
    }
    return "mcpmux status --why";
  }
}
