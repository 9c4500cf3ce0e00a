package dev.mcpmux.cli.measure;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.system.ProcessEnd;
import dev.mcpmux.cli.text.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A daemon with a home of its own, which sessions start, and which is gone afterwards. */
public final class PrivateDaemon {

  private static final long START_MILLIS = 3000;
  private static final long POLL_MILLIS = 20;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  private final Path directory;
  private final Home home;
  private boolean mayRun;

  /**
   * Makes the home; nothing runs yet.
   *
   * @param name what the directory's name begins with
   * @param config the config file's text
   */
  public PrivateDaemon(String name, String config) throws IOException {
    directory = Files.createTempDirectory(name);
    home = Home.of(directory.toString(), Map.of());
    Files.writeString(home.config(), config);
  }

  /** Lets what {@code enable} and {@code disable} have said hold here as well. */
  public void takeSwitches(Path switches) throws IOException {
    if (Files.isReadable(switches)) {
      PrivateDirectory.create(home.state());
      Files.copy(switches, home.switches());
    }
  }

  public Home home() {
    return home;
  }

  public Path directory() {
    return directory;
  }

  /** From now on a session may start it at any time. */
  public void expect() {
    mayRun = true;
  }

  public long pid() throws IOException {
    return Long.parseLong(Files.readString(home.daemonLock()).trim());
  }

  /** The processes of the servers, as the daemon tells them. */
  public List<Long> serverPids() throws IOException {
    try (DaemonControl status = DaemonControl.call(home, "status")) {
      if (status == null) {
        throw new IOException("the daemon does not answer");
      }
      List<Long> pids = new ArrayList<>();
      for (Map<String, Object> server :
          JsonTree.objects(JsonTree.parse(status.answer()), "servers")) {
        for (Map<String, Object> process : JsonTree.objects(server, "processes")) {
          pids.add(Long.parseLong(process.get("pid").toString()));
        }
      }
      return pids;
    }
  }

  /** A session that was interrupted may have started one that does not listen yet. */
  private void stop() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (!stopped() && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean stopped() throws IOException, InterruptedException {
    try (DaemonControl stop = DaemonControl.call(home, "stop")) {
      if (stop == null) {
        return false;
      }
      stop.awaitClose();
    }
    ProcessEnd.await(pid(), STOP_PATIENCE);
    return true;
  }

  /** Ends the daemon with all its servers and removes its files. */
  public void end() throws IOException, InterruptedException {
    if (mayRun) {
      stop();
    }
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
