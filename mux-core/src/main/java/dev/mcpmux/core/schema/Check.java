package dev.mcpmux.core.schema;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One look at a value. A fault means that the value is certainly wrong; that there is none means
 * that it is right only while {@link #exact} is true: what this does not know, or has no time for,
 * it lets pass.
 *
 * <p>A schema is a server's, and may be made to take long. So whatever grows with a schema or a
 * value is counted, in steps of some 50 ns, before it is done.
 */
final class Check {
  private static final int MAX_STEPS = 100_000;
  private static final int MAX_DEPTH = 128;

  /** So many characters are looked at in one step. */
  private static final int CHARS_OF_STEP = 32;

  private final Object root;
  private boolean exact = true;
  private int steps;
  private int depth;

  Check(Object root) {
    this.root = root;
  }

  List<String> errors(String name, Object value) {
    return alone(root, value, Place.whole(name)).texts();
  }

  /** What is wrong by this schema. */
  private Faults alone(Object schema, Object value, Place place) {
    Faults faults = new Faults();
    look(schema, value, place, faults);
    return faults;
  }

  private void look(Object schema, Object value, Place place, Faults faults) {
    if (faults.isFull() || !step(0)) {
      return;
    } else if (Boolean.FALSE.equals(schema)) {
      faults.add(place, () -> "no value is allowed here" + Shown.got(value));
    } else if (schema instanceof Map<?, ?> keywords) {
      if (++depth > MAX_DEPTH || !step(keywords.size())) {
        exact = false;
      } else if (keywords.get("$ref") instanceof String ref) {
        for (Object key : keywords.keySet()) {
          exact &= key.equals("$ref") || Keywords.isNote(key);
        }
        refer(ref, value, place, faults);
      } else if (keywords.containsKey("$id") && keywords != root
          || value == JsonValues.NULL && Boolean.TRUE.equals(keywords.get("nullable"))) {
        exact = false; // what it refers to is looked for elsewhere, or it is meant as in OpenAPI
      } else {
        for (Map.Entry<?, ?> each : keywords.entrySet()) {
          keyword(keywords, (String) each.getKey(), each.getValue(), value, place, faults);
        }
      }
      depth--;
    } else {
      exact &= Boolean.TRUE.equals(schema);
    }
  }

  /** Whether there is time for so much more. */
  private boolean step(int count) {
    steps = Math.min(steps + count + 1, MAX_STEPS + 1);
    exact &= !isOver();
    return !isOver();
  }

  private boolean isOver() {
    return steps > MAX_STEPS;
  }

  /** Whether there is time to look at so much text. */
  private boolean read(int chars) {
    return step(chars / CHARS_OF_STEP);
  }

  private void refer(String ref, Object value, Place place, Faults faults) {
    Object target = ref.equals("#") || ref.startsWith("#/") ? root : null;
    int at = 1;
    while (at < ref.length() && target != null) {
      int slash = ref.indexOf('/', at + 1);
      int end = slash < 0 ? ref.length() : slash;
      String name = read(end - at) ? ref.substring(at + 1, end) : null;
      target =
          name != null && target instanceof Map<?, ?> members
              ? members.get(name.replace("~1", "/").replace("~0", "~"))
              : null;
      at = end;
    }
    if (target == null) {
      exact = false;
    } else {
      look(target, value, place, faults);
    }
  }

  private void keyword(
      Map<?, ?> schema, String name, Object is, Object value, Place place, Faults faults) {
    switch (name) {
      case "type" -> type(is, value, place, faults);
      case "enum" -> oneOf(is, value, place, faults);
      case "const" -> {
        if (!equal(is, value)) {
          faults.add(place, () -> "expected " + Shown.of(is) + Shown.got(value));
        }
      }
      case "anyOf" -> any(is, value, place, faults, false);
      case "oneOf" -> any(is, value, place, faults, true);
      case "allOf" -> {
        for (Object each : is instanceof List<?> all ? all : List.of()) {
          if (faults.isFull() || isOver()) {
            return;
          }
          look(each, value, place, faults);
        }
      }
      case "not" -> not(is, value, place, faults);
      case "required", "properties", "additionalProperties", "minProperties", "maxProperties" -> {
        if (value instanceof Map<?, ?> members) {
          ofObject(schema, name, is, members, place, faults);
        }
      }
      case "items", "prefixItems", "minItems", "maxItems" -> {
        if (value instanceof List<?> elements) {
          ofArray(schema, name, is, elements, place, faults);
        }
      }
      case "minLength", "maxLength" -> {
        if (value instanceof String text && read(text.length())) {
          int length = text.codePointCount(0, text.length());
          exact &= Bounds.size(name, is, length, "character", value, place, faults);
        }
      }
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> {
        if (value instanceof JsonNumber number) {
          exact &= Bounds.range(name, is, number, place, faults);
        }
      }
      default -> exact &= Keywords.isNote(name) || name.equals("$id");
    }
  }

  private void type(Object is, Object value, Place place, Faults faults) {
    List<?> several = is instanceof List<?> list ? list : null;
    int count = several == null ? 1 : several.size();
    if (count == 0 || count > 1 && !step(count)) {
      exact = false;
      return;
    }
    int types = 0;
    for (int i = 0; i < count; i++) {
      Object type = several == null ? is : several.get(i);
      int index = type instanceof String name ? Types.index(name) : -1;
      if (index < 0) {
        exact = false;
        return;
      } else if (isOf(index, value)) {
        return;
      }
      types |= 1 << index;
    }
    faults.addType(place, types, value);
  }

  private boolean isOf(int type, Object value) {
    return switch (type) {
      case Types.STRING -> value instanceof String;
      case Types.NUMBER -> value instanceof JsonNumber;
      case Types.INTEGER -> {
        exact &= !(value instanceof JsonNumber number) || number.isWholeForSure();
        yield value instanceof JsonNumber number && number.isWhole();
      }
      case Types.BOOLEAN -> value instanceof Boolean;
      case Types.OBJECT -> value instanceof Map;
      case Types.ARRAY -> value instanceof List;
      default -> value == JsonValues.NULL;
    };
  }

  private void oneOf(Object is, Object value, Place place, Faults faults) {
    if (!(is instanceof List<?> values)) {
      exact = false;
    } else if (values.stream().noneMatch(each -> equal(each, value))) {
      faults.add(place, () -> expectedOf(values) + Shown.got(value));
    }
  }

  private static String expectedOf(List<?> values) {
    return values.isEmpty()
        ? "no value is allowed here"
        : (values.size() == 1 ? "expected " : "expected one of ") + Shown.list(values);
  }

  /** False only for two that certainly differ. */
  private boolean equal(Object one, Object other) {
    if (!step(0)) {
      return true;
    } else if (one instanceof JsonNumber number && other instanceof JsonNumber is) {
      exact &= number.isComparable(is);
      return number.equals(is);
    } else if (one instanceof String text && other instanceof String is) {
      return text.length() == is.length() && (!read(is.length()) || text.equals(is));
    } else if (one instanceof List<?> list && other instanceof List<?> is) {
      Iterator<?> its = is.iterator();
      return list.size() == is.size()
          && list.stream().allMatch(each -> isOver() || equal(each, its.next()));
    } else if (one instanceof Map<?, ?> members && other instanceof Map<?, ?> is) {
      return members.size() == is.size()
          && members.entrySet().stream()
              .allMatch(
                  each ->
                      isOver()
                          || is.containsKey(each.getKey())
                              && equal(each.getValue(), is.get(each.getKey())));
    } else {
      return one.equals(other);
    }
  }

  /** At least one of some schemas, or exactly one. */
  private void any(Object is, Object value, Place place, Faults faults, boolean onlyOne) {
    if (!(is instanceof List<?> schemas) || schemas.isEmpty()) {
      exact = false;
      return;
    }
    boolean before = exact;
    boolean allExact = true;
    int certain = 0;
    int possible = 0;
    List<Faults> wrong = new ArrayList<>();
    for (Object each : schemas) {
      if (isOver()) {
        exact = false;
        return;
      }
      exact = true;
      Faults its = alone(each, value, place);
      if (!its.isEmpty()) {
        wrong.add(its);
      } else {
        possible++;
        certain += exact ? 1 : 0;
        allExact &= exact;
      }
    }
    exact = before && allExact;
    if (possible == 0) {
      faults.addNearest(wrong, value, place);
    } else if (onlyOne && certain > 1) {
      int fitting = certain;
      faults.add(place, () -> "fits " + fitting + " alternatives, expected one" + Shown.got(value));
    }
  }

  private void not(Object is, Object value, Place place, Faults faults) {
    boolean before = exact;
    exact = true;
    boolean fits = alone(is, value, place).isEmpty();
    if (fits && exact) {
      faults.add(place, () -> "this value is not allowed" + Shown.got(value));
    }
    exact = before && (exact || !fits);
  }

  private void ofObject(
      Map<?, ?> schema, String name, Object is, Map<?, ?> members, Place place, Faults faults) {
    switch (name) {
      case "required" -> required(schema, is, members, place, faults);
      case "properties" -> {
        if (is instanceof Map<?, ?> properties) {
          for (Map.Entry<?, ?> each : members.entrySet()) {
            if (faults.isFull() || !step(0)) {
              return;
            }
            if (properties.containsKey(each.getKey())) {
              Place its = place.member((String) each.getKey());
              look(properties.get(each.getKey()), each.getValue(), its, faults);
            }
          }
        }
      }
      case "additionalProperties" -> {
        if (schema.containsKey("patternProperties")) {
          exact = false;
        } else {
          others(schema, is, members, place, faults);
        }
      }
      default -> exact &= Bounds.size(name, is, members.size(), "member", members, place, faults);
    }
  }

  private void required(
      Map<?, ?> schema, Object is, Map<?, ?> members, Place place, Faults faults) {
    if (!(is instanceof List<?> names)) {
      exact = false;
      return;
    }
    for (Object each : names) {
      if (faults.isFull() || !step(0)) {
        return;
      }
      if (each instanceof String key && !members.containsKey(key)) {
        faults.add(place.member(key), () -> "is missing" + expectedType(schema, key));
      }
    }
  }

  private static String expectedType(Map<?, ?> schema, String member) {
    Object its =
        schema.get("properties") instanceof Map<?, ?> properties ? properties.get(member) : null;
    int types = its instanceof Map<?, ?> keywords ? Types.of(keywords.get("type")) : 0;
    return types == 0 ? "" : ", expected " + Types.text(types);
  }

  private void others(Map<?, ?> schema, Object is, Map<?, ?> members, Place place, Faults faults) {
    Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> some ? some : Map.of();
    for (Map.Entry<?, ?> each : members.entrySet()) {
      if (faults.isFull() || !step(0)) {
        return;
      }
      Object value = each.getValue();
      Place its = place.member((String) each.getKey());
      if (known.containsKey(each.getKey())) {
        continue;
      } else if (Boolean.FALSE.equals(is)) {
        faults.add(
            its, () -> "there is no such member, expected " + anyOf(known) + Shown.got(value));
      } else {
        look(is, value, its, faults);
      }
    }
  }

  private static String anyOf(Map<?, ?> members) {
    return members.isEmpty() ? "nothing" : Shown.list(members.keySet());
  }

  private void ofArray(
      Map<?, ?> schema, String name, Object is, List<?> elements, Place place, Faults faults) {
    switch (name) {
      case "items", "prefixItems" -> {
        List<?> each = is instanceof List<?> several ? several : null;
        int first =
            each == null && schema.get("prefixItems") instanceof List<?> before ? before.size() : 0;
        int end = each == null ? elements.size() : Math.min(each.size(), elements.size());
        for (int i = first; i < end && !faults.isFull() && step(0); i++) {
          look(each == null ? is : each.get(i), elements.get(i), place.element(i), faults);
        }
      }
      default ->
          exact &= Bounds.size(name, is, elements.size(), "element", elements, place, faults);
    }
  }
}
