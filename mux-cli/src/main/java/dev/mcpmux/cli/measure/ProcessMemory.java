package dev.mcpmux.cli.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The memory of processes. Where the system tells it this is Pss, in which a page that n processes
 * share counts 1/n for each, so that a sum is what the machine really gives; else it is Rss.
 */
public final class ProcessMemory {

  private ProcessMemory() {}

  public static boolean isPss() {
    return Files.isReadable(Path.of("/proc/self/smaps_rollup"));
  }

  /** The processes and all that they have started. */
  public static Set<Long> trees(Collection<Long> roots) {
    Set<Long> pids = new LinkedHashSet<>();
    for (long root : roots) {
      ProcessHandle.of(root)
          .ifPresent(
              process ->
                  Stream.concat(Stream.of(process), process.descendants())
                      .map(ProcessHandle::pid)
                      .forEach(pids::add));
    }
    return pids;
  }

  /** All processes that can be seen, by what has started them. */
  static Map<Long, List<Long>> children() {
    Map<Long, List<Long>> children = new HashMap<>();
    ProcessHandle.allProcesses()
        .forEach(
            process ->
                process
                    .parent()
                    .map(ProcessHandle::pid)
                    .ifPresent(
                        parent ->
                            children
                                .computeIfAbsent(parent, first -> new ArrayList<>())
                                .add(process.pid())));
    return children;
  }

  /** The process and all that it has started; empty when it is gone. */
  static Set<Long> tree(long root, Map<Long, List<Long>> children) {
    Set<Long> pids = new LinkedHashSet<>();
    if (ProcessHandle.of(root).isPresent()) {
      Deque<Long> next = new ArrayDeque<>(List.of(root));
      while (!next.isEmpty()) {
        long pid = next.remove();
        if (pids.add(pid)) {
          next.addAll(children.getOrDefault(pid, List.of()));
        }
      }
    }
    return pids;
  }

  /** In KiB; a process that is gone counts nothing. */
  public static long kib(Collection<Long> pids) throws IOException {
    if (pids.isEmpty()) {
      return 0;
    }
    if (!isPss()) {
      return rssKib(pids);
    }
    long sum = 0;
    for (long pid : pids) {
      sum += pssKib(pid);
    }
    return sum;
  }

  /** Of one process alone, in KiB; 0 where it is gone or cannot be looked at. */
  public static long kibOf(long pid) {
    try {
      return kib(List.of(pid));
    } catch (IOException e) {
      return 0;
    }
  }

  private static long pssKib(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // it has ended
    }
    return 0;
  }

  private static long rssKib(Collection<Long> pids) throws IOException {
    String list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
    Process ps = new ProcessBuilder(List.of("ps", "-o", "rss=", "-p", list)).start();
    String output = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output
        .lines()
        .map(String::trim)
        .filter(line -> !line.isEmpty())
        .mapToLong(Long::parseLong)
        .sum();
  }
}
