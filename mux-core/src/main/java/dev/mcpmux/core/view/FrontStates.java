package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.state.SessionStates;
import dev.mcpmux.core.words.ListKind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What it takes to resume a front. */
final class FrontStates {
  private static final Set<String> ALL_LISTS =
      Stream.of(ListKind.values())
          .map(ListKind::capability)
          .collect(Collectors.toCollection(TreeSet::new));

  private FrontStates() {}

  /** Of one that is open. */
  static SessionState of(Front front) {
    FrameView asked = Frames.scan(front.initialize());
    byte[] level = front.level();
    Map<String, String> lists = new LinkedHashMap<>();
    front.listed().forEach(offer -> lists.put(offer.method.wireName(), ""));
    byte[] initialize =
        SessionStates.initialize(
            asked.raw(Field.PROTOCOL_VERSION),
            asked.raw(Field.CAPABILITIES),
            asked.is(Field.CLIENT_INFO, ValueType.OBJECT) ? asked.raw(Field.CLIENT_INFO) : null);
    return new SessionState(
        // the changes of every list are told, see Welcome
        new SessionState.Greeting(initialize, front.version(), ALL_LISTS),
        level == null ? "" : FrameText.unquoted(level, 0, level.length),
        new LinkedHashMap<>(front.subscriptions()),
        lists,
        front.finds() ? SessionState.FINDS : SessionState.LISTS);
  }

  /** It has been initialized again. Its members are told when it says that it is initialized. */
  static void restore(Front front, SessionState before) {
    front.resume(before.view());
    if (!before.level().isEmpty()) {
      front.setLevel(FrameText.quoted(before.level()).getBytes(StandardCharsets.UTF_8));
    }
    before
        .subscriptions()
        .forEach(
            (uri, server) -> {
              if (front.members().containsKey(server)) {
                front.subscriptions().put(uri, server);
              }
            });
  }
}
