package dev.mcpmux.cli.schema;

import dev.harrel.jsonschema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a validator has found, in words. Of the ways in which a choice fails, those are left out
 * whose constant says that something else was meant: a text without a text is no broken image.
 */
final class Faults {

  private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

  /** Say only that something below them is wrong. */
  private static final Set<String> OUTER =
      Set.of("properties", "items", "$ref", "allOf", "additionalProperties");

  private static final Pattern INSIDE_CHOICE = Pattern.compile("/(anyOf|oneOf)/");
  private static final Pattern LIST = Pattern.compile("\\[\\[(.*)]]", Pattern.DOTALL);
  private static final Pattern TYPES =
      Pattern.compile("Value is \\[(.*?)] but should be \\[(.*?)]", Pattern.DOTALL);

  private final List<Error> errors;

  private Faults(List<Error> errors) {
    this.errors = errors;
  }

  static List<String> of(List<Error> errors) {
    return new Faults(errors).words();
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    for (Error error : errors) {
      boolean inside = INSIDE_CHOICE.matcher(error.getEvaluationPath()).find();
      if (inside || OUTER.contains(error.getKeyword())) {
        continue;
      }
      if (CHOICES.contains(error.getKeyword())) {
        words.addAll(choice(error));
      } else {
        words.add(path(error.getInstanceLocation()) + words(error));
      }
    }
    return words.stream().distinct().toList();
  }

  private List<String> choice(Error choice) {
    Map<String, List<Error>> ways = ways(choice);
    List<List<Error>> meant =
        ways.values().stream().filter(way -> constant(choice, way) == null).toList();
    if (meant.size() == 1) {
      return meant.get(0).stream()
          .map(each -> path(each.getInstanceLocation()) + words(each))
          .toList();
    }
    if (!meant.isEmpty()) {
      List<String> each = meant.stream().map(way -> words(way.get(0))).distinct().toList();
      return List.of(path(choice.getInstanceLocation()) + String.join(", or ", each));
    }
    List<String> allowed =
        ways.values().stream().map(way -> expected(constant(choice, way))).distinct().toList();
    if (allowed.isEmpty()) {
      return List.of(path(choice.getInstanceLocation()) + "is nothing that is allowed there");
    }
    Error any = constant(choice, ways.values().iterator().next());
    return List.of(
        path(any.getInstanceLocation()) + "should be one of " + String.join(", ", allowed));
  }

  /** What is wrong in each of its ways. */
  private Map<String, List<Error>> ways(Error choice) {
    String path = choice.getEvaluationPath() + "/";
    Map<String, List<Error>> ways = new TreeMap<>();
    for (Error each : errors) {
      boolean within =
          each.getEvaluationPath().startsWith(path)
              && each.getInstanceLocation().startsWith(choice.getInstanceLocation())
              && !OUTER.contains(each.getKeyword())
              && !CHOICES.contains(each.getKeyword());
      if (within) {
        String way = each.getEvaluationPath().substring(path.length()).split("/")[0];
        ways.computeIfAbsent(way, name -> new ArrayList<>()).add(each);
      }
    }
    return ways;
  }

  /** That a member of the value itself should be another constant; null for none. */
  private static Error constant(Error choice, List<Error> way) {
    String at = choice.getInstanceLocation() + "/";
    for (Error each : way) {
      String location = each.getInstanceLocation();
      boolean own = location.startsWith(at) && location.indexOf('/', at.length()) < 0;
      if (own && each.getKeyword().equals("const")) {
        return each;
      }
    }
    return null;
  }

  private static String words(Error error) {
    String text = error.getError();
    Matcher list = LIST.matcher(text);
    Matcher types = TYPES.matcher(text);
    return switch (error.getKeyword()) {
      case "required" -> list.find() ? "lacks " + list.group(1) : text;
      case "enum" -> list.find() ? "should be one of " + list.group(1) : text;
      case "const" -> "should be " + expected(error);
      case "type" -> types.find() ? "is " + types.group(1) + ", should be " + types.group(2) : text;
      default -> text;
    };
  }

  private static String expected(Error constant) {
    return constant.getError().replaceFirst("^Expected ", "");
  }

  /** As programs write it: {@code result.tools[0].name}. */
  private static String path(String pointer) {
    StringBuilder path = new StringBuilder();
    for (String step : pointer.split("/")) {
      if (step.matches("\\d+")) {
        path.append('[').append(step).append(']');
      } else if (!step.isEmpty()) {
        path.append(path.length() == 0 ? "" : ".");
        path.append(step.replace("~1", "/").replace("~0", "~"));
      }
    }
    return path.length() == 0 ? "the message " : path + " ";
  }
}
