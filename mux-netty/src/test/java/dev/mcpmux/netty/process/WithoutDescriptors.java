package dev.mcpmux.netty.process;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.process.ProcessFixture.Child;
import dev.mcpmux.netty.process.ProcessTable.Entry;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Starts a process with a child in a session of its own, takes every descriptor that is left, and
 * then ends them. Says on stdout how many of the two live on.
 */
public final class WithoutDescriptors {

  private WithoutDescriptors() {}

  /**
   * @param args the transport, an empty directory, and the script to run in it, which writes two
   *     pids to the file {@code pids}
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    Path pids = directory.resolve("pids");
    List<Entry> started = new ArrayList<>();
    try (ProcessFixture processes = new ProcessFixture(Transport.valueOf(args[0]), directory)) {
      // classes that lie in a directory, not in a jar that is open, need a descriptor to be loaded
      Child before = processes.sh("trap '' TERM; sleep 1000; sleep 1000");
      Log.info("and the log");
      before.stop();
      before.awaitGone();
      Child child = processes.sh(args[2]);
      Await.until("both run", () -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
      for (String pid : Files.readAllLines(pids)) {
        started.add(ProcessTable.find(Long.parseLong(pid)).orElseThrow());
      }
      List<InputStream> taken = takeAll();
      child.stop();
      boolean gone = isGone(child);
      for (InputStream each : taken) {
        each.close();
      }
      if (!gone) {
        started.forEach(entry -> ProcessTable.signal(entry, true));
        System.out.println("still waiting");
        Runtime.getRuntime().halt(1); // the fixture would wait as well
      }
    }
    System.out.println("left: " + started.stream().filter(WithoutDescriptors::lives).count());
  }

  private static boolean isGone(Child child) throws Exception {
    try {
      child.awaitGone();
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static List<InputStream> takeAll() {
    List<InputStream> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      return taken;
    }
  }

  private static boolean lives(Entry entry) {
    return ProcessTable.find(entry.pid())
        .filter(now -> now.start() == entry.start() && !now.zombie())
        .isPresent();
  }
}
