package dev.mcpmux.cli.find;

import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.core.search.Direction;
import dev.mcpmux.core.search.Nearness;
import dev.mcpmux.core.search.Sentence;
import dev.mcpmux.core.search.ToolText;
import dev.mcpmux.core.text.Printable;
import dev.mcpmux.netty.model.ModelJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What tools mean, by a model, if there is one. One that fails is said to, once, and the words go
 * on alone.
 */
final class ToolMeanings implements AutoCloseable {
  private static final int MAX_MESSAGE = 400;

  /** Null for none, and when it has failed. */
  private ModelJar model;

  private final Map<ToolText, Direction> directions = new IdentityHashMap<>();

  ToolMeanings(Optional<Path> jar) {
    if (jar.isPresent()) {
      try {
        model = ModelJar.open(jar.get());
      } catch (IOException e) {
        say(e.getMessage());
      }
    }
  }

  /** How near the tools are to a wish; null where nobody can say. Each is asked once for all. */
  Nearness to(String wish, Iterable<ToolText> tools) {
    if (model == null) {
      return null;
    }
    try {
      for (ToolText tool : tools) {
        directions.computeIfAbsent(tool, each -> direction(Sentence.of(each)));
      }
      Direction wanted = direction(Sentence.ofWish(wish));
      return tool -> directions.get(tool).cosine(wanted);
    } catch (IllegalStateException e) {
      say(e.getMessage());
      close();
      return null;
    }
  }

  private Direction direction(String text) {
    return Direction.of(model.embed(text));
  }

  private static void say(String why) {
    String message = "the model: " + why + "; tools are found by their words alone";
    System.err.print(Paragraph.of("mcpmux: ", "    ", Printable.line(message, MAX_MESSAGE)));
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
