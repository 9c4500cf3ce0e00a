package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A text with random content and formatting that knows what stands where in it. */
abstract class RandomText {

  /**
   * A value that has a path.
   *
   * @param keyStart where its name begins
   * @param from the first character of the value
   * @param to after the last
   * @param keepBefore how much of the text stays when it is removed
   * @param keepAfter from where the text stays when it is removed
   */
  record Place(List<String> path, int keyStart, int from, int to, int keepBefore, int keepAfter) {}

  /**
   * An object that may get members.
   *
   * @param open after what it begins with
   * @param close before what it ends with
   */
  record Table(List<String> path, int open, int close, boolean empty) {}

  final Random random;
  final RandomValues values;
  final StringBuilder out = new StringBuilder();
  final List<Place> places = new ArrayList<>();
  final List<Table> tables = new ArrayList<>();
  final Map<String, Object> tree = new LinkedHashMap<>();
  final String newline;

  /** Whether a name stands twice in an object: then only what the text says is compared. */
  boolean doubled;

  private int names;
  private int comments;

  RandomText(Random random, boolean nulls) {
    this.random = random;
    this.values = new RandomValues(random, nulls);
    this.newline = random.nextInt(3) == 0 ? "\r\n" : "\n";
    if (random.nextInt(5) == 0) {
      out.append('\uFEFF');
    }
  }

  abstract Format format();

  final String name() {
    return values.name(++names);
  }

  /** What a comment says: a byte may stand in it that is not UTF-8. */
  final String comment() {
    String odd = random.nextInt(5) == 0 ? "\udcff é \"{[" : "";
    return "c" + ++comments + odd;
  }

  final boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  @Override
  public final String toString() {
    return out.toString();
  }

  static List<String> child(List<String> path, String... names) {
    List<String> child = new ArrayList<>(path);
    child.addAll(List.of(names));
    return child;
  }
}
