package dev.mcpmux.cli.system;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks every two seconds whether some files have changed, and tells when they have come to rest:
 * when two looks in a row see the same. Looking is a handful of system calls. Being told by the
 * system would miss what lies behind a symbolic link or on a network, and directories that are not
 * there yet.
 */
public final class FileWatch {

  private static final String ATTRIBUTES =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
          ? "unix:lastModifiedTime,ctime,size,fileKey"
          : "lastModifiedTime,size,fileKey";

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");
  private static final long LOOK_MILLIS = 2_000;

  private final Supplier<List<Path>> files;
  private final Runnable onChange;
  private List<List<Object>> known;
  private List<List<Object>> lastSeen;

  /**
   * @param files those to look at, asked anew each time
   * @param onChange called when the files have changed and come to rest, by the watching thread
   */
  public FileWatch(Supplier<List<Path>> files, Runnable onChange) {
    this.files = files;
    this.onChange = onChange;
    this.known = stamps();
    this.lastSeen = known;
  }

  /** Looks from now on, on a thread for all of them that does not keep the JVM running. */
  public static void start(List<FileWatch> watches) {
    ScheduledExecutorService looking =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "mcpmux-files");
              thread.setDaemon(true);
              return thread;
            });
    Runnable look = () -> watches.forEach(FileWatch::lookAgain);
    looking.scheduleWithFixedDelay(look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** An exception would end all looking. */
  private void lookAgain() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "cannot look for changed files", e);
    }
  }

  synchronized void look() {
    List<List<Object>> now = stamps();
    boolean changed = !now.equals(known);
    boolean rests = now.equals(lastSeen);
    lastSeen = now;
    if (changed && rests) {
      known = now;
      onChange.run();
    }
  }

  /** Whether the files are others than those read; they count as read from now on. */
  public synchronized boolean hasChanged() {
    List<List<Object>> now = stamps();
    boolean changed = !now.equals(known);
    if (changed) {
      known = now;
      lastSeen = now;
    }
    return changed;
  }

  /** The files are about to be read by somebody else. */
  public synchronized void reading() {
    known = stamps();
    lastSeen = known;
  }

  private List<List<Object>> stamps() {
    return files.get().stream().map(FileWatch::stamp).toList();
  }

  /**
   * What changes with a file, its mode included, where the system tells the time of that; or why it
   * cannot be looked at. Not as text: a date as text takes longer than looking at the file, and
   * this is most of what an idle daemon does. Nor as a record: what compares records is made at run
   * time, by parts of the JDK that the daemon loads for nothing else.
   */
  private static List<Object> stamp(Path file) {
    try {
      return List.of(file, Files.readAttributes(file, ATTRIBUTES));
    } catch (IOException e) {
      return List.of(file, e.getClass());
    }
  }
}
