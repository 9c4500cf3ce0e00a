package dev.mcpmux.cli.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a value certainly fits a definition of the schema of MCP. It knows the few keywords that
 * stand there, and takes a small part of the time of a validator; that one has to look only where
 * this does not say yes.
 */
final class Fit {

  /** Say nothing of which values are right. */
  private static final Set<String> NOTES = Set.of("description", "format", "default", "title");

  /** The definitions of a schema, each made when it is first asked for. */
  static final class Definitions {
    private final Tree schemas;
    private final String prefix;
    private final Map<String, Fit> made = new HashMap<>();

    /**
     * @param prefix what a reference to one of them begins with
     */
    Definitions(Tree schemas, String prefix) {
      this.schemas = schemas;
      this.prefix = prefix;
    }

    /** Fits nothing where there is no such definition. */
    Fit get(String name) {
      Fit fit = made.get(name);
      if (fit == null) {
        fit = new Fit();
        made.put(name, fit); // first, as it may refer to itself
        fit.read(schemas.get(name), this);
      }
      return fit;
    }

    private Fit to(String reference) {
      return get(reference.startsWith(prefix) ? reference.substring(prefix.length()) : "");
    }
  }

  private final Map<String, Fit> properties = new HashMap<>();
  private final List<Fit> all = new ArrayList<>();
  private List<String> required = List.of();
  private List<Fit> any;
  private List<?> types;
  private List<Object> constants;
  private Fit items;
  private Fit others;
  private BigDecimal least;
  private BigDecimal most;

  /** There is more to it than this knows. */
  private boolean isOpen;

  private Fit() {}

  private static Fit of(Object schema, Definitions definitions) {
    Fit fit = new Fit();
    fit.read((Tree) schema, definitions);
    return fit;
  }

  private static List<Fit> each(Object schemas, Definitions definitions) {
    List<Fit> fits = new ArrayList<>();
    ((Tree) schemas).asArray().forEach(each -> fits.add(of(each, definitions)));
    return fits;
  }

  private void read(Tree schema, Definitions definitions) {
    if (schema != null && schema.value() instanceof Map<?, ?> keywords) {
      keywords.forEach((keyword, is) -> read((String) keyword, (Tree) is, definitions));
    } else {
      isOpen = schema == null || !Boolean.TRUE.equals(schema.value()); // true lets all pass
    }
  }

  private void read(String keyword, Tree is, Definitions definitions) {
    switch (keyword) {
      case "$ref" -> all.add(definitions.to(is.asString()));
      case "allOf" -> all.addAll(each(is, definitions));
      case "anyOf" -> any = each(is, definitions);
      case "type" -> types = values(is);
      case "const" -> constants = List.of(is.value());
      case "enum" -> constants = List.copyOf(values(is));
      case "required" -> required = values(is).stream().map(String.class::cast).toList();
      case "properties" ->
          is.asObject().forEach((name, each) -> properties.put(name, of(each, definitions)));
      case "additionalProperties" -> others = of(is, definitions);
      case "items" -> items = of(is, definitions);
      case "minimum" -> least = is.asNumber();
      case "maximum" -> most = is.asNumber();
      default -> isOpen |= !NOTES.contains(keyword);
    }
  }

  private static List<?> values(Tree is) {
    return is.value() instanceof List<?> some
        ? some.stream().map(each -> ((Tree) each).value()).toList()
        : List.of(is.value());
  }

  boolean fits(Tree tree) {
    Object value = tree.value();
    if (isOpen
        || types != null && !isOfType(tree)
        || constants != null && (value == null || !constants.contains(value))
        || any != null && !fitsAny(tree)) {
      return false;
    }
    for (Fit each : all) {
      if (!each.fits(tree)) {
        return false;
      }
    }
    if (value instanceof Map<?, ?> members) {
      return fitsMembers(members);
    } else if (value instanceof List<?> elements) {
      return fitsElements(elements);
    }
    return !(value instanceof BigDecimal number) || isWithin(number);
  }

  private boolean isOfType(Tree tree) {
    Object value = tree.value();
    for (Object type : types) {
      boolean is =
          switch ((String) type) {
            case "string" -> value instanceof String;
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == null;
            case "number" -> value instanceof BigDecimal;
            case "integer" -> tree.isInteger();
            default -> false;
          };
      if (is) {
        return true;
      }
    }
    return false;
  }

  private boolean fitsAny(Tree tree) {
    for (Fit each : any) {
      if (each.fits(tree)) {
        return true;
      }
    }
    return false;
  }

  private boolean fitsMembers(Map<?, ?> members) {
    for (String name : required) {
      if (!members.containsKey(name)) {
        return false;
      }
    }
    for (Map.Entry<?, ?> member : members.entrySet()) {
      Fit fit = properties.getOrDefault(member.getKey(), others);
      if (fit != null && !fit.fits((Tree) member.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean fitsElements(List<?> elements) {
    for (Object each : elements) {
      if (items != null && !items.fits((Tree) each)) {
        return false;
      }
    }
    return true;
  }

  private boolean isWithin(BigDecimal number) {
    return (least == null || number.compareTo(least) >= 0)
        && (most == null || number.compareTo(most) <= 0);
  }
}
