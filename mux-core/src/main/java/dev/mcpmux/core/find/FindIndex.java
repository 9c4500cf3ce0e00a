package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.search.Direction;
import dev.mcpmux.core.search.Nearness;
import dev.mcpmux.core.search.Sentence;
import dev.mcpmux.core.search.ToolIndex;
import dev.mcpmux.core.search.ToolText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The words of some parts of lists, and which tool each of them is. */
final class FindIndex {
  /**
   * A tool.
   *
   * @param meaning null where no model says it
   */
  private record Entry(Item tool, boolean readOnly, Meanings.Meaning meaning) {
    double near(Direction wish) {
      Direction known = meaning == null ? null : meaning.direction();
      return known == null ? Nearness.UNKNOWN : known.cosine(wish);
    }
  }

  /** What is held of a part of a list. */
  private record Held(ListPart part, List<ToolText> texts) {}

  private final ToolIndex words = new ToolIndex();
  private final Map<String, Held> parts = new LinkedHashMap<>();
  private final Map<ToolText, Entry> entries = new IdentityHashMap<>();

  /** By server, what it says of itself. */
  private final Map<String, String> instructions = new HashMap<>();

  /** Null for none. */
  private final Meanings meanings;

  /**
   * @param meanings null for none
   */
  FindIndex(Meanings meanings) {
    this.meanings = meanings;
  }

  /** How many tools it has. */
  int size() {
    return words.size();
  }

  boolean holds(ListPart part) {
    Held held = parts.get(part.key());
    return held != null && Item.same(held.part.items(), part.items());
  }

  /** All parts that it has. */
  List<ListPart> parts() {
    return parts.values().stream().map(Held::part).toList();
  }

  void put(ListPart part) {
    List<ToolText> texts = new ArrayList<>();
    for (Item item : part.items()) {
      ToolText text = Room.text(part.server(), item);
      if (text != null) {
        Meanings.Meaning meaning = meanings == null ? null : meanings.of(Sentence.of(text));
        entries.put(text, new Entry(item, item.isReadOnly(), meaning));
        texts.add(text);
      }
    }
    words.put(part.key(), texts);
    parts.put(part.key(), new Held(part, texts));
  }

  void remove(ListPart part) {
    words.remove(part.key());
    parts.remove(part.key()).texts.forEach(entries::remove);
  }

  /** The servers of whose own words it has any. */
  Set<String> described() {
    return Set.copyOf(instructions.keySet());
  }

  boolean isDescribed(String server, String text) {
    return instructions.getOrDefault(server, "").equals(text);
  }

  /**
   * What a server says of itself from now on.
   *
   * @param text empty for nothing
   */
  void describe(String server, String text) {
    words.describe(server, text);
    if (text.isEmpty()) {
      instructions.remove(server);
    } else {
      instructions.put(server, text);
    }
  }

  List<FindIndexes.Found> find(
      Wanted wanted, ToDoubleFunction<ToolText> factor, WishMeaning meaning) {
    Direction wish = meaning.direction();
    Nearness nearness = wish == null ? null : tool -> entries.get(tool).near(wish);
    return words
        .find(wanted.query(), tool -> fits(tool, wanted), factor, nearness, wanted.limit())
        .stream()
        .map(hit -> new FindIndexes.Found(hit.tool().server(), entries.get(hit.tool()).tool()))
        .toList();
  }

  private boolean fits(ToolText tool, Wanted wanted) {
    return (wanted.server() == null || wanted.server().equals(tool.server()))
        && (!wanted.readOnly() || entries.get(tool).readOnly());
  }
}
