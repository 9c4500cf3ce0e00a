package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
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
 * @param elements of an array; else null. A list of YAML by whose names its elements go has both
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

  /** The same with another node in the place of one in it; what stands behind that moves along. */
  JsonNode with(JsonNode old, JsonNode now) {
    int by = now.end - old.end;
    if (this == old) {
      return now;
    } else if (end <= old.start || by == 0 && start >= old.end) {
      return this;
    }
    List<Member> newMembers = null;
    if (members != null) {
      newMembers = new ArrayList<>(members.size());
      for (Member each : members) {
        int moved = each.keyStart >= old.end ? by : 0;
        newMembers.add(
            new Member(
                each.name, each.keyStart + moved, each.keyEnd + moved, each.value.with(old, now)));
      }
    }
    List<JsonNode> newElements = null;
    if (elements != null) {
      newElements = new ArrayList<>(elements.size());
      for (JsonNode each : elements) {
        newElements.add(each.with(old, now));
      }
    }
    int moved = start >= old.end ? by : 0;
    return new JsonNode(
        start + moved,
        end + by,
        scalar,
        newMembers == null ? null : List.copyOf(newMembers),
        newElements == null ? null : List.copyOf(newElements));
  }

  /** What it says, in the form that trees have. */
  Object tree() {
    if (isObject()) {
      Map<String, Object> map = new LinkedHashMap<>(2 * members.size());
      members.forEach(member -> map.put(member.name(), member.value().tree()));
      return Collections.unmodifiableMap(map);
    } else if (elements != null) {
      List<Object> list = new ArrayList<>(elements.size());
      elements.forEach(element -> list.add(element.tree()));
      return Collections.unmodifiableList(list);
    }
    return scalar;
  }

  /** Whether a tree is {@link Values#same the same} as its own, which is not made for that. */
  boolean says(Object tree) {
    if (isObject() && tree instanceof Map<?, ?> map && map.size() == members.size()) {
      Iterator<? extends Map.Entry<?, ?>> others = map.entrySet().iterator();
      for (Member member : members) {
        Map.Entry<?, ?> other = others.next();
        if (!member.name.equals(other.getKey()) || !member.value.says(other.getValue())) {
          return false;
        }
      }
      return true;
    } else if (elements != null && tree instanceof List<?> list && list.size() == elements.size()) {
      Iterator<?> others = list.iterator();
      return elements.stream().allMatch(element -> element.says(others.next()));
    }
    return Values.same(tree, tree(), true); // with names that stand twice, too
  }
}
