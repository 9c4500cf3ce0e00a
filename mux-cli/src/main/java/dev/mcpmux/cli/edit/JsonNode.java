package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value and where it stands.
 *
 * @param start the first of its characters
 * @param end after the last
 * @param scalar the value, unless it is an object or an array
 * @param members of an object, in the order of the text; else null
 * @param elements of an array; else null
 */
record JsonNode(int start, int end, Object scalar, List<Member> members, List<JsonNode> elements) {

  /**
   * A member of an object.
   *
   * @param keyStart where the quote before the name stands
   * @param keyEnd after the quote behind the name
   */
  record Member(String name, int keyStart, int keyEnd, JsonNode value) {}

  boolean isObject() {
    return members != null;
  }

  boolean isFilled() {
    return isObject() ? !members.isEmpty() : elements != null && !elements.isEmpty();
  }

  /** The member that counts: the last of that name; null if there is none, or no object. */
  Member member(String name) {
    Member found = null;
    for (Member member : isObject() ? members : List.<Member>of()) {
      found = member.name().equals(name) ? member : found;
    }
    return found;
  }

  List<JsonNode> children() {
    if (elements != null) {
      return elements;
    }
    return isObject() ? members.stream().map(Member::value).toList() : List.of();
  }

  Object tree() {
    if (isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      members.forEach(member -> map.put(member.name(), member.value().tree()));
      return map;
    } else if (elements != null) {
      List<Object> list = new ArrayList<>();
      elements.forEach(element -> list.add(element.tree()));
      return list;
    }
    return scalar;
  }
}
