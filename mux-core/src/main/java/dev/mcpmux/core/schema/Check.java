package dev.mcpmux.core.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One look at a value. An error means that the value is certainly wrong; that there is none means
 * that it is right only while {@link #exact} is true: what this does not know, or has no time for,
 * it lets pass.
 */
final class Check {
  private static final int MAX_ERRORS = 5;
  private static final int MAX_STEPS = 100_000;
  private static final int MAX_DEPTH = 128;

  /** Says nothing of which values are right. */
  private static final Set<String> NOTES =
      Set.of(
          "$schema",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "format",
          "nullable",
          "contentMediaType",
          "contentEncoding",
          "contentSchema");

  private final Object root;
  private boolean exact = true;
  private int steps;
  private int depth;

  Check(Object root) {
    this.root = root;
  }

  /** Whether a keyword says nothing of which values are right. */
  static boolean isNote(Object keyword) {
    return NOTES.contains(keyword) && !keyword.equals("nullable");
  }

  List<String> errors(String name, Object value) {
    return alone(root, value, new Place(null, name)).stream()
        .limit(MAX_ERRORS)
        .map(Fault::toString)
        .toList();
  }

  /**
   * @param types what type would have been right, when that is all that is wrong; else empty
   */
  private record Fault(Place place, String types, String text) {
    @Override
    public String toString() {
      return place + ": " + text;
    }
  }

  /** What is wrong by this schema, a few faults at most. */
  private List<Fault> alone(Object schema, Object value, Place place) {
    List<Fault> faults = new ArrayList<>();
    look(schema, value, place, faults);
    return faults;
  }

  private void look(Object schema, Object value, Place place, List<Fault> faults) {
    if (faults.size() >= MAX_ERRORS) {
      return;
    } else if (Boolean.FALSE.equals(schema)) {
      add(faults, place, "no value is allowed here, got " + Shown.of(value));
    } else if (schema instanceof Map<?, ?> keywords) {
      if (++depth > MAX_DEPTH || !step(keywords.size())) {
        exact = false;
      } else if (keywords.get("$ref") instanceof String ref) {
        exact &=
            keywords.keySet().stream().allMatch(key -> key.equals("$ref") || NOTES.contains(key));
        refer(ref, value, place, faults);
      } else if (keywords.containsKey("$id") && keywords != root
          || value == JsonValues.NULL && Boolean.TRUE.equals(keywords.get("nullable"))) {
        exact = false; // what it refers to is looked for elsewhere, or it is meant as in OpenAPI
      } else {
        keywords.forEach((name, is) -> keyword(keywords, (String) name, is, value, place, faults));
      }
      depth--;
    } else {
      exact &= Boolean.TRUE.equals(schema);
    }
  }

  /** Whether there is time for so much more. */
  private boolean step(int count) {
    steps += count + 1;
    exact &= steps <= MAX_STEPS;
    return steps <= MAX_STEPS;
  }

  private static void add(List<Fault> faults, Place place, String text) {
    if (faults.size() < MAX_ERRORS) {
      faults.add(new Fault(place, "", text));
    }
  }

  private void refer(String ref, Object value, Place place, List<Fault> faults) {
    Object target = ref.equals("#") ? root : null;
    if (ref.startsWith("#/")) {
      target = root;
      for (String part : ref.substring(2).split("/", -1)) {
        String name = part.replace("~1", "/").replace("~0", "~");
        target = target instanceof Map<?, ?> members && step(0) ? members.get(name) : null;
      }
    }
    if (target == null) {
      exact = false;
    } else {
      look(target, value, place, faults);
    }
  }

  private void keyword(
      Map<?, ?> schema, String name, Object is, Object value, Place place, List<Fault> faults) {
    switch (name) {
      case "type" -> type(is, value, place, faults);
      case "enum" -> oneOf(is, value, place, faults);
      case "const" -> {
        exact &= !(value instanceof JsonNumber number) || number.isExact();
        if (!is.equals(value)) {
          add(faults, place, "expected " + Shown.of(is) + got(value));
        }
      }
      case "anyOf" -> any(is, value, place, faults, false);
      case "oneOf" -> any(is, value, place, faults, true);
      case "allOf" -> {
        for (Object each : is instanceof List<?> all ? all : List.of()) {
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
        if (value instanceof String text) {
          int length = text.codePointCount(0, text.length());
          bound(name, is, length, " characters", value, place, faults);
        }
      }
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> {
        if (value instanceof JsonNumber number && is instanceof JsonNumber limit) {
          range(name, limit, number, place, faults);
        } else if (value instanceof JsonNumber) {
          exact = false;
        }
      }
      default -> exact &= NOTES.contains(name) || name.equals("$id");
    }
  }

  private static String got(Object value) {
    return ", got " + Shown.of(value);
  }

  private void type(Object is, Object value, Place place, List<Fault> faults) {
    List<?> types = is instanceof List<?> several ? several : List.of(is);
    exact &= !types.isEmpty();
    if (!types.isEmpty() && types.stream().noneMatch(type -> isOf(type, value))) {
      String expected = String.join(" or ", types.stream().limit(7).map(Object::toString).toList());
      faults.add(new Fault(place, expected, "expected " + expected + got(value)));
    }
  }

  private boolean isOf(Object type, Object value) {
    if (!(type instanceof String name)) {
      exact = false;
      return true;
    }
    return switch (name) {
      case "string" -> value instanceof String;
      case "number" -> value instanceof JsonNumber;
      case "integer" -> value instanceof JsonNumber number && number.isWhole();
      case "boolean" -> value instanceof Boolean;
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "null" -> value == JsonValues.NULL;
      default -> {
        exact = false;
        yield true;
      }
    };
  }

  private void oneOf(Object is, Object value, Place place, List<Fault> faults) {
    exact &= !(value instanceof JsonNumber number) || number.isExact();
    if (!(is instanceof List<?> values) || !step(values.size())) {
      exact = false;
    } else if (!values.contains(value)) {
      String expected = values.size() == 1 ? "expected " : "expected one of ";
      add(faults, place, expected + Shown.list(values) + got(value));
    }
  }

  /** At least one of some schemas, or exactly one. */
  private void any(Object is, Object value, Place place, List<Fault> faults, boolean onlyOne) {
    if (!(is instanceof List<?> schemas) || schemas.isEmpty()) {
      exact = false;
      return;
    }
    boolean before = exact;
    boolean allExact = true;
    int certain = 0;
    int possible = 0;
    List<List<Fault>> wrong = new ArrayList<>();
    for (Object each : schemas) {
      exact = true;
      List<Fault> its = alone(each, value, place);
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
      addNearest(wrong, value, place, faults);
    } else if (onlyOne && certain > 1) {
      add(faults, place, "fits " + certain + " alternatives, expected one" + got(value));
    }
  }

  /** Of alternatives that are all wrong, the one that goes furthest is likely meant. */
  private static void addNearest(
      List<List<Fault>> wrong, Object value, Place place, List<Fault> faults) {
    if (wrong.stream().allMatch(each -> !each.get(0).types.isEmpty() && isAt(place, each))) {
      List<String> types =
          wrong.stream().flatMap(each -> Stream.of(each.get(0).types)).distinct().toList();
      String expected = String.join(" or ", types.subList(0, Math.min(7, types.size())));
      if (faults.size() < MAX_ERRORS) {
        faults.add(new Fault(place, expected, "expected " + expected + got(value)));
      }
      return;
    }
    List<Fault> nearest = wrong.get(0);
    for (List<Fault> each : wrong) {
      boolean fits = isTypeOf(place, nearest) && !isTypeOf(place, each);
      if (fits || isTypeOf(place, nearest) == isTypeOf(place, each) && further(each, nearest)) {
        nearest = each;
      }
    }
    for (Fault fault : nearest) {
      if (faults.size() < MAX_ERRORS) {
        faults.add(fault);
      }
    }
  }

  private static boolean isAt(Place place, List<Fault> faults) {
    return faults.get(0).place == place;
  }

  /** Whether the whole has another type than this alternative wants. */
  private static boolean isTypeOf(Place place, List<Fault> faults) {
    return isAt(place, faults) && !faults.get(0).types.isEmpty();
  }

  private static boolean further(List<Fault> one, List<Fault> other) {
    return one.get(0).place.depth() > other.get(0).place.depth();
  }

  private void not(Object is, Object value, Place place, List<Fault> faults) {
    boolean before = exact;
    exact = true;
    boolean fits = alone(is, value, place).isEmpty();
    if (fits && exact) {
      add(faults, place, "this value is not allowed" + got(value));
    }
    exact = before && (exact || !fits);
  }

  private void ofObject(
      Map<?, ?> schema,
      String name,
      Object is,
      Map<?, ?> members,
      Place place,
      List<Fault> faults) {
    switch (name) {
      case "required" -> required(schema, is, members, place, faults);
      case "properties" -> {
        if (is instanceof Map<?, ?> properties && step(members.size())) {
          members.forEach(
              (key, value) -> {
                if (properties.containsKey(key)) {
                  look(properties.get(key), value, place.member((String) key), faults);
                }
              });
        }
      }
      case "additionalProperties" -> {
        if (schema.containsKey("patternProperties")) {
          exact = false;
        } else if (step(members.size())) {
          others(schema, is, members, place, faults);
        }
      }
      default -> bound(name, is, members.size(), " members", members, place, faults);
    }
  }

  private void required(
      Map<?, ?> schema, Object is, Map<?, ?> members, Place place, List<Fault> faults) {
    if (!(is instanceof List<?> names) || !step(names.size())) {
      exact = false;
      return;
    }
    for (Object each : names) {
      if (each instanceof String key && !members.containsKey(key)) {
        Object property =
            schema.get("properties") instanceof Map<?, ?> properties ? properties.get(key) : null;
        boolean typed = property instanceof Map<?, ?> its && its.get("type") instanceof String;
        String type = typed ? ", expected " + ((Map<?, ?>) property).get("type") : "";
        add(faults, place.member(key), "is missing" + type);
      }
    }
  }

  private void others(
      Map<?, ?> schema, Object is, Map<?, ?> members, Place place, List<Fault> faults) {
    Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> some ? some : Map.of();
    members.forEach(
        (key, value) -> {
          if (known.containsKey(key)) {
            return;
          }
          if (Boolean.FALSE.equals(is)) {
            String expected = known.isEmpty() ? "nothing" : Shown.list(List.copyOf(known.keySet()));
            add(
                faults,
                place.member((String) key),
                "there is no such member, expected " + expected + got(value));
          } else {
            look(is, value, place.member((String) key), faults);
          }
        });
  }

  private void ofArray(
      Map<?, ?> schema, String name, Object is, List<?> elements, Place place, List<Fault> faults) {
    switch (name) {
      case "items", "prefixItems" -> {
        List<?> each = is instanceof List<?> several ? several : null;
        int first =
            each == null && schema.get("prefixItems") instanceof List<?> before ? before.size() : 0;
        int end = each == null ? elements.size() : Math.min(each.size(), elements.size());
        for (int i = first; i < end && step(0); i++) {
          look(each == null ? is : each.get(i), elements.get(i), place.element(i), faults);
        }
      }
      default -> bound(name, is, elements.size(), " elements", elements, place, faults);
    }
  }

  private void bound(
      String name,
      Object is,
      int size,
      String what,
      Object value,
      Place place,
      List<Fault> faults) {
    if (!(is instanceof JsonNumber limit)) {
      exact = false;
    } else if (name.startsWith("min") ? size < limit.value() : size > limit.value()) {
      String most = name.startsWith("min") ? "at least " : "at most ";
      add(
          faults,
          place,
          "expected " + most + Shown.of(limit) + what + ", got " + size + ": " + Shown.of(value));
    }
  }

  private void range(
      String name, JsonNumber limit, JsonNumber number, Place place, List<Fault> faults) {
    double is = number.value();
    double bound = limit.value();
    if (!number.isExact() && !limit.isExact()) {
      exact = false;
      return;
    }
    switch (name) {
      case "minimum" -> out(is < bound, "at least ", limit, number, place, faults);
      case "maximum" -> out(is > bound, "at most ", limit, number, place, faults);
      case "exclusiveMinimum" -> out(is <= bound, "more than ", limit, number, place, faults);
      default -> out(is >= bound, "less than ", limit, number, place, faults);
    }
  }

  private static void out(
      boolean wrong,
      String expected,
      JsonNumber limit,
      JsonNumber number,
      Place place,
      List<Fault> faults) {
    if (wrong) {
      add(faults, place, "expected " + expected + Shown.of(limit) + got(number));
    }
  }
}
