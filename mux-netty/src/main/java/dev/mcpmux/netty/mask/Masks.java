package dev.mcpmux.netty.mask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hides the secrets that are known and those that look like some. Bounded: of more values than
 * {@link #MAX_VALUES} the last are kept, and those before are hidden only by their names or looks.
 * Those that last are counted for themselves, so that those that come and go push out none of them.
 *
 * <p>Immutable, so any thread may use it.
 */
public final class Masks {

  /** What stands in place of a secret. */
  public static final String HIDDEN = "•••";

  static final int MAX_VALUES = 4096;

  /** A shorter value stands in many words. */
  private static final int MIN_CHARS = 4;

  /** Hides what looks like a secret and no value. */
  public static final Masks NONE = new Masks(Set.of(), Set.of());

  private final Set<String> lasting;
  private final Set<String> passing;

  /** By their first character; the longest first, as one may be a part of another. */
  private final Map<Character, List<String>> byFirst = new HashMap<>();

  /** Which of the first characters there are, modulo its length: most text is done with this. */
  private final boolean[] firsts = new boolean[128];

  private Masks(Set<String> lasting, Set<String> passing) {
    this.lasting = lasting;
    this.passing = passing;
    Stream.concat(lasting.stream(), passing.stream())
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .forEach(this::add);
  }

  private void add(String value) {
    byFirst.computeIfAbsent(value.charAt(0), c -> new ArrayList<>()).add(value);
    firsts[value.charAt(0) % firsts.length] = true;
  }

  /** These, and more values; the same object where none of them is new. */
  public Masks with(Set<String> more) {
    Set<String> fresh = fresh(more, each -> lasting.contains(each) || passing.contains(each));
    return fresh.isEmpty() ? this : new Masks(lasting, last(passing, fresh));
  }

  /** As {@link #with}, of values that are not pushed out by those of {@link #with}. */
  public Masks withLasting(Set<String> more) {
    Set<String> fresh = fresh(more, lasting::contains);
    return fresh.isEmpty() ? this : new Masks(last(lasting, fresh), passing);
  }

  private static Set<String> fresh(Set<String> more, Predicate<String> known) {
    return more.stream()
        .filter(each -> each.length() >= MIN_CHARS && !known.test(each))
        .collect(Collectors.toSet());
  }

  private static Set<String> last(Set<String> before, Set<String> more) {
    Set<String> all = new LinkedHashSet<>(before);
    all.addAll(more);
    Iterator<String> oldest = all.iterator();
    for (int tooMany = all.size() - MAX_VALUES; tooMany > 0; tooMany--) {
      oldest.next();
      oldest.remove();
    }
    return all;
  }

  /** The text with {@link #HIDDEN} where a secret stands; the same object where none does. */
  public String hide(String text) {
    return SecretShapes.hide(hideValues(text), HIDDEN);
  }

  private String hideValues(String text) {
    if (byFirst.isEmpty()) {
      return text;
    }
    StringBuilder out = null;
    int copied = 0;
    for (int at = 0; at < text.length(); at++) {
      String value = firsts[text.charAt(at) % firsts.length] ? valueAt(text, at) : null;
      if (value != null) {
        out = out == null ? new StringBuilder(text.length()) : out;
        out.append(text, copied, at).append(HIDDEN);
        copied = at + value.length();
        at = copied - 1;
      }
    }
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  private String valueAt(String text, int at) {
    List<String> candidates = byFirst.get(text.charAt(at));
    if (candidates != null) {
      for (String each : candidates) {
        if (text.startsWith(each, at)) {
          return each;
        }
      }
    }
    return null;
  }
}
