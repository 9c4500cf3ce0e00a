package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Path;

/** Applies or undoes the changes of a {@link Scene} and is gone before the step with a number. */
final class KilledMain {

  private KilledMain() {}

  /** Arguments: {@code apply} or {@code undo}, the directory, the number of the step, from 1. */
  public static void main(String[] args) throws IOException {
    Disk disk = new StoppingDisk(Integer.parseInt(args[2]), () -> Runtime.getRuntime().halt(137));
    run(args[0], Path.of(args[1]), disk);
  }

  static void run(String what, Path directory, Disk disk) throws IOException {
    Scene scene = new Scene(directory);
    if (what.equals("apply")) {
      scene.apply(disk);
    } else {
      scene.undo(disk);
    }
  }
}
