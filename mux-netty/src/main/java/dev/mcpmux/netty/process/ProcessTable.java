package dev.mcpmux.netty.process;

import dev.mcpmux.netty.io.SpareDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of this machine. On Linux from {@code /proc/PID/stat} ({@code proc_pid_stat(5)}),
 * which tells session and group, so that what a dead parent left behind is still found; elsewhere
 * from {@link ProcessHandle}, which knows parents only. Reads files: never on the event loop.
 */
public final class ProcessTable {

  private static final Path PROC = Path.of("/proc");
  private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));

  /** {@code USER_HZ} is 100 on every machine that runs a JVM, whatever the kernel's own is. */
  private static final int MILLIS_PER_TICK = 10;

  private static final SpareDescriptors SPARE = new SpareDescriptors();

  private ProcessTable() {}

  /**
   * One process.
   *
   * @param group the process group, 0 when unknown
   * @param session the session, 0 when unknown
   * @param start when it started, in a unit that only compares: a pid together with this is never
   *     used twice while the machine is up
   * @param zombie whether it has ended and only its parent has not looked yet
   */
  public record Entry(
      long pid, long parent, long group, long session, long start, boolean zombie) {}

  /**
   * All that can be seen.
   *
   * @throws UncheckedIOException when the system does not let us look, which says nothing of who is
   *     there
   */
  static List<Entry> all() {
    return HAS_PROC ? look(ProcessTable::readProc) : readHandles();
  }

  /**
   * Empty when there is none.
   *
   * @throws UncheckedIOException as {@link #all}
   */
  public static Optional<Entry> find(long pid) {
    return HAS_PROC ? look(() -> readStat(pid)) : ProcessHandle.of(pid).map(ProcessTable::entry);
  }

  private static <T> T look(SpareDescriptors.Look<T> look) {
    try {
      return SPARE.look(look);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signals a process, if it is still this one. Returns whether it was, and has got the signal. */
  static boolean signal(Entry entry, boolean kill) {
    // the handle holds its own start time and does not signal another process under this pid
    return SPARE.attempt(
        () -> {
          ProcessHandle handle = ProcessHandle.of(entry.pid()).orElse(null);
          boolean same = find(entry.pid()).filter(now -> now.start() == entry.start()).isPresent();
          return handle != null && same && (kill ? handle.destroyForcibly() : handle.destroy());
        });
  }

  /**
   * The pipes that are the standard streams of a process, as the kernel names them; empty where the
   * system does not say.
   */
  public static Set<String> standardPipes(long pid) {
    Set<String> pipes = new HashSet<>();
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
      try {
        Path target = Files.readSymbolicLink(PROC.resolve(pid + "/fd/" + descriptor));
        if (target.toString().startsWith("pipe:")) {
          pipes.add(target.toString());
        }
      } catch (IOException e) {
        // closed, gone, or another user's
      }
    }
    return pipes;
  }

  /**
   * The time of now, as an {@link Entry#start} that would be told now; 0 where it cannot be told.
   */
  static long uptime() {
    try {
      String seconds = Files.readString(PROC.resolve("uptime"));
      double millis = Double.parseDouble(seconds.substring(0, seconds.indexOf(' '))) * 1000;
      return Math.round(millis / MILLIS_PER_TICK);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Tells this boot of the machine from others; empty where the system does not say. */
  public static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The CPU time of a process and of its children that have ended, in milliseconds; 0 when it has
   * ended itself. Where there is no {@code /proc}, its own alone.
   *
   * @throws UncheckedIOException as {@link #all}
   */
  static long cpuMillis(long pid) {
    if (!HAS_PROC) {
      return ProcessHandle.of(pid)
          .flatMap(handle -> handle.info().totalCpuDuration())
          .map(Duration::toMillis)
          .orElse(0L);
    }
    return look(() -> readFields(pid)).map(ProcessTable::cpuMillis).orElse(0L);
  }

  private static long cpuMillis(String[] fields) {
    long ticks = 0;
    for (int field = 11; field <= 14; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks * MILLIS_PER_TICK;
  }

  private static List<Entry> readProc() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> pids = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path pid : pids) {
        readStat(Long.parseLong(pid.getFileName().toString())).ifPresent(entries::add);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private static Optional<Entry> readStat(long pid) throws IOException {
    return readFields(pid)
        .map(
            fields ->
                new Entry(
                    pid,
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[19]),
                    fields[0].equals("Z") || fields[0].equals("X")));
  }

  /** What stands behind the name, from the state on; empty when the process has gone. */
  private static Optional<String[]> readFields(long pid) throws IOException {
    String stat;
    try {
      // the name in parentheses may hold anything, so ISO-8859-1 and the last parenthesis
      stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      throw e; // it cannot be opened, though it may be there: for want of a descriptor
    } catch (IOException e) {
      return Optional.empty(); // it went while it was read
    }
    return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21));
  }

  private static List<Entry> readHandles() {
    return ProcessHandle.allProcesses().map(ProcessTable::entry).toList();
  }

  private static Entry entry(ProcessHandle handle) {
    long parent = handle.parent().map(ProcessHandle::pid).orElse(0L);
    long start = handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    return new Entry(handle.pid(), parent, 0, 0, start, false);
  }
}
