package dev.mcpmux.netty;

import dev.mcpmux.core.ByteText;
import dev.mcpmux.core.SessionTraces;
import dev.mcpmux.core.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;

/**
 * Makes marks of what a session says of itself, from which comes out what names a session.
 *
 * <p>Thread-safe. Reads files: never on the event loop.
 */
final class TraceMaker {

  private final KeyedHash hash;
  private final String bootId = ProcessTable.bootId();

  /**
   * @param stateDirectory where the key of the marks is
   */
  TraceMaker(Path stateDirectory) {
    hash = new KeyedHash(stateDirectory.resolve("marks.key"));
  }

  /** Of the session of an ad-hoc command: for others nothing is learned. */
  SessionTraces of(Hello hello) {
    if (!(hello.target().orElse(null) instanceof Target.AdHoc)) {
      return SessionTraces.none();
    }
    try {
      Mac mac = hash.mac();
      SortedMap<String, Long> marks = new TreeMap<>();
      for (Map.Entry<String, String> variable : hello.environment().entrySet()) {
        marks.put(variable.getKey(), mark(mac, variable.getValue()));
      }
      return new SessionTraces(
          process(mac, hello.pid()), marks, Optional.empty(), Set.of(), Optional.empty());
    } catch (IOException | UncheckedIOException e) {
      Log.warn("cannot learn what names a session: " + e);
      return SessionTraces.none();
    }
  }

  /** The process that the relay is a child of. */
  private long process(Mac mac, long relay) {
    return ProcessTable.find(relay)
        .filter(child -> child.parent() > 1) // else it has lost its parent
        .flatMap(child -> ProcessTable.find(child.parent()))
        .map(parent -> mark(mac, bootId + " " + parent.pid() + " " + parent.start()))
        .orElse(0L);
  }

  private static long mark(Mac mac, String text) {
    return ByteBuffer.wrap(mac.doFinal(ByteText.bytes(text))).getLong();
  }
}
