package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Path;

/** One file of a run. */
public final class RunFile {

  private RunFile() {}

  /** As it was given to the run. */
  public Path path() {
    throw new UnsupportedOperationException("not yet");
  }

  /** What the file is at this moment. */
  public FileState state() {
    throw new UnsupportedOperationException("not yet");
  }

  /** The bytes before the run; null if there was no file. */
  public byte[] before() throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** The bytes that the run wrote, or was to write; null if it was to remove the file. */
  public byte[] after() throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** The bytes that are there now; null if there is no file. */
  public byte[] now() throws IOException {
    throw new UnsupportedOperationException("not yet");
  }
}
