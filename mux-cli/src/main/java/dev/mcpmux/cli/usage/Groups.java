package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.usage.History.Group;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts rows together as they are read: of a long time there are many more than anybody wants to
 * see, and none of them is kept.
 */
final class Groups {

  private final Map<By, Map<List<String>, Group>> groups = new EnumMap<>(By.class);
  private final Counts total = new Counts();

  /**
   * @param wanted what they are put together by
   */
  Groups(Set<By> wanted) {
    wanted.forEach(by -> groups.put(by, new HashMap<>()));
  }

  /**
   * Adds a row of the table {@code call}.
   *
   * @param columns its names, by those of the columns
   */
  void add(Map<String, String> columns, Counts counts) {
    total.add(counts);
    String day = columns.get("day");
    groups.forEach(
        (by, known) -> {
          List<String> names = by.columns().stream().map(columns::get).toList();
          Group group = known.get(names);
          if (group == null || day.compareTo(group.last()) > 0) {
            group = new Group(names, group == null ? new Counts() : group.counts(), day);
            known.put(names, group);
          }
          group.counts().add(counts);
        });
  }

  /** The most used first; days in their order. */
  List<Group> by(By by) {
    Comparator<Group> order =
        by == By.DAY
            ? Comparator.comparing(Group::last)
            : Comparator.comparingLong((Group group) -> -group.counts().calls())
                .thenComparing(group -> group.names().toString());
    return groups.get(by).values().stream().sorted(order).toList();
  }

  /** All rows together. */
  Counts total() {
    return total;
  }
}
