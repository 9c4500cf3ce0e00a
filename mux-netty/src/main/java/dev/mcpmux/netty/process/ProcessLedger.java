package dev.mcpmux.netty.process;

import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.netty.files.PrivateFiles;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.process.ProcessTable.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers on disk which processes this daemon has started, so that the next one can end what a
 * daemon that was killed has left. One file per daemon, named by its pid, in {@code
 * state/processes}:
 *
 * <pre>
 * BOOT-ID DAEMON-START          of the machine, of the daemon
 * PID START LEADER NAME         per process; LEADER is 1 when it leads a session of its own
 * </pre>
 *
 * <p>Thread-safe. Reads and writes files: never on the event loop.
 */
public final class ProcessLedger {

  private final Path directory;
  private final Path file;
  private final String head;
  private Runnable whenUsed = () -> {};

  /** By what no two processes have in common while the machine is up. */
  private final Map<String, String> lines = new LinkedHashMap<>();

  /** A process that a dead daemon left. */
  record Leftover(long pid, long start, boolean leader, String name) {}

  /**
   * @param state the daemon's state directory; exists already
   */
  public ProcessLedger(Path state) throws IOException {
    long self = ProcessHandle.current().pid();
    directory = PrivateFiles.createDirectory(state.resolve("processes"));
    file = directory.resolve(Long.toString(self));
    head = ProcessTable.bootId() + " " + ProcessTable.find(self).map(Entry::start).orElse(0L);
  }

  /** Where this daemon's processes are. */
  public Path file() {
    return file;
  }

  /** To be run at each start of a process, before it is written down; it must not block. */
  public synchronized void whenUsed(Runnable value) {
    whenUsed = value;
  }

  public synchronized void started(long pid, long start, boolean leader, String name) {
    whenUsed.run();
    put(new Leftover(pid, start, leader, name));
    save();
  }

  public synchronized void gone(long pid, long start) {
    if (lines.remove(key(pid, start)) != null) {
      save();
    }
  }

  /**
   * What dead daemons have left. It counts as started by this one before their files are forgotten:
   * if this daemon is killed as well, the next one finds it again.
   */
  synchronized List<Leftover> takeLeftovers() {
    List<Leftover> leftovers = new ArrayList<>();
    List<Path> read = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[1-9]*")) {
      for (Path other : files) {
        if (!other.equals(file) && readLeftovers(other, leftovers)) {
          read.add(other);
        }
      }
    } catch (IOException | UncheckedIOException e) { // those read so far are taken all the same
      Log.warn("cannot read " + directory + ": " + e);
    }
    leftovers.forEach(this::put);
    if (leftovers.isEmpty() || save()) {
      read.forEach(ProcessLedger::forget);
    }
    return leftovers;
  }

  private void put(Leftover process) {
    String key = key(process.pid, process.start);
    String oneLine = ByteText.printable(process.name).replaceAll("\\s", " ");
    lines.put(key, key + " " + (process.leader ? 1 : 0) + " " + oneLine);
  }

  private static String key(long pid, long start) {
    return pid + " " + start;
  }

  private static void forget(Path other) {
    try {
      Files.deleteIfExists(other);
    } catch (IOException e) {
      Log.warn("cannot remove " + other + ": " + e);
    }
  }

  /** Returns whether its daemon is dead. */
  private static boolean readLeftovers(Path other, List<Leftover> leftovers) throws IOException {
    List<String> content = Files.readAllLines(other);
    try {
      String[] owner = content.isEmpty() ? new String[0] : content.get(0).split(" ", 2);
      boolean thisBoot = owner.length == 2 && owner[0].equals(ProcessTable.bootId());
      if (thisBoot && isAlive(Long.parseLong(fileName(other)), Long.parseLong(owner[1]))) {
        return false;
      }
      for (String line : content.subList(thisBoot ? 1 : content.size(), content.size())) {
        String[] parts = line.split(" ", 4);
        leftovers.add(
            new Leftover(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                parts[2].equals("1"),
                parts[3]));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      Log.warn("ignored what is no list of processes: " + other);
    }
    return true;
  }

  /** Whoever takes over a daemon whose relay has gone may take its time to look at its end. */
  private static boolean isAlive(long pid, long start) {
    return ProcessTable.find(pid)
        .filter(entry -> entry.start() == start && !entry.zombie())
        .isPresent();
  }

  private static String fileName(Path path) {
    return path.getFileName().toString();
  }

  /** Returns whether it is on disk. */
  private boolean save() {
    try {
      if (lines.isEmpty()) {
        Files.deleteIfExists(file);
        return true;
      }
      if (!Files.isDirectory(directory)) {
        PrivateFiles.createDirectory(directory); // somebody has removed it
      }
      List<String> content = new ArrayList<>(lines.values());
      content.add(0, head);
      Path fresh = directory.resolve("." + fileName(file));
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, content, StandardOpenOption.WRITE);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      Log.warn("cannot write " + file + ": " + e);
      return false;
    }
  }
}
