package dev.mcpmux.core.json;

import dev.mcpmux.core.frame.FrameText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A form of a JSON value that does not depend on the order of members or on white space; numbers
 * keep their text, and a member that comes twice comes twice. It costs what the value is long,
 * however deep that is: what was read is written once, and no part of it is put together before.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * @param json one valid JSON value in UTF-8, no deeper than the frame scanner lets pass
   */
  public static String of(byte[] json) {
    try (JsonParser parser = ColdJson.parser(json)) {
      parser.nextToken();
      return text(read(parser));
    }
  }

  /**
   * The members of an object with their values in canonical form, in the order they came; empty for
   * any other value. Of a member that comes twice the last counts, as for most readers.
   *
   * @param json as for {@link #of}
   */
  public static Map<String, String> members(byte[] json) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = ColdJson.parser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readObject(parser)
            .members()
            .forEach(member -> members.put(member.name(), text(member.value())));
      }
    }
    return members;
  }

  private sealed interface Value {
    void write(StringBuilder out);
  }

  private record Scalar(String text, boolean isString) implements Value {
    @Override
    public void write(StringBuilder out) {
      if (isString) {
        FrameText.quote(out, text);
      } else {
        out.append(text);
      }
    }
  }

  private record Elements(List<Value> elements) implements Value {
    @Override
    public void write(StringBuilder out) {
      char separator = '[';
      for (Value element : elements) {
        out.append(separator);
        element.write(out);
        separator = ',';
      }
      out.append(elements.isEmpty() ? "[]" : "]");
    }
  }

  private record Member(String name, Value value) {}

  private record Members(List<Member> members) implements Value {
    @Override
    public void write(StringBuilder out) {
      List<Member> sorted = new ArrayList<>(members);
      sorted.sort(Comparator.comparing(Member::name));
      char separator = '{';
      for (Member member : sorted) {
        out.append(separator);
        FrameText.quote(out, member.name());
        out.append(':');
        member.value().write(out);
        separator = ',';
      }
      out.append(sorted.isEmpty() ? "{}" : "}");
    }
  }

  private static String text(Value value) {
    StringBuilder out = new StringBuilder();
    value.write(out);
    return out.toString();
  }

  private static Value read(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> {
        List<Value> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
        yield new Elements(elements);
      }
      default -> new Scalar(parser.getString(), parser.currentToken() == JsonToken.VALUE_STRING);
    };
  }

  private static Members readObject(JsonParser parser) {
    List<Member> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.add(new Member(name, read(parser)));
    }
    return new Members(members);
  }
}
