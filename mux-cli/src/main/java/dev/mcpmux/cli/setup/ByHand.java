package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is to be pasted into a file in YAML, which is only looked through for names. */
final class ByHand {

  private static final Pattern MEMBER = Pattern.compile(" {2}[\"']?([\\w.-]+)[\"']?:\\s*(#.*)?");
  private static final Pattern ELEMENT =
      Pattern.compile("\\s*-\\s+name:\\s*[\"']?([^\"'#]+?)[\"']?\\s*(#.*)?");

  private ByHand() {}

  /** The names of the servers in a file, in their order. */
  static List<String> names(Client client, byte[] file) {
    String key = String.join("", client.servers()) + ":";
    List<String> names = new ArrayList<>();
    boolean inside = false;
    for (String line : new String(file, StandardCharsets.UTF_8).lines().toList()) {
      if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("#")) {
        inside = line.startsWith(key) || inside && line.startsWith("-");
      }
      if (inside) {
        for (Pattern pattern : List.of(ELEMENT, MEMBER)) {
          Matcher matcher = pattern.matcher(line);
          if (matcher.matches()) {
            names.add(matcher.group(1));
            break;
          }
        }
      }
    }
    return names;
  }

  /** Entries for those of its servers that mcpmux has under the same name; empty for none. */
  static String text(Host host, Survey survey, List<String> servers) {
    Client client = survey.file().client();
    List<String> both = new ArrayList<>(names(client, survey.bytes()));
    both.retainAll(servers);
    return both.isEmpty() ? "" : Export.text(host, client, both);
  }
}
