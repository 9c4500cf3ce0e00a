package dev.mcpmux.cli.setup;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Gives servers names that every client takes: letters, digits, {@code -} and {@code _}. */
final class Names {

  private static final int MAX_LENGTH = 40;

  private final Set<String> taken = new HashSet<>();

  /**
   * @param taken names that stand for other servers
   */
  Names(Set<String> taken) {
    this.taken.addAll(taken);
  }

  /**
   * A name that is free.
   *
   * @param wanted the name in the client's file
   * @param origin words that say where it is from, the most telling first
   */
  String free(String wanted, List<String> origin) {
    String plain = valid(wanted);
    return taken.add(plain) ? plain : telling(wanted, origin);
  }

  /** As {@link #free}, of a name that says where it is from, though the plain one were free. */
  String telling(String wanted, List<String> origin) {
    String longer = valid(wanted);
    for (String word : origin) {
      longer = valid(longer + "-" + word);
      if (taken.add(longer)) {
        return longer;
      }
    }
    for (int n = 2; ; n++) {
      if (taken.add(longer + "-" + n)) {
        return longer + "-" + n;
      }
    }
  }

  /** The name that comes nearest to one that may hold anything. */
  static String valid(String name) {
    String valid = name.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
    if (valid.length() > MAX_LENGTH) {
      String hash = Integer.toHexString(name.hashCode()).toLowerCase(Locale.ROOT);
      valid = valid.substring(0, MAX_LENGTH - hash.length() - 1) + "-" + hash;
    }
    return valid.isEmpty() ? "server" : valid;
  }
}
