package dev.mcpmux.core.words;

import dev.mcpmux.core.text.Digest;

/**
 * What servers, and their tools and prompts, are called where all servers are one. A name depends
 * on the server and the tool alone, so it is the same in every session, whatever other servers
 * there are. It holds nothing but letters, digits, {@code _} and {@code -}, because the model APIs
 * take nothing else, and leaves room for what clients put in front: {@code mcp__ENTRY__}, with
 * {@link #ENTRY_CHARS} for the entry, within {@link #API_CHARS}.
 *
 * <p>A server's key does not hold the separator, and none begins in it and ends behind it: the
 * first separator in a name is the one between the two, so that two names are the same only if both
 * parts are.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-names">2025-11-25/server/tools#tool-names</a>
 */
public final class Naming {
  public static final int API_CHARS = 64;
  static final int ENTRY_CHARS = 8;
  static final int MAX_CHARS = API_CHARS - "mcp__".length() - ENTRY_CHARS - "__".length();

  private static final int MAX_KEY_CHARS = 32;
  private static final int HASH_CHARS = 8;

  private final String separator;

  public Naming(String separator) {
    this.separator = separator;
  }

  /** What stands for a server in the names of what it offers, and in its task ids. */
  public String key(String server) {
    boolean plain =
        isLegal(server)
            && server.length() <= MAX_KEY_CHARS
            && (server + separator).indexOf(separator) == server.length();
    if (plain) {
      return server;
    }
    String letters = server.replaceAll("[^A-Za-z0-9]", "");
    int room = MAX_KEY_CHARS - HASH_CHARS;
    return letters.substring(0, Math.min(room, letters.length())) + hash(server);
  }

  /** A server's key in front of what is the server's own. */
  public String prefix(String key) {
    return key + separator;
  }

  /**
   * The name of a tool or prompt.
   *
   * @param own as the server calls it
   */
  public String name(String key, String own) {
    String name = prefix(key) + own;
    return isLegal(name) && name.length() <= MAX_CHARS ? name : hashed(key, own);
  }

  /** As {@link #name}, where that is taken. */
  public String hashed(String key, String own) {
    String legal = (prefix(key) + own).replaceAll("[^A-Za-z0-9_-]", "_");
    int room = MAX_CHARS - HASH_CHARS - 1;
    return legal.substring(0, Math.min(room, legal.length())) + "_" + hash(key + "\0" + own);
  }

  private static boolean isLegal(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static String hash(String text) {
    return Digest.of(text).substring(0, HASH_CHARS);
  }
}
