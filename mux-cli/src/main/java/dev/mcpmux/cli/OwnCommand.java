package dev.mcpmux.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognizes a server that is mcpmux itself: it would start itself again and again. */
final class OwnCommand {

  /** A word in which a shell finds several. */
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s;&|()'\"]+");

  private static final Set<String> PROGRAMS = Set.of("mcpmux", "mcpmux-attach");

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)https?://(localhost|127(\\.[0-9]+){3}|\\[::1])[:/?#].*");

  private OwnCommand() {}

  /**
   * Whether the words of a command open a session with a daemon, directly or through a shell, npx,
   * env or the like. What mcpmux runs beside sessions ({@code sample-server}) is a server as any.
   */
  static boolean isSession(List<String> command) {
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.addAll(List.of(BETWEEN_WORDS.split(word))));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).replace('\\', '/');
      String program = word.substring(word.lastIndexOf('/') + 1);
      boolean attach = i + 1 < words.size() && words.get(i + 1).equals("attach");
      if (PROGRAMS.contains(program) && (attach || program.equals("mcpmux-attach"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a URL is that of this machine's loopback interface, with this port. */
  static boolean isAt(String url, int port) {
    return LOOPBACK.matcher(url).matches()
        && url.matches("(?i)https?://[^/?#]*:" + port + "([/?#].*)?");
  }
}
