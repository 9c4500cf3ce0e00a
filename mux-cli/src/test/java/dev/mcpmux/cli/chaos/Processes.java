package dev.mcpmux.cli.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What runs with a mark in its environment or command line. A signal goes to nothing else, however
 * process ids are used again.
 */
final class Processes {

  private static final Path PROC = Path.of("/proc");

  private final String mark;

  Processes(String mark) {
    this.mark = mark;
  }

  List<Long> all() throws IOException {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.chars().allMatch(Character::isDigit) && isOurs(Long.parseLong(name))) {
          found.add(Long.parseLong(name));
        }
      }
    }
    return found;
  }

  /** False for one that has ended, also where nobody has collected it. */
  boolean isOurs(long pid) {
    return pid != ProcessHandle.current().pid()
        && (commandLine(pid).contains(mark) || read(pid, "environ").contains(mark));
  }

  static String commandLine(long pid) {
    return read(pid, "cmdline").replace('\0', ' ').strip();
  }

  /** Sends a signal to a process of ours; false where there is none. */
  boolean signal(String signal, long pid) {
    return isOurs(pid) && kill(signal, Long.toString(pid));
  }

  /** The same to its process group, if the group's first process is ours as well. */
  boolean signalGroup(String signal, long pid) {
    long group = group(pid);
    return isOurs(pid) && isOurs(group) && kill(signal, "-" + group);
  }

  private static boolean kill(String signal, String target) {
    try {
      return new ProcessBuilder("sh", "-c", "kill -s " + signal + " -- " + target)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long group(long pid) {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    return fields.length > 2 ? Long.parseLong(fields[2]) : -1;
  }

  static int descriptors(long pid) {
    String[] names = PROC.resolve(pid + "/fd").toFile().list();
    return names == null ? -1 : names.length;
  }

  /** How many of them are sockets, pipes and so on. */
  static Map<String, Integer> kinds(long pid) throws IOException {
    Map<String, Integer> kinds = new TreeMap<>();
    try (Stream<Path> entries = Files.list(PROC.resolve(pid + "/fd"))) {
      for (Path entry : entries.toList()) {
        kinds.merge(kind(entry), 1, Integer::sum);
      }
    }
    return kinds;
  }

  private static String kind(Path entry) {
    try {
      String target = Files.readSymbolicLink(entry).toString();
      return target.startsWith("/") ? "file" : target.replaceAll(":\\[?\\d+.*", "");
    } catch (IOException e) {
      return "closed";
    }
  }

  static int threads(long pid) {
    return number(read(pid, "status"), "Threads:");
  }

  static int residentKib(long pid) {
    return number(read(pid, "status"), "VmRSS:");
  }

  private static int number(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(-1);
  }

  private static String read(long pid, String file) {
    try {
      return new String(Files.readAllBytes(PROC.resolve(pid + "/" + file)), ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
