package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Puts one file back. */
final class Undo {

  private final Disk disk;
  private final RunFile file;
  private final String run;

  Undo(Disk disk, RunFile file, String run) {
    this.disk = disk;
    this.file = file;
    this.run = run;
  }

  /** Of a file of a run that was undone already. */
  static FileResult nothing(RunFile file) {
    return new FileResult(file.path(), Outcome.SAME, "");
  }

  FileResult run() {
    RunFile.Entry entry = file.entry();
    try {
      RealFile real = RealFile.of(entry.file());
      FileState state = file.state();
      if (state == FileState.OLD) {
        removeMade(real);
        return result(Outcome.SAME, "");
      } else if (state == FileState.GONE) {
        return result(Outcome.GONE, "it was removed since");
      } else if (state == FileState.EDITED) {
        real.bytes(); // says so if it may not be read
        return result(Outcome.EDITED, "it was changed since");
      }
      String obstacle = real.obstacle();
      if (obstacle != null) {
        return result(Outcome.REFUSED, obstacle);
      }
      Path temporary = Replacement.temporary(entry.file(), run);
      if (!new Replacement(disk, temporary).write(real, file.after(), file.before(), mode(real))) {
        return result(Outcome.EDITED, "it was changed meanwhile");
      }
      removeMade(real);
      return result(Outcome.RESTORED, "");
    } catch (IOException e) {
      return result(Outcome.REFUSED, Reasons.of(e));
    }
  }

  /** Its mode before the run, unless someone gave it another since. */
  private int mode(RealFile real) {
    RunFile.Entry entry = file.entry();
    return !real.exists() || real.mode() == entry.newMode() ? entry.mode() : real.mode();
  }

  private void removeMade(RealFile real) throws IOException {
    List<Path> made = new ArrayList<>(file.entry().made());
    if (file.entry().before() != null || !real.missing().isEmpty()) {
      return;
    }
    Collections.reverse(made);
    for (Path directory : made) {
      try {
        if (Files.isDirectory(directory)) {
          disk.delete(directory);
        }
      } catch (DirectoryNotEmptyException e) {
        return; // others use it
      }
    }
  }

  private FileResult result(Outcome outcome, String why) {
    return new FileResult(file.path(), outcome, why);
  }
}
