package dev.mcpmux.cli.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the daemon holds.
 *
 * @param heapKib after a collection; -1 where it cannot be told
 */
record Footprint(
    long pid,
    int descriptors,
    Map<String, Integer> kinds,
    int threads,
    int heapKib,
    int residentKib) {

  private static final Pattern USED =
      Pattern.compile("(?:generation|Heap|region).*?\\bused (\\d+)K");

  static Footprint of(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    int heap = 0;
    while (used.find()) {
      heap += Integer.parseInt(used.group(1));
    }
    return new Footprint(
        pid,
        Processes.descriptors(pid),
        Processes.kinds(pid),
        Processes.threads(pid),
        heap == 0 ? -1 : heap,
        Processes.residentKib(pid));
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), "" + pid, command)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** Null where it is no more than it was, but for what comes and goes. */
  String growthSince(Footprint before) {
    boolean hasGrown =
        descriptors > before.descriptors + 12
            || threads > before.threads + 4
            || heapKib > before.heapKib + 8 * 1024;
    return hasGrown ? "the daemon has grown from " + before + " to " + this : null;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d descriptors %s, %d threads, %.1f MiB of heap, %.1f MiB resident",
        descriptors,
        kinds,
        threads,
        heapKib / 1024.0,
        residentKib / 1024.0);
  }
}
