package dev.mcpmux.core.find;

import dev.mcpmux.core.search.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What texts mean, as far as a model has said so. A text means the same whoever has it, so all
 * indexes have these together; and the texts of a list that has changed are known but for those
 * that are new.
 */
public final class Meanings {

  /** The model, which answers by {@link #learned}. */
  public interface Model {
    /**
     * @param first whether somebody waits for it
     * @return false where nothing comes of it
     */
    boolean embed(List<String> texts, boolean first);
  }

  /** As many tools as two indexes hold; of those that are not asked for any more, the oldest go. */
  private static final int MAX_TEXTS = 20_000;

  /** Of tools, so that what is not needed any more does not keep the model busy for long. */
  static final int AT_ONCE = 32;

  /** What one text means. */
  static final class Meaning {
    private final String text;

    /** Null until it is known. */
    private Direction direction;

    private Meaning(String text) {
      this.text = text;
    }

    Direction direction() {
      return direction;
    }
  }

  private final Model model;

  /** By text; the one that was asked for last is the last. */
  private final Map<String, Meaning> meanings = new LinkedHashMap<>(16, 0.75f, true);

  /** Those that the model is to be asked for. */
  private final Set<Meaning> due = new LinkedHashSet<>();

  /** Those of tools that it was asked for last; null when they have come. */
  private List<String> underWay;

  private final Map<String, List<WishMeaning>> wishes = new HashMap<>();

  public Meanings(Model model) {
    this.model = model;
  }

  /** What a tool means, from the moment when the model has said so. */
  Meaning of(String text) {
    Meaning known = meanings.get(text);
    if (known != null) {
      return known;
    }
    Meaning meaning = new Meaning(text);
    meanings.put(text, meaning);
    due.add(meaning);
    if (meanings.size() > MAX_TEXTS) {
      Iterator<Meaning> oldest = meanings.values().iterator();
      due.remove(oldest.next());
      oldest.remove();
    }
    return meaning;
  }

  /** Asks for what a wish means. */
  WishMeaning ofWish(String text) {
    WishMeaning wish = new WishMeaning();
    List<WishMeaning> same = wishes.computeIfAbsent(text, none -> new ArrayList<>());
    same.removeIf(WishMeaning::isOver); // who has given up need not be told
    same.add(wish);
    if (same.size() == 1 && !model.embed(List.of(text), true)) {
      wishes.remove(text);
      wish.learned(null);
    }
    return wish;
  }

  /** Asks for what tools mean, as far as it is not known. */
  void askForTools() {
    if (underWay != null || due.isEmpty()) {
      return;
    }
    List<String> texts = due.stream().limit(AT_ONCE).map(meaning -> meaning.text).toList();
    underWay = model.embed(texts, false) ? texts : null;
  }

  /**
   * What the model was asked for.
   *
   * @param vectors one for each text; none where it has failed
   */
  public void learned(List<String> texts, List<float[]> vectors) {
    List<Runnable> waiting = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      Direction direction = vectors.isEmpty() ? null : Direction.of(vectors.get(i));
      Meaning meaning = meanings.get(text);
      if (meaning != null && direction != null) {
        meaning.direction = direction;
        due.remove(meaning);
      }
      List<WishMeaning> same = wishes.remove(text);
      if (same != null) {
        same.forEach(wish -> waiting.add(() -> wish.learned(direction)));
      }
    }
    if (texts.equals(underWay)) {
      underWay = null;
    }
    if (!vectors.isEmpty()) {
      askForTools();
    }
    waiting.forEach(Runnable::run);
  }
}
