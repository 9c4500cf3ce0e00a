package dev.mcpmux.cli.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * What a process takes with all that it has started.
 *
 * @param kib as {@link ProcessMemory} has it
 * @param cpuMillis the time of processors that those have had that live
 * @param processes how many they are; 0 when it is gone
 */
public record TreeSize(long kib, long cpuMillis, int processes) {

  private static final TreeSize GONE = new TreeSize(0, 0, 0);

  /** Now, as far as the system lets us look. */
  public static TreeSize of(long pid) {
    return of(ProcessMemory.trees(List.of(pid)));
  }

  /** The same for many processes, with one look at which there are; for as long as that holds. */
  public static LongFunction<TreeSize> ofMany() {
    Map<Long, List<Long>> children = ProcessMemory.children();
    return pid -> of(ProcessMemory.tree(pid, children));
  }

  private static TreeSize of(Set<Long> tree) {
    if (tree.isEmpty()) {
      return GONE;
    }
    try {
      return new TreeSize(ProcessMemory.kib(tree), cpuMillis(tree), tree.size());
    } catch (IOException e) {
      return GONE;
    }
  }

  private static long cpuMillis(Set<Long> pids) {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toMillis)
        .sum();
  }
}
