package dev.mcpmux.netty.socket;

import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.netty.files.KeyedHash;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.process.ProcessTable;
import dev.mcpmux.netty.wire.Hello;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes marks of what a session says of itself, from which comes out what names a session.
 *
 * <p>Thread-safe. Reads files: never on the event loop.
 */
public final class TraceMaker {

  private final KeyedHash hash;
  private final String bootId = ProcessTable.bootId();

  /**
   * @param stateDirectory where the key of the marks is
   */
  public TraceMaker(Path stateDirectory) {
    hash = new KeyedHash(stateDirectory.resolve("marks.key"));
  }

  /** Of the session of an ad-hoc command: for others nothing is learned. */
  SessionTraces of(Hello hello) {
    if (!(hello.target().orElse(null) instanceof Target.AdHoc)) {
      return SessionTraces.none();
    }
    try {
      SortedMap<String, Long> marks = new TreeMap<>();
      for (Map.Entry<String, String> variable : hello.environment().entrySet()) {
        marks.put(variable.getKey(), mark(variable.getValue()));
      }
      return new SessionTraces(
          process(hello.pid()), marks, Optional.empty(), Set.of(), Optional.empty());
    } catch (IOException | UncheckedIOException e) {
      Log.warn("cannot learn what names a session: " + e);
      return SessionTraces.none();
    }
  }

  /** The process that the relay is a child of. */
  private long process(long relay) throws IOException {
    ProcessTable.Entry child = ProcessTable.find(relay).orElse(null);
    if (child == null || child.parent() <= 1) {
      return 0; // it has lost its parent
    }
    ProcessTable.Entry parent = ProcessTable.find(child.parent()).orElse(null);
    return parent == null ? 0 : mark(bootId + " " + parent.pid() + " " + parent.start());
  }

  private long mark(String text) throws IOException {
    return ByteBuffer.wrap(hash.of(ByteText.bytes(text))).getLong();
  }
}
