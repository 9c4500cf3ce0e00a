package dev.mcpmux.core.view;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.offer.Offer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A server of an {@link AllServersWorld}. It gives back the mark of each call with its own name,
 * and its names and URIs are those of all others.
 */
final class EchoingServer {

  /** A request that it has not answered. */
  private record Work(String id, Method method, String mark, String token, String uri) {}

  /** What a process is asked that is there for nobody, or not any more. */
  private static final Set<Method> OF_NOBODY =
      EnumSet.of(Method.INITIALIZE, Method.RESOURCES_UNSUBSCRIBE);

  final int number;

  /** The marks of what it has asked, by the id of the question. */
  final Map<String, String> asked = new HashMap<>();

  private final AllServersWorld world;
  private final Random random;
  final String name;
  private final List<Work> works = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<String> subscribed = new HashSet<>();

  /** URIs of which it has refused a subscription. */
  final Set<String> refused = new HashSet<>();

  private final ToolShelf shelf;
  private Scope scope;

  /** The first for whom it was called since it has this scope. */
  private ViewRules.Viewer first;

  /** Those who may have had it with another scope, and may until they have another process. */
  private final Set<Integer> earlier = new HashSet<>();

  /** Whether it says so when its tools are others; else they stay as they are. */
  private boolean announces;

  private boolean initialized;
  private int lastAsked;

  EchoingServer(AllServersWorld world, int number, String name) {
    this.world = world;
    this.random = world.random;
    this.number = number;
    this.name = name;
    this.shelf = new ToolShelf(random);
    this.scope = world.rules.scope(name);
  }

  void take(FrameView frame, String text) {
    switch (frame.kind()) {
      case REQUEST -> onRequest(frame, text);
      case NOTIFICATION -> {
        initialized |= frame.method() == Method.NOTIFICATIONS_INITIALIZED;
        if (frame.method() == Method.NOTIFICATIONS_CANCELLED) {
          String id = raw(frame, Field.REQUEST_ID);
          world.check(ids.contains(id), "told to give up what it never had: " + id);
          works.removeIf(work -> work.id.equals(id));
        }
      }
      default -> {
        String mark = asked.remove(raw(frame, Field.ID));
        world.check(mark != null, "an answer to nothing that is open");
        boolean own = frame.kind() == FrameKind.ERROR_RESPONSE || text.contains(mark);
        world.check(own, "the answer of another client");
      }
    }
  }

  private void onRequest(FrameView frame, String text) {
    String id = raw(frame, Field.ID);
    world.check(ids.add(id), "an id for the second time");
    boolean kept = world.rules.keepsLists() && Offer.listedBy(frame.method()) != null;
    if (!kept && !OF_NOBODY.contains(frame.method())) {
      world.check(isSeen(), frame.method() + " at " + name + ", which may not be seen");
    }
    if (frame.method() == Method.TOOLS_CALL) {
      checkCall(frame.text(Field.NAME), mark(text), text);
    }
    String uri = frame.has(Field.URI) ? frame.text(Field.URI) : null;
    world.check(uri == null || !uri.startsWith("mcpmux:"), "a rewritten URI: " + uri);
    works.add(new Work(id, frame.method(), mark(text), raw(frame, Field.META_PROGRESS_TOKEN), uri));
  }

  /** Whether any session may see it that it may have to do with. */
  private boolean isSeen() {
    return scope == Scope.SESSION && first != null && earlier.isEmpty()
        ? world.rules.maySee(first, name)
        : world.clients().stream().anyMatch(each -> world.rules.maySee(each.viewer, name));
  }

  /** A process may have to do with more sessions from now on, or with fewer. */
  void reconfigured() {
    if (world.rules.config().servers().containsKey(name) && scope != world.rules.scope(name)) {
      for (AllServersClient client : world.clients()) { // a call of it may wait for its turn
        if (isTogether(client.viewer)) {
          earlier.add(client.viewer.number());
        }
      }
      scope = world.rules.scope(name);
      first = null;
    }
  }

  /** Whether it may be that of a client, as far as is known of those that it has. */
  private boolean isTogether(ViewRules.Viewer viewer) {
    return scope == Scope.GLOBAL
        || first == null
        || earlier.contains(viewer.number())
        || scope == Scope.PROJECT && viewer.project().equals(first.project())
        || viewer.number() == first.number();
  }

