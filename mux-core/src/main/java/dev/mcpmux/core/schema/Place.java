package dev.mcpmux.core.schema;

import java.util.regex.Pattern;

/**
 * Where a value stands. Its text is made only when somebody reads it.
 *
 * @param parent null for the whole
 * @param step the name of a member, or the index of an element
 * @param depth how many steps lead here
 */
record Place(Place parent, Object step, int depth) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  static Place whole(String name) {
    return new Place(null, name, 0);
  }

  Place member(String name) {
    return new Place(this, name, depth + 1);
  }

  Place element(int index) {
    return new Place(this, index, depth + 1);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return step.toString();
    } else if (step instanceof String name) {
      return parent + (PLAIN.matcher(name).matches() ? "." + name : "[" + Shown.of(name) + "]");
    } else {
      return parent + "[" + step + "]";
    }
  }
}
