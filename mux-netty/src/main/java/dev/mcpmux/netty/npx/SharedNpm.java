package dev.mcpmux.netty.npx;

import dev.mcpmux.netty.files.JsonValues;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.process.CommandResolver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One npm that answers for several packages: to start takes it longer than to answer. It is shared
 * by those who ask at about the same time and differ in nothing but the package, neither in the
 * directory nor in any variable. For each package it does what {@code npx} does for one (see {@code
 * together.js}). What it cannot answer is asked of an npm that has nothing else to do.
 *
 * <p>Thread-safe.
 */
final class SharedNpm {

  /** Those of npm in which each package is known to get the same answer as alone. */
  private static final Set<String> MAJORS = Set.of("8", "9", "10", "11", "12");

  private static final String FIRST_LINE = "#!/usr/bin/env node";

  /** Whoever comes later would have too little of the time that one npm has. */
  private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** What is said to one npm may never fill a pipe, of which the smallest takes 4 KiB. */
  private static final int MAX_QUESTIONS = 16;

  private static final int MAX_SPEC = 4096 / MAX_QUESTIONS - 1;

  private final Supplier<NpmRun> runs;
  private final Executor threads;
  private final List<Talk> talks = new ArrayList<>();

  /**
   * @param runs makes those that npm is asked by
   * @param threads each npm needs one
   */
  SharedNpm(Supplier<NpmRun> runs, Executor threads) {
    this.runs = runs;
    this.threads = threads;
  }

  /** For one question. */
  Asker asker() {
    return new Asker();
  }

  /** Ends all of it. Blocks. */
  void stop() {
    List<Talk> all;
    synchronized (this) {
      all = List.copyOf(talks);
    }
    all.forEach(talk -> talk.run.kill());
  }

