package dev.mcpmux.netty.model;

import dev.mcpmux.core.api.TextModel;
import dev.mcpmux.netty.config.ControlCalls;
import dev.mcpmux.netty.log.Log;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Asks the model of the config what texts mean. It is loaded when it is first asked, and goes when
 * nobody has asked it for a while. One that fails is not asked again before the config is read
 * again. Event loop only, but for the notices.
 */
public final class Embedder {

  /** Loads a model; by the thread that will ask it. */
  public interface Source {
    TextModel load(Path jar) throws Exception;
  }

  /** Who asks. */
  public interface Asker {
    /**
     * @param texts as they were given
     * @param vectors one for each; none where the model has failed
     */
    void onEmbedded(List<String> texts, List<float[]> vectors);
  }

  private final Executor loop;
  private final Source source;
  private final Asker asker;
  private Optional<Path> jar = Optional.empty();

  /** Null until it is asked, and when it has failed. */
  private ModelThread thread;

  private boolean over;

  /** Why it is not asked any more; empty while it may be. */
  private volatile Optional<String> failure = Optional.empty();

  public Embedder(Executor loop, Source source, Asker asker) {
    this.loop = loop;
    this.source = source;
    this.asker = asker;
  }

  /**
   * A config is in force.
   *
   * @param model the jar that it names
   */
  public void use(Optional<String> model) {
    Optional<Path> now = model.map(Path::of);
    failure = Optional.empty();
    if (!now.equals(jar)) {
      jar = now;
      endThread();
    }
  }

  /** As {@link dev.mcpmux.core.port.SessionActions#embed}. */
  public boolean embed(List<String> texts, boolean first) {
    if (jar.isEmpty() || failure.isPresent()) {
      return false;
    }
    ModelThread.Question question = new ModelThread.Question(texts, first);
    if (thread == null || thread.hasEnded()) {
      thread = ModelThread.start(source, jar.get(), this::answer, question);
      return true;
    }
    return thread.ask(question);
  }

  /** Model thread. */
  private void answer(ModelThread from, ModelThread.Question asked, ModelThread.Answer answer) {
    try {
      loop.execute(() -> onAnswer(from, asked, answer));
    } catch (RejectedExecutionException e) {
      // everything ends
    }
  }

  private void onAnswer(ModelThread from, ModelThread.Question asked, ModelThread.Answer answer) {
    if (over) {
      return;
    }
    if (from != thread) {
      asker.onEmbedded(asked.texts(), List.of()); // another model would say something else
      return;
    }
    if (answer.failure() != null && failure.isEmpty()) {
      String why = answer.failure() + "; tools are found by their words alone";
      failure = Optional.of("find.model: " + why);
      Log.warn("find.model: " + why);
    }
    asker.onEmbedded(asked.texts(), answer.vectors());
  }

  /** Frees the model; what was asked is not answered any more. */
  public void end() {
    over = true;
    endThread();
  }

  private void endThread() {
    if (thread != null) {
      thread.end();
      thread = null;
    }
  }

  /** Those of the program around the server, with what is wrong here among the notices. */
  public ControlCalls calls(ControlCalls others) {
    return new ControlCalls() {
      @Override
      public Optional<String> answer(String call, Optional<String> server) throws RefusedException {
        return others.answer(call, server);
      }

      @Override
      public void refresh() {
        others.refresh();
      }

      @Override
      public List<String> notices() {
        Optional<String> why = failure;
        if (why.isEmpty()) {
          return others.notices();
        }
        List<String> all = new ArrayList<>(others.notices());
        all.add(why.get());
        return List.copyOf(all);
      }
    };
  }
}
