package dev.mcpmux.netty.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.TextModel;
import dev.mcpmux.netty.config.ControlCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbedderTest {
  private static final Optional<String> JAR = Optional.of("/models/one.jar");

  /** What the loop has to do. */
  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();

  private final List<String> answers = new ArrayList<>();
  private final BlockingQueue<String> doings = new LinkedBlockingQueue<>();

  /** How many texts the model may look at. */
  private final Semaphore permits = new Semaphore(1000);

  private volatile Exception loads;
  private volatile RuntimeException embeds;

  private final Embedder embedder =
      new Embedder(
          loop::add,
          this::load,
          (texts, vectors) -> answers.add(texts + (vectors.isEmpty() ? " none" : "")));

  @AfterEach
  void end() {
    permits.release(1000);
    embedder.end();
  }

  private TextModel load(Path jar) throws Exception {
    doings.add("load " + jar + " in " + Thread.currentThread().getName());
    if (loads != null) {
      throw loads;
    }
    return new TextModel() {
      @Override
      public float[] embed(String text) {
        doings.add(text);
        permits.acquireUninterruptibly();
        if (embeds != null) {
          throw embeds;
        }
        return new float[] {1};
      }

      @Override
      public void close() {
        doings.add("close " + jar);
      }
    };
  }

  private void runNext() throws InterruptedException {
    Runnable next = loop.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("something for the loop").isNotNull();
    next.run();
  }

  private String nextDoing() throws InterruptedException {
    return doings.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void without_a_model_nothing_is_asked() {
    assertThat(embedder.embed(List.of("a"), true)).isFalse();
    embedder.use(JAR);
    embedder.use(Optional.empty());

    assertThat(embedder.embed(List.of("a"), true)).isFalse();
    assertThat(doings).isEmpty();
  }

  @Test
  void the_model_is_loaded_when_it_is_first_asked_and_by_its_own_thread() throws Exception {
    embedder.use(JAR);
    assertThat(doings).isEmpty();

    assertThat(embedder.embed(List.of("a", "b"), false)).isTrue();
    runNext();

    assertThat(answers).containsExactly("[a, b]");
    assertThat(nextDoing()).isEqualTo("load /models/one.jar in mcpmux-model");
  }

  @Test
  void who_waits_does_not_wait_for_what_nobody_waits_for() throws Exception {
    permits.drainPermits();
    embedder.use(JAR);
    embedder.embed(List.of("t1", "t2"), false);
    nextDoing();
    assertThat(nextDoing()).isEqualTo("t1");

    embedder.embed(List.of("wish"), true);
    permits.release(1000);
    runNext();
    runNext();

    assertThat(answers).containsExactly("[wish]", "[t1, t2]");
  }

  @Test
  void who_comes_while_many_wait_goes_without() throws Exception {
    permits.drainPermits();
    embedder.use(JAR);
    embedder.embed(List.of("first"), true);
    nextDoing();
    nextDoing();

    for (int i = 0; i < ModelThread.MAX_QUESTIONS; i++) {
      assertThat(embedder.embed(List.of("wish"), true)).isTrue();
    }
    assertThat(embedder.embed(List.of("wish"), true)).isFalse();
  }

  @Test
  void one_that_cannot_be_loaded_is_named_and_tried_again_with_the_next_config() throws Exception {
    loads = new IOException("/models/one.jar: there is no such file that can be read");
    embedder.use(JAR);
    ControlCalls calls = embedder.calls(ControlCalls.NONE);
    assertThat(embedder.embed(List.of("a"), true)).isTrue();
    runNext();

    assertThat(answers).containsExactly("[a] none");
    assertThat(embedder.embed(List.of("a"), true)).isFalse();
    assertThat(calls.notices())
        .containsExactly(
            "find.model: /models/one.jar: there is no such file that can be read; tools are found"
                + " by their words alone");

    loads = null;
    embedder.use(JAR);
    assertThat(calls.notices()).isEmpty();
    assertThat(embedder.embed(List.of("b"), true)).isTrue();
    runNext();
    assertThat(answers).containsExactly("[a] none", "[b]");
  }

  @Test
  void one_that_fails_is_closed_and_all_that_wait_are_answered() throws Exception {
    permits.drainPermits();
    embeds = new IllegalStateException("broken");
    embedder.use(JAR);
    embedder.embed(List.of("a"), true);
    nextDoing();
    nextDoing();
    embedder.embed(List.of("b"), true);
    embedder.embed(List.of("c"), false);
    permits.release(1000);
    runNext();
    runNext();
    runNext();

    assertThat(answers).containsExactly("[a] none", "[b] none", "[c] none");
    assertThat(embedder.embed(List.of("d"), true)).isFalse();
    assertThat(nextDoing()).isEqualTo("close /models/one.jar");
  }

  @Test
  void what_another_model_than_that_of_the_config_says_is_left_out() throws Exception {
    embedder.use(JAR);
    embedder.embed(List.of("a"), true);
    embedder.use(Optional.of("/models/two.jar"));
    embedder.embed(List.of("b"), true);
    runNext();
    runNext();

    assertThat(answers).containsExactlyInAnyOrder("[a] none", "[b]");
  }

  @Test
  void whoever_waits_for_a_model_that_goes_is_told_that_nothing_comes() throws Exception {
    permits.drainPermits();
    embedder.use(JAR);
    embedder.embed(List.of("a"), true);
    nextDoing();
    nextDoing();
    embedder.embed(List.of("b"), true);
    embedder.embed(List.of("c"), false);
    embedder.use(Optional.empty());
    permits.release(1000);
    runNext();
    runNext();
    runNext();

    assertThat(answers).containsExactly("[a] none", "[b] none", "[c] none");
    assertThat(embedder.calls(ControlCalls.NONE).notices()).isEmpty();
  }

  @Test
  void the_same_model_stays_loaded_whatever_else_of_the_config_has_changed() throws Exception {
    embedder.use(JAR);
    embedder.embed(List.of("a"), true);
    runNext();
    embedder.use(JAR);
    embedder.embed(List.of("b"), true);
    runNext();

    assertThat(answers).containsExactly("[a]", "[b]");
    assertThat(doings).hasSize(3).noneMatch(doing -> doing.startsWith("close"));
  }
}