  /** The Node that would run {@code npx}; empty where its npm can be asked for one package only. */
  private static Optional<Path> node(NpmQuestion question) {
    if (question.spec().length() > MAX_SPEC) {
      return Optional.empty();
    }
    try {
      Path program = question.npx().toRealPath();
      byte[] description = Files.readAllBytes(program.resolve("../../package.json").normalize());
      Object version = JsonValues.members(JsonValues.read(description)).get("version");
      String text = Files.readString(program);
      return MAJORS.contains(String.valueOf(version).split("\\.", 2)[0])
              && text.lines().findFirst().filter(FIRST_LINE::equals).isPresent()
          ? Optional.of(CommandResolver.resolve("node", question.environment(), question.cwd()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String script() throws IOException {
    try (InputStream in = SharedNpm.class.getResourceAsStream("together.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Who waits for one answer. */
  final class Asker implements NpmQuestion.Npm {
    private final NpmRun alone = runs.get();
    private Talk talk;
    private CompletableFuture<Optional<String>> answer;
    private boolean killed;

    @Override
    public String answer(NpmQuestion question) throws IOException {
      Optional<Path> node = node(question);
      Optional<String> shared = node.isEmpty() ? Optional.empty() : share(question, node.get());
      return shared.isPresent()
          ? shared.get()
          : alone.output(question.words(), question.environment(), question.cwd());
    }

    private Optional<String> share(NpmQuestion question, Path node) throws IOException {
      String script = script();
      synchronized (SharedNpm.this) {
        if (killed) {
          return Optional.empty(); // as is the one that would be asked alone
        }
        talk =
            talks.stream()
                .filter(each -> each.takes(question))
                .findFirst()
                .orElseGet(() -> new Talk(question, node, script));
        answer = talk.join(this, question.spec());
      }
      try {
        return answer.get();
      } catch (ExecutionException e) {
        throw new IOException(e.getCause().getMessage(), e);
      } catch (InterruptedException e) {
        throw new IOException("mcpmux is stopping", e);
      } finally {
        talk.leave(this, threads); // what there is to end must not keep the answer
      }
    }

    /** Nobody wants its answer any more. Blocks. */
    void kill() {
      Talk left;
      synchronized (SharedNpm.this) {
        killed = true;
        left = talk;
      }
      alone.kill();
      if (left != null) {
        answer.complete(Optional.empty());
        left.leave(this, Runnable::run);
      }
    }
  }

  /** What is said to one npm and by it. Its fields are guarded by the {@link SharedNpm}. */
  private final class Talk {
    private final NpmQuestion first;
    private final long since = System.nanoTime();
    private final NpmRun run = runs.get();
    private final Map<String, CompletableFuture<Optional<String>>> answers = new LinkedHashMap<>();
    private final Set<Asker> waiting = new HashSet<>();

    /** Null until npm runs. */
    private OutputStream toNpm;

    private boolean closed;

    Talk(NpmQuestion first, Path node, String script) {
      this.first = first;
      List<String> words = new ArrayList<>(List.of(node.toString(), "-e", script));
      words.addAll(first.words());
      talks.add(this);
      try {
        threads.execute(() -> talk(words));
      } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread is an Error
        ended();
      }
    }

    boolean takes(NpmQuestion question) {
      return !closed
          && first.isLike(question)
          && !hasAnswered(question.spec())
          && answers.size() < MAX_QUESTIONS
          && System.nanoTime() - since < JOIN_NANOS;
    }

    /** What may have changed since then is not in that answer. */
    private boolean hasAnswered(String spec) {
      return answers.containsKey(spec) && answers.get(spec).isDone();
    }

    CompletableFuture<Optional<String>> join(Asker asker, String spec) {
      waiting.add(asker);
      if (!answers.containsKey(spec)) {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        answers.put(spec, answer);
        if (closed) {
          answer.complete(Optional.empty());
        } else if (toNpm != null) {
          say(spec);
        }
      }
      return answers.get(spec).copy();
    }

    private void say(String spec) {
      try {
        toNpm.write((spec + "\n").getBytes(StandardCharsets.UTF_8));
        toNpm.flush();
      } catch (IOException e) {
        Log.info("npm does not listen: " + e.getMessage()); // it has ended, which is seen next
      }
    }

    /** A thread of its own. */
    private void talk(List<String> words) {
      try {
        int packages = run.run(words, first.environment(), first.cwd(), this::listen);
        Log.info("packages that one npm was asked for: " + packages);
      } catch (IOException e) {
        if (isAwaited()) {
          Log.info("what npx runs is asked one by one: " + e.getMessage());
        }
      } finally {
        ended();
      }
    }

    /** Returns for how many packages npm was asked. */
    private int listen(Process process) throws IOException {
      synchronized (SharedNpm.this) {
        toNpm = process.getOutputStream();
        answers.keySet().forEach(this::say);
      }
      InputStream in = process.getInputStream();
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          heard(JsonValues.read(line.toByteArray()));
          line.reset();
        } else if (line.size() < NpmRun.MAX_BYTES) {
          line.write(next);
        }
      }
      synchronized (SharedNpm.this) {
        return answers.size();
      }
    }

    private boolean isAwaited() {
      synchronized (SharedNpm.this) {
        return !waiting.isEmpty();
      }
    }

    private void heard(Object said) {
      if (!(said instanceof List<?> parts) || parts.isEmpty()) {
        return; // not to us
      }
      synchronized (SharedNpm.this) {
        CompletableFuture<Optional<String>> answer = answers.get(parts.get(0));
        if (answer == null) {
          return;
        }
        if (parts.size() == 1) {
          answer.complete(Optional.empty());
        } else if (parts.get(1) instanceof String printed) {
          answer.complete(Optional.of(printed));
        } else {
          answer.completeExceptionally(new IOException("npm has failed"));
        }
      }
    }

    private void ended() {
      synchronized (SharedNpm.this) {
        closed = true;
        talks.remove(this);
        answers.values().forEach(answer -> answer.complete(Optional.empty()));
      }
    }

    /**
     * The last one ends npm, whether it has answered or not.
     *
     * @param thread for what blocks
     */
    void leave(Asker asker, Executor thread) {
      synchronized (SharedNpm.this) {
        if (!waiting.remove(asker) || !waiting.isEmpty()) {
          return;
        }
        closed = true;
        if (answers.values().stream().allMatch(CompletableFuture::isDone)) {
          endOfQuestions();
          return;
        }
      }
      try {
        thread.execute(run::kill);
      } catch (RejectedExecutionException | OutOfMemoryError e) { // no thread is an Error
        run.kill();
      }
    }

    private void endOfQuestions() {
      try {
        if (toNpm != null) {
          toNpm.close();
        }
      } catch (IOException e) {
        Log.info("npm does not listen: " + e.getMessage());
      }
    }
  }
}