  private void checkCall(String called, String mark, String text) {
    int number = Integer.parseInt(mark.substring("by-c".length(), mark.lastIndexOf('-')));
    AllServersClient client = world.client(number);
    world.check(client != null, "a call of a session that has gone: " + mark);
    ViewRules.Viewer viewer = client.viewer;
    if (first == null && !earlier.contains(number)) {
      first = viewer;
    }
    world.check(isTogether(viewer), scope + " is not the scope of " + viewer + " and " + first);
    boolean may = world.rules.mayCall(viewer, name, called);
    world.check(may, called + " of " + name + " is not for " + viewer);
    String written = world.written(mark);
    String came = Json.parse(text).get("params").get("arguments").toString();
    world.check(written.equals(came), "arguments " + came + ", sent as " + written);
    world.count(written.replaceAll(".*\"via\":\"(\\w+).*", "$1"));
    if (written.contains("\"via\":\"read\"")) {
      boolean reads = shelf.mayRead(called, written.contains("\"bad\""));
      world.check(reads, "a call that may only read, of " + called);
    }
  }

  void speak() {
    int what = random.nextInt(20);
    Work work = works.isEmpty() ? null : works.get(random.nextInt(works.size()));
    if (work == null || !initialized && work.method != Method.INITIALIZE) {
      return;
    }
    if (what < 3 && work.token != null && work.mark != null) {
      say(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":%s,\"progress\":1,\"message\":\"%s\"}}"
              .formatted(work.token, work.mark));
    } else if (what == 3 && work.mark != null) {
      say(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"error\",\"data\":\"%s\"}}"
              .formatted(work.mark));
    } else if (what == 4 && work.mark != null) {
      String id = random.nextBoolean() ? "\"" + ++lastAsked + "\"" : "" + ++lastAsked;
      asked.put(id, work.mark);
      say(
          "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[],\"mark\":\"%s\"}}"
              .formatted(id, work.mark));
    } else if (what == 5) {
      String list = random.nextBoolean() ? "tools" : "resources";
      if (announces && list.equals("tools")) {
        shelf.change();
      }
      say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + list + "/list_changed\"}");
    } else if (what == 6 && !subscribed.isEmpty()) {
      tellOf(List.copyOf(subscribed).get(random.nextInt(subscribed.size())));
    } else if (what < 18) {
      answerOne(false);
    }
  }

  void tellOf(String uri) {
    say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"%s\",\"server\":\"%s\"}}"
            .formatted(uri, name));
  }

  /** Returns whether there was any. */
  boolean answerOne(boolean well) {
    if (works.isEmpty()) {
      return false;
    }
    Work work = works.remove(random.nextInt(works.size()));
    if (!well && random.nextInt(12) == 0 && work.method != Method.INITIALIZE) {
      if (work.method == Method.RESOURCES_SUBSCRIBE) {
        refused.add(work.uri);
      }
      say(
          "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"no\"}}"
              .formatted(work.id, random.nextBoolean() ? -32602 : -32603));
      return true;
    }
    String result =
        switch (work.method) {
          case INITIALIZE -> {
            announces = random.nextBoolean();
            yield "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{%s},\"resources\":{\"subscribe\":true},\"logging\":{}}"
                .formatted(announces ? "\"listChanged\":true" : "");
          }
          case TOOLS_LIST -> shelf.tell(name);
          case RESOURCES_LIST ->
              "\"resources\":[{\"uri\":\"r://common\",\"server\":\"%1$s\"},{\"uri\":\"r://%1$s\",\"server\":\"%1$s\"}]"
                  .formatted(name);
          case RESOURCES_TEMPLATES_LIST -> "\"resourceTemplates\":[]";
          case RESOURCES_READ ->
              "\"contents\":[{\"uri\":\"%s\",\"server\":\"%s\"}]".formatted(work.uri, name);
          case TOOLS_CALL ->
              "\"mark\":\"%s\",\"server\":\"%s\",\"content\":[{\"type\":\"resource_link\",\"uri\":\"%s\"}]"
                  .formatted(work.mark, name, random.nextBoolean() ? "r://common" : "d://common");
          case RESOURCES_SUBSCRIBE -> {
            subscribed.add(work.uri);
            yield "";
          }
          default -> "";
        };
    say("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{%s}}".formatted(work.id, result));
    return true;
  }

  private void say(String frame) {
    world.fromServer(number, frame);
  }

  static String raw(FrameView frame, Field field) {
    return frame.has(field) ? new String(frame.raw(field), StandardCharsets.UTF_8) : null;
  }

  /** The mark of a client's work in a frame, null for none. */
  static String mark(String text) {
    int at = text.indexOf("by-c");
    return at < 0 ? null : text.substring(at, text.indexOf('"', at));
  }
}
