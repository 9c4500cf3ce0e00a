package dev.mcpmux.cli.edit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What texts say, as plain maps, lists and scalars that never change. */
final class Values {

  private Values() {}

  /**
   * A copy in the form that trees have.
   *
   * @throws IllegalArgumentException if there is something in it that no config file can hold
   */
  static Object normal(Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof BigDecimal
        || value instanceof TemporalAccessor) {
      return value;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((name, member) -> copy.put((String) name, normal(member)));
      return Collections.unmodifiableMap(copy);
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(normal(element)));
      return Collections.unmodifiableList(copy);
    } else if (value instanceof Double || value instanceof Float) {
      return number(((Number) value).doubleValue());
    } else if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof BigInteger) {
      return new BigDecimal(value.toString());
    }
    throw new IllegalArgumentException("no config file can hold a " + value.getClass().getName());
  }

  /** With at least one digit after the point, so that it stays a number of that kind in TOML. */
  static Object number(double value) {
    if (!Double.isFinite(value) || value == 0 && 1 / value < 0) {
      return value;
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    return exact.scale() > 0 ? exact : exact.setScale(1);
  }

  /**
   * Whether both say the same. Numbers are the same where they are equal and both whole or both
   * with a fraction part.
   *
   * @param ordered whether members must have the same order as well
   */
  static boolean same(Object one, Object other, boolean ordered) {
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      Iterator<?> names = b.keySet().iterator();
      for (Map.Entry<?, ?> member : a.entrySet()) {
        Object name = ordered ? names.next() : member.getKey();
        if (!member.getKey().equals(name)
            || !b.containsKey(name)
            || !same(member.getValue(), b.get(name), ordered)) {
          return false;
        }
      }
      return true;
    } else if (one instanceof List<?> a && other instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!same(a.get(i), b.get(i), ordered)) {
          return false;
        }
      }
      return true;
    } else if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
      return a.compareTo(b) == 0 && a.scale() > 0 == b.scale() > 0;
    }
    return one == null ? other == null : one.equals(other);
  }

  /**
   * A tree with one value replaced or added as the last member; missing parents are made, and so
   * are those that are null.
   *
   * @throws EditException if a parent is something else than an object
   */
  static Map<String, Object> with(Map<String, Object> tree, List<String> path, Object value)
      throws EditException {
    Map<String, Object> copy = new LinkedHashMap<>(tree);
    String name = path.get(0);
    if (path.size() == 1) {
      copy.put(name, value);
    } else {
      Object child = tree.get(name);
      if (child != null && !(child instanceof Map)) {
        throw new EditException(0, 0, "\"" + name + "\" is " + kind(child) + " and has no members");
      }
      copy.put(name, with(members(child), path.subList(1, path.size()), value));
    }
    return Collections.unmodifiableMap(copy);
  }

  /** A tree without one member that is there. */
  static Map<String, Object> without(Map<String, Object> tree, List<String> path) {
    Map<String, Object> copy = new LinkedHashMap<>(tree);
    String name = path.get(0);
    if (path.size() == 1) {
      copy.remove(name);
    } else {
      copy.put(name, without(members(tree.get(name)), path.subList(1, path.size())));
    }
    return Collections.unmodifiableMap(copy);
  }

  /** The members of what is an object; none of anything else. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> members(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  static String kind(Object value) {
    if (value instanceof String) {
      return "a string";
    } else if (value instanceof List) {
      return "a list";
    } else if (value instanceof Boolean) {
      return "a boolean";
    }
    return value instanceof Number ? "a number" : "a date";
  }
}
