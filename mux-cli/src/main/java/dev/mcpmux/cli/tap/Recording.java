package dev.mcpmux.cli.tap;

import dev.mcpmux.core.port.MuxVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/** A file of messages, which only its owner can read; a line each, behind one about the file. */
final class Recording implements AutoCloseable {

  private static final String OWNER_ONLY = "rw-------";

  private final OutputStream out;

  private Recording(OutputStream out) {
    this.out = out;
  }

  /**
   * @throws IOException if the file is there already, or cannot be made
   */
  static Recording begin(Path file, boolean masked) throws IOException {
    try {
      Recording recording =
          new Recording(
              Channels.newOutputStream(
                  Files.newByteChannel(
                      file,
                      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                      PosixFilePermissions.asFileAttribute(
                          PosixFilePermissions.fromString(OWNER_ONLY)))));
      recording.add(
          "{\"recording\":1,\"mcpmux\":\""
              + MuxVersion.get()
              + "\",\"begun\":\""
              + Instant.now()
              + "\",\"masked\":"
              + masked
              + "}");
      return recording;
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " is there already: name another file", e);
    }
  }

  /** It is in the file when this returns. */
  void add(String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
