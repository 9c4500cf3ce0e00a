package dev.mcpmux.netty;

import dev.mcpmux.netty.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a {@link MuxServer} is from, and keeps what outlives it: by default beside its socket. */
final class Directories {
  private Path logs;
  private Path state;
  private Optional<Path> temporary = Optional.empty();
  private String program = "";
  private Optional<Path> nativeRelay = Optional.empty();
  private boolean taken;

  /**
   * @param socket empty where there is none: then in a directory that goes in the end
   */
  Directories(Optional<Path> socket) {
    socket.ifPresent(
        path -> {
          logs = path.resolveSibling("logs");
          state = path.resolveSibling("state");
        });
  }

  /** A server is made for them, and no other. */
  void take() {
    if (taken) {
      throw new IllegalStateException("it was built already, and its directories are that one's");
    }
    taken = true;
  }

  /** Makes what has no place a place of its own, before anything else is asked. */
  void prepare() throws IOException {
    if (logs == null || state == null) {
      Path own = Files.createTempDirectory("mcpmux");
      temporary = Optional.of(own);
      logs = logs == null ? own.resolve("logs") : logs;
      state = state == null ? own.resolve("state") : state;
    }
  }

  /** Removes what was only for this server. */
  void removeTemporary() {
    temporary.ifPresent(PrivateFiles::removeTree);
  }

  void logs(Path value) {
    logs = value;
  }

  void state(Path value) {
    state = value;
  }

  void program(Path value) {
    program = value.toString();
  }

  /** Empty when it was not said. */
  String program() {
    return program;
  }

  void nativeRelay(Path value) {
    nativeRelay = Optional.of(value);
  }

  Optional<Path> nativeRelay() {
    return nativeRelay;
  }

  /** The directory of the servers' logs, which is there now. */
  Path makeLogs() throws IOException {
    return PrivateFiles.createDirectory(logs);
  }

  /** As {@link #makeLogs}, of what is remembered. */
  Path makeState() throws IOException {
    return PrivateFiles.createDirectory(state);
  }

  Path state() {
    return state;
  }

  Path usage() {
    return state.resolve("usage");
  }

  Path catalog() {
    return state.resolve("catalog");
  }
}
