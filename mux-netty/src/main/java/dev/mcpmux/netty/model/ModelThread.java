package dev.mcpmux.netty.model;

import dev.mcpmux.core.api.TextModel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks a model: what somebody waits for first, and in between what nobody does. Thread-safe. */
final class ModelThread {

  /** Who comes while so many wait goes without. */
  static final int MAX_QUESTIONS = 16;

  /** After that it is loaded again, in a second. */
  private static final long IDLE_MINUTES = 10;

  /** What is asked. */
  record Question(List<String> texts, boolean first) {}

  /**
   * What comes of it.
   *
   * @param vectors one for each text; none where the model has failed
   * @param failure null for none
   */
  record Answer(List<float[]> vectors, String failure) {
    static Answer none(String failure) {
      return new Answer(List.of(), failure);
    }
  }

  /** Who is told, in this thread. */
  interface Told {
    void onAnswer(ModelThread from, Question asked, Answer answer);
  }

  private final Embedder.Source source;
  private final Path jar;
  private final Told told;
  private final Deque<Question> first = new ArrayDeque<>();
  private final Deque<Question> later = new ArrayDeque<>();
  private boolean ended;

  private ModelThread(Embedder.Source source, Path jar, Told told) {
    this.source = source;
    this.jar = jar;
    this.told = told;
  }

  /** Begins with this question, which is answered. */
  static ModelThread start(Embedder.Source source, Path jar, Told told, Question question) {
    ModelThread made = new ModelThread(source, jar, told);
    made.ask(question);
    Thread thread = new Thread(made::run, "mcpmux-model");
    thread.setDaemon(true);
    thread.start();
    return made;
  }

  /** Returns whether there will be an answer. */
  synchronized boolean ask(Question question) {
    Deque<Question> queue = question.first() ? first : later;
    if (ended || queue.size() >= MAX_QUESTIONS) {
      return false;
    }
    queue.add(question);
    notifyAll();
    return true;
  }

  /** Nothing more is asked. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  private void run() {
    try (TextModel model = source.load(jar)) {
      for (Question next = next(); next != null; next = next()) {
        answer(model, next);
      }
      answerNone(null);
    } catch (Exception | Error e) { // native code and memory, too: the words go on
      end();
      String why = why(e);
      if (!answerNone(why)) {
        told.onAnswer(this, new Question(List.of(), true), Answer.none(why));
      }
    }
  }

  private void answer(TextModel model, Question question) {
    List<float[]> vectors = new ArrayList<>();
    try {
      for (String text : question.texts()) {
        if (!question.first()) {
          answerFirst(model);
        }
        vectors.add(model.embed(text));
      }
    } catch (RuntimeException | Error e) {
      told.onAnswer(this, question, Answer.none(why(e)));
      throw e;
    }
    told.onAnswer(this, question, new Answer(vectors, null));
  }

  private void answerFirst(TextModel model) {
    for (Question next = poll(first); next != null; next = poll(first)) {
      answer(model, next);
    }
  }

  private synchronized Question poll(Deque<Question> queue) {
    return ended ? null : queue.poll();
  }

  /** Null when it is to end. */
  private synchronized Question next() {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(IDLE_MINUTES);
    while (!ended && first.isEmpty() && later.isEmpty()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (millis <= 0) {
        ended = true;
      } else {
        try {
          wait(millis);
        } catch (InterruptedException e) {
          ended = true; // nobody of ours does that
        }
      }
    }
    if (ended) {
      return null;
    }
    return first.isEmpty() ? later.poll() : first.poll();
  }

  private static String why(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /**
   * Answers what is still asked; returns whether there was anything.
   *
   * @param why null where the model has not failed
   */
  private boolean answerNone(String why) {
    List<Question> all;
    synchronized (this) {
      all = new ArrayList<>(first);
      all.addAll(later);
      first.clear();
      later.clear();
    }
    all.forEach(question -> told.onAnswer(this, question, Answer.none(why)));
    return !all.isEmpty();
  }
}
