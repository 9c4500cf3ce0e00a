package dev.mcpmux.netty.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.netty.MuxClient;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.NoLeaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random worlds of sessions and servers in one process, and some sessions over a socket: no answer,
 * progress, log message, question or update reaches another session than the one that it is for, no
 * tool is listed, found or called that the session may not see, and every call comes to an end.
 *
 * <p>{@code -Dmcpmux.random.events=1000000} runs longer, {@code -Dmcpmux.random.seed=N} another
 * seed. What is done follows from the seed; what comes first is up to the threads.
 */
@ExtendWith(NoLeaks.class)
class LocalRandomTest {
  private static final int SESSIONS = 16;
  private static final int SEEDS = 3;
  private static final int EVENTS = Integer.getInteger("mcpmux.random.events", 24_000) / SEEDS;
  private static final int MAX_OPEN = 200;
  private static final int MAX_WRONG = 20;

  @TempDir Path directory;

  /** What went wrong, in any thread. */
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  private final AtomicIntegerArray counts =
      new AtomicIntegerArray(RandomPlayer.Heard.values().length);
  private final RandomServers servers = new RandomServers(wrong::add);
  private final List<RandomPlayer> players = new ArrayList<>();
  private final List<CompletableFuture<?>> open = new ArrayList<>();

  /** Sessions that have ended and may not have heard all. */
  private final List<McpSession> told = new ArrayList<>();

  private MuxServer mux;
  private Random random;
  private String seed;
  private int begun;

  @AfterEach
  void stop() throws Exception {
    mux.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20, 300})
  void nothing_reaches_another_session(long number) throws Exception {
    long chosen = Long.getLong("mcpmux.random.seed", 0) + number;
    seed = "seed " + (chosen - number) + " + " + number;
    random = new Random(chosen);
    mux = MuxServer.builder(socket()).config(servers.rules.next(random)).build();
    mux.start();
    servers.rules.isDone();
    servers.rules.isSettled();
    for (int event = 0; event < EVENTS; event++) {
      players.stream().filter(player -> !player.session.isOpen()).toList().forEach(this::leave);
      while (players.size() < SESSIONS) {
        join();
      }
      step(RandomRules.any(random, players), random.nextInt(1000), event);
      if (open.size() > MAX_OPEN) {
        finish();
      }
    }
    finish();

    assertThat(wrong).as(seed).isEmpty();
    for (RandomPlayer.Heard what : RandomPlayer.Heard.values()) {
      assertThat(counts.get(what.ordinal())).as(what + ", " + seed).isGreaterThan(EVENTS / 400);
    }
  }

  private Path socket() throws Exception {
    return Files.createDirectories(directory.resolve("home")).resolve("mcpmux.sock");
  }

  private void step(RandomPlayer player, int dice, int event) throws Exception {
    if (dice < 700) {
      CompletableFuture<?> call = player.call(random, event);
      open.add(dice < 50 ? call.orTimeout(1, TimeUnit.MILLISECONDS) : call);
      if (dice > 640) {
        call.cancel(true);
      }
    } else if (dice < 790) {
      open.add(player.find(random));
    } else if (dice < 890) {
      open.add(player.subscribe(random));
    } else if (dice < 970) {
      players.forEach(each -> each.uris().forEach(servers::updated));
    } else if (dice < 985) {
      servers.change(random, event, dice == 984);
    } else if (dice < 996) {
      player.session.close();
      leave(player);
    } else if (dice < 998) {
      mux.reconfigure(servers.rules.next(random)).toCompletableFuture().get(30, TimeUnit.SECONDS);
      servers.rules.isDone();
      hearAll();
      servers.rules.isSettled();
    } else {
      finish();
    }
  }

  private void leave(RandomPlayer player) {
    players.remove(player);
    told.add(player.session);
  }

  private void join() throws Exception {
    int sight = random.nextInt(RandomRules.SIGHTS.size());
    String project = "project" + random.nextInt(3);
    RandomPlayer.Mark mark = RandomPlayer.Mark.of("p" + begun++ + "." + project + "." + sight);
    RandomPlayer player = new RandomPlayer(mark, servers.rules, wrong::add, counts);
    SessionOptions options =
        mark.sight()
            .options()
            .in(Files.createDirectories(directory.resolve(project)))
            .listener(player, "elicitation");
    CompletableFuture<McpSession> opened =
        random.nextInt(8) == 0 ? MuxClient.connect(socket(), options) : mux.openSession(options);
    try {
      player.session = opened.get(30, TimeUnit.SECONDS);
      players.add(player);
    } catch (ExecutionException unknownOrDisabled) {
      if (!mark.sight().named()) {
        throw new AssertionError(seed + ": " + mark + " is not opened", unknownOrDisabled);
      }
    }
  }

  /** Nobody has anything to hear any more that was told before. */
  private void hearAll() {
    players.forEach(player -> told.add(player.session));
    CompletableFuture<?>[] heard =
        told.stream().map(LocalRandomTest::heard).toArray(CompletableFuture<?>[]::new);
    assertThat(CompletableFuture.allOf(heard)).as(seed).succeedsWithin(60, TimeUnit.SECONDS);
    told.clear();
  }

  /**
   * An answer comes behind all that the session was told before; its end behind all there was. What
   * is refused because the session was closed comes before that.
   */
  private static CompletableFuture<?> heard(McpSession session) {
    return session
        .ping()
        .handle((answer, failure) -> failure)
        .thenCompose(
            failure ->
                failure == null ? CompletableFuture.completedFuture(null) : session.closed());
  }

  /** Each has an answer, an error, or was taken back. */
  private void finish() {
    CompletableFuture<?> all =
        CompletableFuture.allOf(open.toArray(new CompletableFuture<?>[0])).handle((r, e) -> null);
    assertThat(all).as(seed).succeedsWithin(60, TimeUnit.SECONDS);
    open.clear();
    assertThat(wrong).as(seed).hasSizeLessThan(MAX_WRONG);
  }
}
