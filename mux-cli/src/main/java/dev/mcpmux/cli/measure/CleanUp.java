package dev.mcpmux.cli.measure;

import java.io.IOException;
import java.nio.file.Path;

/** Ends what a measurement has started, also when the user interrupts it. */
public final class CleanUp {

  /** Ends it all; once more does no harm. */
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  private final Work work;
  private final Path directory;
  private final Thread hook = new Thread(this::runQuietly, "clean up");

  /**
   * @param directory where something may be left when the work fails
   */
  public CleanUp(Work work, Path directory) {
    this.work = work;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * To be called at the end.
   *
   * @return whether the user has interrupted it
   */
  public boolean now() throws IOException, InterruptedException {
    run();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true; // the hook runs already
    }
  }

  private synchronized void run() throws IOException, InterruptedException {
    work.run();
  }

  private void runQuietly() {
    try {
      run();
    } catch (IOException | InterruptedException e) {
      System.err.println("mcpmux: something may be left in " + directory + ": " + e);
    }
  }
}
