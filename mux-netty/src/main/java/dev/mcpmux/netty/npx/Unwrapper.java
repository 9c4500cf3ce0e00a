package dev.mcpmux.netty.npx;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.files.JsonValues;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.npx.NpxResolver.Unclear;
import dev.mcpmux.netty.process.ProcessLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Starts without {@code npm exec} and its shell what {@code npx} would start, where that is known
 * for certain. Before the first start of a launch npm does all that it does for {@code npx}, with a
 * script of ours in the program's place; then the program is started, and by later starts at once.
 * What is not clear stays as it is.
 *
 * <p>A version that is not exact is looked up again after a start, at most once an hour; when there
 * is another one, the next start is like the first, so that npm installs it.
 *
 * <p>Thread-safe.
 */
public final class Unwrapper {

  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final int MAX_WAITING = 64;
  private static final long IDLE_SECONDS = 5;

  private final Predicate<String> wanted;
  private final Resolutions resolutions;
  private final Helper helper;
  private final NpmRun npm;

  /** What sessions wait for. */
  private final Set<SharedNpm.Asker> urgent = ConcurrentHashMap.newKeySet();

  private volatile boolean stopped;

  /** Launches that stay as they are, by key, and since when. */
  private final Map<String, Long> plain = new ConcurrentHashMap<>();

  /** A thread of its own, because npm may take a minute. */
  private final ThreadPoolExecutor background;

  /** One for each server that is starting: the core bounds how many these are. */
  private final ThreadPoolExecutor first =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Unwrapper::thread);

  private final SharedNpm shared;

  /**
   * @param wanted whether a server of that name may be unwrapped
   */
  public Unwrapper(
      StateFiles states, ProcessLedger ledger, Helper helper, Predicate<String> wanted) {
    this.wanted = wanted;
    this.resolutions = new Resolutions(states, helper);
    this.helper = helper;
    this.npm = new NpmRun(ledger, helper, false);
    this.shared = new SharedNpm(() -> new NpmRun(ledger, helper, true), first);
    this.background =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Unwrapper::thread,
            (task, pool) -> {
              if (!pool.isShutdown()) {
                Log.info(
                    "npx: not looked up what it runs, this time: launches that wait for npm: "
                        + (MAX_WAITING + 1)
                        + " (limit: "
                        + MAX_WAITING
                        + ")");
              }
            });
    background.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "mcpmux-npm");
    thread.setDaemon(true);
    return thread;
  }

  /** What to start in the launch's place; empty for the launch itself. Touches the disk. */
  public Optional<ProcessLaunch> direct(String server, ProcessLaunch launch) {
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

  /** A first start that npm prepares. */
  public interface Preparation {

    /** Ends it; it is answered all the same. Does not block. */
    void cancel();
  }

  /**
   * Has npm do what it does before it runs the program.
   *
   * @param answer is given what to start in the launch's place, empty for the launch itself; on
   *     another thread
   * @return empty where there is nothing to prepare, and nothing is answered
   */
  public Optional<Preparation> prepare(
      String server, ProcessLaunch launch, Consumer<Optional<ProcessLaunch>> answer) {
    Optional<NpxCommand> command = command(launch);
    if (command.isEmpty() || !wanted.test(server) || isPlain(launch) || stopped) {
      return Optional.empty();
    }
    SharedNpm.Asker asker = shared.asker();
    urgent.add(asker);
    try {
      first.execute(() -> answer.accept(resolveFirst(asker, command.get(), launch)));
    } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread to be had is an Error
      urgent.remove(asker);
      return Optional.empty();
    }
    return Optional.of(() -> end(asker));
  }

  /** It takes seconds, for which the threads of the helper are too few. */
  private void end(SharedNpm.Asker asker) {
    try {
      first.execute(asker::kill);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      helper.execute(asker::kill);
    }
  }

  private Optional<ProcessLaunch> resolveFirst(
      SharedNpm.Asker asker, NpxCommand command, ProcessLaunch launch) {
    try {
      Resolution found =
          new NpxResolver(asker, command, launch).resolve(System.currentTimeMillis());
      resolutions.put(launch, found);
      Log.info("npx " + command.spec() + " runs " + found.program() + " " + found.version());
      return Optional.of(found.direct(launch, command));
    } catch (Unclear e) {
      Log.info("npx " + command.spec() + " is run as it is: " + e.getMessage());
      keepPlain(launch);
    } catch (IOException e) {
      Log.info("npx " + command.spec() + " is run as it is, this time: " + e.getMessage());
    } catch (RuntimeException e) {
      Log.bug("npx " + command.spec() + " is run as it is", e);
      keepPlain(launch);
    } finally {
      urgent.remove(asker);
    }
    return Optional.empty();
  }

  /** The server has answered {@code initialize}. */
  public void ready(String server, ProcessLaunch launch) {
    Optional<NpxCommand> command = command(launch);
    if (command.isEmpty() || !wanted.test(server)) {
      return;
    }
    if (!isPlain(launch)) {
      background.execute(() -> lookUp(command.get(), launch));
    }
  }

  /**
   * What was started in the launch's place has not come to answer {@code initialize}.
   *
   * @param byItself whether nobody had told it to stop
   */
  public void failed(ProcessLaunch launch, boolean byItself) {
    resolutions.remove(launch);
    if (byItself) {
      Log.warn("what npx runs ended before it was ready; next time npx itself is run");
      keepPlain(launch);
    }
  }

  /** Ends what runs in the background. Blocks. */
  public void stop() {
    stopped = true;
    background.shutdownNow();
    first.shutdown();
    urgent.forEach(SharedNpm.Asker::kill);
    shared.stop();
    npm.kill();
  }

  /** Whether what {@link #stop} ends has ended. */
  public boolean isStopped() {
    return background.isTerminated() && first.isTerminated();
  }

  private void lookUp(NpxCommand command, ProcessLaunch launch) {
    try {
      Resolution known = resolutions.get(launch);
      if (known == null) {
        Resolution found =
            new NpxResolver(this::answerOffline, command, launch)
                .resolve(System.currentTimeMillis());
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

  private String answerOffline(NpmQuestion question) throws IOException {
    return npm.output(question.words("--offline"), question.environment(), question.cwd());
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

  private boolean isPlain(ProcessLaunch launch) {
    long since = plain.getOrDefault(Resolutions.key(launch), 0L);
    return System.currentTimeMillis() - since <= HOUR_MILLIS;
  }

  private void keepPlain(ProcessLaunch launch) {
    long now = System.currentTimeMillis();
    plain.values().removeIf(since -> now - since > HOUR_MILLIS); // they count no more
    plain.put(Resolutions.key(launch), now);
  }
}
