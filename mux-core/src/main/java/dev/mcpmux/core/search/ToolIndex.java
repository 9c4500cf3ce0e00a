package dev.mcpmux.core.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds tools by the words in their names, descriptions and arguments: BM25 over weighted fields,
 * where a word that stands in several fields counts as one that stands there more often. What their
 * server says of itself moves such tools a little, and brings its others behind them. A server's
 * tools come and go without the others being read again. Not for several threads.
 *
 * @see <a href="https://dl.acm.org/doi/10.1145/1031171.1031181">Robertson, Zaragoza, Taylor: Simple
 *     BM25 extension to multiple weighted fields, 2004</a>
 */
public final class ToolIndex {
  private static final float K1 = 1.2f;

  /** Real tools have fewer different words. */
  private static final int MAX_TERMS_OF_TOOL = 300;

  /** Different words of all tools: one that comes later is not found. */
  private static final int MAX_TERMS = 100_000;

  /** How much more a tool counts whose whole name is in the wish. */
  private static final float NAME_BONUS = 0.5f;

  /** How much more a tool counts whose server's own words have all of the wish. */
  private static final float SERVER_WORDS_BONUS = 0.1f;

  /** A part of a tool's text: how much a word in it counts, and how the length of it matters. */
  private enum Field {
    NAME(3f, 0.3f, 4),
    SERVER(1f, 0.3f, 2),
    DESCRIPTION(1f, 0.75f, 25),
    FIRST_SENTENCE(0.5f, 0.5f, 12),
    PROPERTIES(0.5f, 0.75f, 5),
    PROPERTY_DESCRIPTIONS(0.3f, 0.9f, 40);

    final float weight;
    final float slope;
    final float usualWords;

    Field(float weight, float slope, float usualWords) {
      this.weight = weight;
      this.slope = slope;
      this.usualWords = usualWords;
    }
  }

