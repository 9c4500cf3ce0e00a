package dev.mcpmux.cli.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an archive was made of: the JVM and the jars, each with size and time. The JVM leaves an
 * archive alone that does not fit, and says nothing; this tells when to make it anew. It stands in
 * a file beside the archive, also where making it failed, so that this is not tried at each start.
 */
final class ArchiveStamp {

  private final Path file;
  private final String now;

  ArchiveStamp(Path archive, Path lib) throws IOException {
    file = archive.resolveSibling(archive.getFileName() + ".stamp");
    StringBuilder text = new StringBuilder();
    text.append(System.getProperty("java.home")).append('\n');
    text.append(System.getProperty("java.vm.version")).append('\n');
    try (Stream<Path> files = Files.list(lib)) {
      List<Path> jars = files.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
      for (Path jar : jars) {
        text.append(jar.getFileName()).append(' ').append(Files.size(jar)).append(' ');
        text.append(Files.getLastModifiedTime(jar).toMillis()).append('\n');
      }
    }
    now = text.toString();
  }

  boolean isCurrent() {
    try {
      return Files.readString(file).equals(now);
    } catch (IOException e) {
      return false;
    }
  }

  void write() throws IOException {
    Files.writeString(file, now);
  }
}
