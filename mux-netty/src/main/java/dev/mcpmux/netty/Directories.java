package dev.mcpmux.netty;

import dev.mcpmux.netty.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a {@link MuxServer} is from, and keeps what outlives it: by default beside its socket. */
final class Directories {
  private Path logs;
  private Path state;
  private String program = "";
  private Optional<Path> nativeRelay = Optional.empty();

  Directories(Path socket) {
    logs = socket.resolveSibling("logs");
    state = socket.resolveSibling("state");
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
