package dev.mcpmux.netty;

import dev.mcpmux.core.ProcessLaunch;
import dev.mcpmux.netty.NpxResolver.Unclear;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Starts without {@code npm exec} and its shell what {@code npx} would start, where that is known
 * for certain. The first start of a launch runs its plain command. When the server is ready, npm is
 * asked in the background what it ran, and the next start of an equal launch runs just that. What
 * is not clear stays as it is.
 *
 * <p>A version that is not exact is looked up again after a start, at most once an hour; when there
 * is another one, the next start is a plain one, so that npx installs it.
 *
 * <p>Thread-safe.
 */
final class Unwrapper {

  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final int MAX_WAITING = 64;
  private static final long IDLE_SECONDS = 5;

  private final Predicate<String> wanted;
  private final Resolutions resolutions;
  private final NpmRun npm;

  /** Launches that stay as they are, by key, and since when. */
  private final Map<String, Long> plain = new ConcurrentHashMap<>();

  /** A thread of its own, because npm may take a minute. */
  private final ThreadPoolExecutor background;

  /**
   * @param wanted whether a server of that name may be unwrapped
   */
  Unwrapper(StateFiles states, ProcessLedger ledger, Helper helper, Predicate<String> wanted) {
    this.wanted = wanted;
    this.resolutions = new Resolutions(states, helper);
    this.npm = new NpmRun(ledger, helper);
    this.background =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "mcpmux-npm");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    background.allowCoreThreadTimeOut(true);
  }

  /** What to start in the launch's place; empty for the launch itself. Touches the disk. */
  Optional<ProcessLaunch> direct(String server, ProcessLaunch launch) {
    Optional<NpxCommand> command = command(launch);
    if (command.isEmpty() || !wanted.test(server)) {
      return Optional.empty();
    }
    Resolution resolution = resolutions.get(launch);
    if (resolution == null) {
      return Optional.empty();
    }
    if (!resolution.isValid(launch)) {
      Log.info("npx " + command.get().spec() + " may run something else by now");
      resolutions.remove(launch);
      return Optional.empty();
    }
    return Optional.of(resolution.direct(launch, command.get()));
  }

  /** Java could not hand on to npm what is not UTF-8. */
  private static Optional<NpxCommand> command(ProcessLaunch launch) {
    return launch.isUtf8() ? NpxCommand.parse(launch.command()) : Optional.empty();
  }

  /** What the launch is known to run, whether that is started in its place or not. */
  Optional<Resolution> known(ProcessLaunch launch) {
    return Optional.ofNullable(resolutions.get(launch))
        .filter(resolution -> resolution.isValid(launch));
  }

  /** The server has answered {@code initialize}. */
  void ready(String server, ProcessLaunch launch) {
    Optional<NpxCommand> command = command(launch);
    if (command.isEmpty() || !wanted.test(server)) {
      return;
    }
    long since = plain.getOrDefault(Resolutions.key(launch), 0L);
    if (System.currentTimeMillis() - since > HOUR_MILLIS) {
      background.execute(() -> lookUp(command.get(), launch));
    }
  }

  /**
   * What was started in the launch's place has not come to answer {@code initialize}.
   *
   * @param byItself whether nobody had told it to stop
   */
  void failed(ProcessLaunch launch, boolean byItself) {
    resolutions.remove(launch);
    if (byItself) {
      Log.warn("what npx runs ended before it was ready; next time npx itself is run");
      keepPlain(launch);
    }
  }

  /** Ends what runs in the background. Blocks. */
  void stop() {
    background.shutdownNow();
    npm.kill();
  }

  /** Whether what {@link #stop} ends has ended. */
  boolean isStopped() {
    return background.isTerminated();
  }

  private void lookUp(NpxCommand command, ProcessLaunch launch) {
    try {
      Resolution known = resolutions.get(launch);
      if (known == null) {
        Resolution found =
            new NpxResolver(npm, command, launch).resolve(System.currentTimeMillis());
        resolutions.put(launch, found);
        Log.info("npx " + command.spec() + " runs " + found.program() + " " + found.version());
      } else if (!command.isExact()
          && System.currentTimeMillis() - known.checkedAt() > HOUR_MILLIS) {
        lookForAnother(command, launch, known);
      }
    } catch (Unclear | IOException e) {
      Log.info("npx " + command.spec() + " is run as it is: " + e.getMessage());
      keepPlain(launch);
    } catch (RuntimeException e) {
      Log.bug("npx " + command.spec() + " is run as it is", e);
      keepPlain(launch);
    }
  }

  /** Installs nothing: that would change the files of a server that runs. */
  private void lookForAnother(NpxCommand command, ProcessLaunch launch, Resolution known)
      throws IOException {
    String node = known.environment().get("npm_node_execpath");
    String program = known.environment().get("npm_execpath");
    byte[] answer =
        npm.output(
                List.of(node, program, "view", command.spec(), "version", "--json"),
                launch.environment(),
                Path.of(launch.cwd()))
            .getBytes(StandardCharsets.UTF_8);
    Object version = JsonValues.read(answer);
    if (version instanceof List<?> several && !several.isEmpty()) {
      version = several.get(several.size() - 1); // of a range, in ascending order
    }
    if (known.version().equals(version)) {
      resolutions.put(launch, known.checked(System.currentTimeMillis()));
    } else {
      Log.info("npx " + command.spec() + " has another version: " + version);
      resolutions.remove(launch);
    }
  }

  private void keepPlain(ProcessLaunch launch) {
    long now = System.currentTimeMillis();
    plain.values().removeIf(since -> now - since > HOUR_MILLIS); // they count no more
    plain.put(Resolutions.key(launch), now);
  }
}
