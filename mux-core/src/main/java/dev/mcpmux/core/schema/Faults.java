package dev.mcpmux.core.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is wrong with a value by a schema, as far as anybody wants to read it. The texts are made
 * only for those that are read: there may be very many alternatives that are all wrong.
 */
final class Faults {
  private static final int MAX = 5;

  /**
   * @param types which would have been right, as {@link Types}, when that is all that is wrong;
   *     else 0
   */
  private record Fault(Place place, int types, Supplier<String> text) {}

  private final List<Fault> faults = new ArrayList<>(1);

  boolean isEmpty() {
    return faults.isEmpty();
  }

  boolean isFull() {
    return faults.size() >= MAX;
  }

  void add(Place place, Supplier<String> text) {
    add(new Fault(place, 0, text));
  }

  /** The value should be of another type. */
  void addType(Place place, int types, Object value) {
    add(new Fault(place, types, () -> "expected " + Types.text(types) + Shown.got(value)));
  }

  private void add(Fault fault) {
    if (!isFull()) {
      faults.add(fault);
    }
  }

  /** Of alternatives that are all wrong, the one that goes furthest is likely meant. */
  void addNearest(List<Faults> wrong, Object value, Place place) {
    int types = 0;
    Faults nearest = wrong.get(0);
    for (Faults each : wrong) {
      types |= each.typesOf(place);
      boolean fits = each.typesOf(place) == 0;
      boolean nearestFits = nearest.typesOf(place) == 0;
      boolean further = each.first().place.depth() > nearest.first().place.depth();
      if (fits && !nearestFits || fits == nearestFits && further) {
        nearest = each;
      }
    }
    if (nearest.typesOf(place) != 0) {
      addType(place, types, value);
    } else {
      nearest.faults.forEach(this::add);
    }
  }

  private Fault first() {
    return faults.get(0);
  }

  /** Which types the whole should be of, when it is of another; else 0. */
  private int typesOf(Place place) {
    return first().place == place ? first().types : 0;
  }

  List<String> texts() {
    return faults.stream().map(fault -> fault.place + ": " + fault.text.get()).toList();
  }
}