  /**
   * A tool that was found.
   *
   * @param score more for a better one; comparable only within one answer; below 0 for one that has
   *     no word of the wish itself
   */
  public record Hit(ToolText tool, double score) {}

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::score)
          .reversed()
          .thenComparing(hit -> hit.tool().server())
          .thenComparing(hit -> hit.tool().name());

  /** A tool, its parts of the name, and where its words stand. */
  private record Entry(ToolText tool, Set<String> nameTerms, List<Postings> postings) {
    String server() {
      return tool.server();
    }
  }

  /** The tools with a word, and how much it counts in each. */
  private static final class Postings {
    private final String term;
    private Entry[] entries = new Entry[1];
    private float[] weights = new float[1];
    private int size;

    Postings(String term) {
      this.term = term;
    }

    void add(Entry entry, float weight) {
      if (size == entries.length) {
        entries = Arrays.copyOf(entries, 2 * size);
        weights = Arrays.copyOf(weights, 2 * size);
      }
      entries[size] = entry;
      weights[size++] = weight;
    }

    void removeAll(Set<Entry> gone) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (!gone.contains(entries[i])) {
          entries[kept] = entries[i];
          weights[kept++] = weights[i];
        }
      }
      Arrays.fill(entries, kept, size, null);
      size = kept;
    }
  }

  private final Map<String, List<Entry>> lists = new LinkedHashMap<>();
  private final Map<String, Postings> terms = new HashMap<>();
  private final ServerWords serverWords = new ServerWords();
  private int tools;

  /** Has no tools at first. */
  public ToolIndex() {}

  public int size() {
    return tools;
  }

  /**
   * These are the tools under a key from now on.
   *
   * @param key of a server, or of a part of its list
   */
  public void put(String key, List<ToolText> list) {
    remove(key);
    lists.put(key, list.stream().map(this::add).toList());
    tools += list.size();
  }

  private Entry add(ToolText tool) {
    Map<String, Float> weights = weights(tool);
    List<Postings> postings = new ArrayList<>(weights.size());
    Set<String> nameTerms = new HashSet<>(Terms.stems(name(tool)));
    nameTerms.retainAll(weights.keySet());
    Entry entry = new Entry(tool, Set.copyOf(nameTerms), postings);
    weights.forEach(
        (term, weight) -> {
          Postings its = terms.get(term);
          if (its == null && terms.size() < MAX_TERMS) {
            its = new Postings(term);
            terms.put(term, its);
          }
          if (its != null) {
            its.add(entry, weight);
            postings.add(its);
          }
        });
    return entry;
  }

  /** There are no tools under this key any more. */
  public void remove(String key) {
    List<Entry> gone = lists.remove(key);
    if (gone == null) {
      return;
    }
    tools -= gone.size();
    Set<Entry> entries = Collections.newSetFromMap(new IdentityHashMap<>());
    entries.addAll(gone);
    Set<Postings> concerned = Collections.newSetFromMap(new IdentityHashMap<>());
    gone.forEach(entry -> concerned.addAll(entry.postings));
    for (Postings postings : concerned) {
      postings.removeAll(entries);
      if (postings.size == 0) {
        terms.remove(postings.term);
      }
    }
  }

  /**
   * What a server says of itself from now on, whether it has tools here or not.
   *
   * @param instructions blank for nothing
   */
  public void describe(String server, String instructions) {
    serverWords.put(server, instructions);
  }

  /**
   * The best tools for a wish, best first; empty when no word of it is in any. Tools that have none
   * of its words, and whose server has in what it says of itself, come after all others.
   *
   * @param allowed which tools may be found
   */
  public List<Hit> find(String wish, Predicate<ToolText> allowed, int limit) {
    return find(wish, allowed, tool -> 1, limit);
  }

  /**
   * As {@link #find(String, Predicate, int)}.
   *
   * @param factor by what the score of a tool is multiplied
   */
  public List<Hit> find(
      String wish, Predicate<ToolText> allowed, ToDoubleFunction<ToolText> factor, int limit) {
    return find(wish, allowed, factor, null, limit);
  }

  /**
   * As {@link #find(String, Predicate, int)}.
   *
   * @param factor by what the score of a tool is multiplied, as far as words bring it
   * @param nearness what the tools mean; null where only their words count
   */
  public List<Hit> find(
      String wish,
      Predicate<ToolText> allowed,
      ToDoubleFunction<ToolText> factor,
      @Nullable Nearness nearness,
      int limit) {
    Map<String, Float> wanted = new Wish(wish, this::known, this::rarity).terms();
    Map<Entry, float[]> scores = new IdentityHashMap<>();
    wanted.forEach((term, weight) -> add(scores, term, weight));
    Map<String, Float> described = serverWords.parts(wanted);
    List<Hit> hits = new ArrayList<>();
    scores.forEach(
        (entry, score) -> {
          if (allowed.test(entry.tool)) {
            double named = 1 + NAME_BONUS * inName(entry, wanted);
            double served = 1 + SERVER_WORDS_BONUS * described.getOrDefault(entry.server(), 0f);
            double used = factor.applyAsDouble(entry.tool);
            hits.add(new Hit(entry.tool, score[0] * named * served * used));
          }
        });
    List<Hit> found = nearness == null ? hits : new Blend(tools(), nearness).over(hits, allowed);
    found.sort(BEST_FIRST);
    if (found.size() < limit && !described.isEmpty()) {
      Set<ToolText> known = Collections.newSetFromMap(new IdentityHashMap<>());
      found.forEach(hit -> known.add(hit.tool()));
      scores.keySet().forEach(entry -> known.add(entry.tool));
      found.addAll(others(described, entry -> !known.contains(entry.tool), allowed, factor));
    }
    return List.copyOf(found.subList(0, Math.min(limit, found.size())));
  }

  /** All that it has. */
  public List<ToolText> tools() {
    List<ToolText> all = new ArrayList<>(tools);
    lists.values().forEach(list -> list.forEach(entry -> all.add(entry.tool)));
    return all;
  }

  /** Those that only their server's words bring. */
  private List<Hit> others(
      Map<String, Float> described,
      Predicate<Entry> isOther,
      Predicate<ToolText> allowed,
      ToDoubleFunction<ToolText> factor) {
    List<Hit> hits = new ArrayList<>();
    for (List<Entry> list : lists.values()) {
      for (Entry entry : list) {
        Float part = described.get(entry.server());
        if (part != null && isOther.test(entry) && allowed.test(entry.tool)) {
          hits.add(new Hit(entry.tool, -1 / (part * factor.applyAsDouble(entry.tool))));
        }
      }
    }
    hits.sort(BEST_FIRST);
    return hits;
  }

  private void add(Map<Entry, float[]> scores, String term, float weight) {
    Postings postings = terms.get(term);
    if (postings == null) {
      return;
    }
    float factor = weight * rarity(term) * (K1 + 1);
    for (int i = 0; i < postings.size; i++) {
      float in = postings.weights[i];
      scores.computeIfAbsent(postings.entries[i], none -> new float[1])[0] +=
          factor * in / (in + K1);
    }
  }

  /** Which part of the name the wish has, from 0 to 1; rare words count more. */
  private float inName(Entry entry, Map<String, Float> wanted) {
    float all = 0;
    float found = 0;
    for (String term : entry.nameTerms) {
      float rarity = rarity(term);
      all += rarity;
      found += rarity * Math.min(1f, wanted.getOrDefault(term, 0f));
    }
    return all == 0 ? 0 : found / all;
  }

  private int count(String term) {
    Postings postings = terms.get(term);
    return postings == null ? 0 : postings.size;
  }

  /** As {@link #count}; of what no tool has, in the words of how many servers it is. */
  private int known(String term) {
    int count = count(term);
    return count > 0 ? count : serverWords.count(term);
  }

  private float rarity(String term) {
    int with = count(term);
    return (float) Math.log(1 + (tools - with + 0.5) / (with + 0.5));
  }

  private static String name(ToolText tool) {
    return tool.name() + " " + tool.title();
  }

  /** How much each word of a tool counts. */
  private static Map<String, Float> weights(ToolText tool) {
    Map<String, Float> weights = new HashMap<>();
    SchemaText schema = new SchemaText(tool.inputSchema());
    add(weights, Field.NAME, name(tool));
    add(weights, Field.SERVER, tool.server());
    add(weights, Field.DESCRIPTION, tool.description());
    add(weights, Field.FIRST_SENTENCE, Sentence.first(tool.description()));
    add(weights, Field.PROPERTIES, schema.names());
    add(weights, Field.PROPERTY_DESCRIPTIONS, schema.descriptions());
    return weights;
  }

  private static void add(Map<String, Float> weights, Field field, String text) {
    List<String> stems = Terms.stems(text);
    float length = 1 - field.slope + field.slope * stems.size() / field.usualWords;
    for (String stem : stems) {
      if (weights.size() < MAX_TERMS_OF_TOOL || weights.containsKey(stem)) {
        weights.merge(stem, field.weight / length, Float::sum);
      }
    }
  }
}
