package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.FileTrust;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Socket and directories: whose they are, who may write there, and whether there is room. */
final class FileCheck {

  private static final String NAME = "files";

  /** Logs and state need little, but not nothing. */
  static final long MIN_BYTES = 16L << 20;

  private final Home home;

  FileCheck(Home home) {
    this.home = home;
  }

  List<Finding> look() throws IOException {
    List<Finding> findings = new ArrayList<>();
    trust(findings);
    Set<Object> told = new HashSet<>(); // of three directories in one place, one is told
    for (Path directory : List.of(home.runtime(), home.state(), home.logs())) {
      Path there = existing(directory);
      FileStore disk = Files.getFileStore(there);
      if (!Files.isDirectory(there) && told.add(there)) {
        String why = directory + " cannot be made: " + there + " is a file";
        findings.add(Finding.problem(NAME, why, "move " + there + " away"));
      } else if (!Files.isWritable(there) && told.add(there)) {
        String why = directory + " cannot be written: no daemon can keep its files there";
        findings.add(Finding.problem(NAME, why, "chmod u+w " + there));
      } else {
        room(there, disk.getUsableSpace()).filter(full -> told.add(disk)).ifPresent(findings::add);
      }
    }
    if (findings.isEmpty()) {
      int bytes = home.socket().toString().getBytes(StandardCharsets.UTF_8).length;
      findings.add(
          Finding.ok(
              NAME,
              "socket "
                  + home.socket()
                  + " ("
                  + bytes
                  + " of "
                  + Home.MAX_SOCKET_BYTES
                  + " bytes), directories are yours alone"));
    }
    return findings;
  }

  private void trust(List<Finding> findings) {
    try {
      home.check();
      for (Path directory : List.of(home.runtime(), home.socket().getParent())) {
        PrivateDirectory.check(directory);
      }
    } catch (IOException e) {
      findings.add(Finding.problem(NAME, e.getMessage(), "chmod 700 " + home.socket().getParent()));
    }
    for (Path directory : List.of(home.config().getParent(), home.logs(), home.state())) {
      try {
        FileTrust.check(directory);
      } catch (IOException e) {
        findings.add(Finding.problem(NAME, e.getMessage(), "chmod go-w " + directory));
      }
    }
  }

  /** A daemon that cannot write its log is not started; one that runs forgets what it learns. */
  static Optional<Finding> room(Path directory, long bytes) {
    return bytes >= MIN_BYTES
        ? Optional.empty()
        : Optional.of(
            Finding.problem(
                NAME,
                "the disk of " + directory + " is full: " + (bytes >> 10) + " KB are left",
                "make room there"));
  }

  private static Path existing(Path directory) {
    Path there = directory;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }
}
