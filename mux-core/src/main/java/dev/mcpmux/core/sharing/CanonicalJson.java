package dev.mcpmux.core.sharing;

import dev.mcpmux.core.frame.FrameText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A form of a JSON value that does not depend on the order of members or on white space; numbers
 * keep their text, and a member that comes twice comes twice.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * @param json one valid JSON value in UTF-8, no deeper than the frame scanner lets pass
   */
  public static String of(byte[] json) {
    try (JsonParser parser = ColdJson.parser(json)) {
      parser.nextToken();
      return value(parser);
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
        readMembers(parser).forEach(member -> members.put(member.name(), member.value()));
      }
    }
    return members;
  }

  private record Member(String name, String value) {
    @Override
    public String toString() {
      return FrameText.quoted(name) + ":" + value;
    }
  }

  private static String value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        List<Member> members = readMembers(parser);
        members.sort(Comparator.comparing(Member::name));
        yield members.stream().map(Member::toString).collect(Collectors.joining(",", "{", "}"));
      }
      case START_ARRAY -> {
        List<String> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements.stream().collect(Collectors.joining(",", "[", "]"));
      }
      case VALUE_STRING -> FrameText.quoted(parser.getString());
      default -> parser.getString();
    };
  }

  private static List<Member> readMembers(JsonParser parser) {
    List<Member> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.add(new Member(name, value(parser)));
    }
    return members;
  }
}
