package dev.mcpmux.core.view;

import dev.mcpmux.core.SessionState;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.route.ListKind;
import dev.mcpmux.core.route.SessionStates;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What it takes to resume a front, and a front that is resumed. */
final class FrontStates {

  private FrontStates() {}

  /** Of one that is open. */
  static SessionState of(Front front) {
    FrameView initialize = Frames.scan(front.initialize);
    Map<String, String> lists = new LinkedHashMap<>();
    front.listed.forEach(offer -> lists.put(offer.method.wireName(), ""));
    return new SessionState(
        SessionStates.initialize(
            initialize.raw(Field.PROTOCOL_VERSION),
            initialize.raw(Field.CAPABILITIES),
            initialize.is(Field.CLIENT_INFO, ValueType.OBJECT)
                ? initialize.raw(Field.CLIENT_INFO)
                : null),
        front.version,
        allLists(),
        front.level == null ? "" : FrameText.unquoted(front.level, 0, front.level.length),
        new LinkedHashMap<>(front.subscriptions),
        lists);
  }

  /** The changes of every list are told, see {@link Welcome}. */
  private static Set<String> allLists() {
    Set<String> lists = new TreeSet<>();
    for (ListKind kind : ListKind.values()) {
      lists.add(kind.capability());
    }
    return lists;
  }

  /** It has been initialized again. Its members are told when it says that it is initialized. */
  static void resume(Front front, SessionState before) {
    if (!before.level().isEmpty()) {
      front.level = FrameText.quoted(before.level()).getBytes(StandardCharsets.UTF_8);
    }
    before
        .subscriptions()
        .forEach(
            (uri, server) -> {
              if (front.members.containsKey(server)) {
                front.subscriptions.put(uri, server);
              }
            });
  }
}
