package dev.mcpmux.core.schema;

/**
 * Where a value stands.
 *
 * @param parent null for the whole
 */
record Place(Place parent, String step) {

  Place member(String name) {
    return new Place(this, name.matches("[A-Za-z0-9_-]{1,64}") ? "." + name : bracketed(name));
  }

  Place element(int index) {
    return new Place(this, "[" + index + "]");
  }

  private static String bracketed(String name) {
    return "[" + Shown.of(name) + "]";
  }

  @Override
  public String toString() {
    return parent == null ? step : parent + step;
  }

  int depth() {
    return parent == null ? 0 : parent.depth() + 1;
  }
}
