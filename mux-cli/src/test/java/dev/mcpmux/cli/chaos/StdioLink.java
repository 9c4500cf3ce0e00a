package dev.mcpmux.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.cli.RelayKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A session behind a relay. */
final class StdioLink extends Link {

  private static final int TAIL = 600;

  private final Process relay;
  private final OutputStream input;
  private final StringBuilder stderr = new StringBuilder();

  /** What the server asked is answered beside the thread that reads, as it may have to wait. */
  private final ExecutorService replies =
      Executors.newSingleThreadExecutor(task -> daemon(task, "replies"));

  StdioLink(
      int session,
      String name,
      RelayKind kind,
      List<String> words,
      Ground ground,
      Findings findings,
      Answers answers)
      throws IOException {
    super(session, name, ground, findings, answers);
    relay = ground.builder(kind, words).start();
    input = relay.getOutputStream();
    daemon(this::read, name).start();
    daemon(this::readErrors, name).start();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(relay.getInputStream(), UTF_8), 1 << 16)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        received(line);
        pauseReading();
      }
      relay.waitFor();
    } catch (IOException | InterruptedException e) {
      // it was killed
    }
    replies.shutdown();
    if (isOpen && !isEnding) {
      wrong("the relay has ended: exit code " + exitCode() + ", " + stderr());
    }
    end("exit code " + exitCode());
  }

  private void readErrors() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(relay.getErrorStream(), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (stderr) {
          stderr.append(line).append('\n');
          stderr.delete(0, Math.max(0, stderr.length() - TAIL));
        }
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  private String stderr() {
    synchronized (stderr) {
      return stderr.toString().strip();
    }
  }

  private String exitCode() {
    return relay.isAlive() ? "none" : "" + relay.exitValue();
  }

  long pid() {
    return relay.pid();
  }

  @Override
  void send(String message, Exchange exchange) {
    try {
      synchronized (input) {
        input.write((message + "\n").getBytes(UTF_8));
        input.flush();
      }
    } catch (IOException e) {
      // its end says more
    }
  }

  @Override
  void reply(String message) {
    if (!replies.isShutdown()) {
      replies.execute(() -> send(message, null));
    }
  }

  @Override
  void close() throws InterruptedException {
    isEnding = true;
    daemon(this::closeInput, "close").start(); // it waits for a write that waits
    if (!relay.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
      wrong("the relay did not end with its input: " + stderr());
      kill();
    } else if (relay.exitValue() != 0 && !ground.daemonBrokeSince(System.nanoTime())) {
      wrong("the relay ended with " + exitCode() + " after its input: " + stderr());
    }
  }

  private void closeInput() {
    try {
      input.close();
    } catch (IOException e) {
      // it has ended
    }
  }

  /** SIGTERM, as clients send that do not wait. */
  void terminate() throws InterruptedException {
    isEnding = true;
    isKilled = true;
    ground.processes().signal("TERM", relay.pid());
    if (!relay.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
      wrong("the relay did not end at SIGTERM: " + stderr());
      kill();
    }
  }

  @Override
  void kill() throws InterruptedException {
    isEnding = true;
    isKilled = true;
    relay.toHandle().destroyForcibly();
    relay.waitFor();
  }
}
