package dev.mcpmux.core.sharing;

import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.text.Digest;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;

/**
 * Names, as one text each, the sessions that may be promised the same before any process runs. The
 * text holds the whole environment of a process, secrets included: it is for memory and for a keyed
 * hash, nothing else.
 */
public final class CatalogKey {
  /** Behind the server: circle, version, capabilities, identity and roots. */
  private static final int CLIENT_PARTS = 5;

  private CatalogKey() {}

  /**
   * Whose lists are the same: the sessions of one process, if others may ever join them. The roots
   * are part of it where the process sees any.
   */
  public static String ofLists(SharingKey key) {
    return text(key, key.hasRoots() ? key.roots() : "");
  }

  /**
   * Who gets the same answer to {@code initialize}: roots are told later, so they do not matter.
   */
  public static String ofHandshake(SharingKey key) {
    return text(key, "");
  }

  /** Tells keys apart that get another answer to {@code initialize}, and shows nothing of them. */
  public static String digest(SharingKey key) {
    return Digest.of(ofHandshake(key));
  }

  /**
   * Whether it is worth keeping what such a server says: one in this process is there at once, and
   * may be another object the next time.
   */
  public static boolean keeps(SharingKey key) {
    return !(key.launch() instanceof InProcessLaunch);
  }

  /** Whether the lists of such a process are no session's own, and its roots are settled. */
  public static boolean keepsLists(SharingKey key) {
    return keeps(key) && !key.exclusive() && !key.rootsUnknown();
  }

  /**
   * Which server a key is about, and how it is started: what all keys have in common whose answers
   * come from one program.
   *
   * @param key one of {@link #ofLists} or {@link #ofHandshake}
   */
  public static String started(String key) {
    int server = behind(key, 0);
    int at = server;
    for (int part = 0; part < CLIENT_PARTS; part++) {
      at = behind(key, at);
    }
    return key.substring(0, server) + key.substring(at);
  }

  /** Where the part that begins here ends. */
  private static int behind(String key, int at) {
    int colon = key.indexOf(':', at);
    return colon + 1 + Integer.parseInt(key, at, colon, 10);
  }

  private static String text(SharingKey key, String roots) {
    StringBuilder text = new StringBuilder();
    add(text, key.server());
    add(text, key.circle().isOwn() ? "own" : key.circle().toString());
    add(text, key.handshake().protocolVersion());
    add(text, key.handshake().capabilities());
    add(text, key.handshake().clientIdentity().orElse(""));
    add(text, roots);
    if (key.launch() instanceof ProcessLaunch process) {
      add(text, process.cwd());
      add(text, process.command());
      add(text, environment(key, process));
    } else if (key.launch() instanceof RemoteLaunch remote) {
      add(text, remote.kind().name());
      add(text, remote.url().toString());
      add(text, remote.headers());
      add(text, remote.proxy() + " " + remote.caFile());
    }
    return text.toString();
  }

  /** In scope {@code session} a process is told which session it is; what it offers is the same. */
  private static SortedMap<String, String> environment(SharingKey key, ProcessLaunch launch) {
    SortedMap<String, String> environment = launch.environment();
    if (key.circle().kind() != Circle.Kind.SESSION) {
      return environment;
    }
    return SessionVariables.shipped().without(environment);
  }

  private static void add(StringBuilder text, Collection<String> words) {
    add(text, Integer.toString(words.size()));
    words.forEach(word -> add(text, word));
  }

  private static void add(StringBuilder text, Map<String, String> values) {
    values.forEach(
        (name, value) -> {
          add(text, name);
          add(text, value);
        });
  }

  private static void add(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }
}
