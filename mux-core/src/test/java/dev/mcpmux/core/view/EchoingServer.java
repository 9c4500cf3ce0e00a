package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  private boolean initialized;
  private int lastAsked;

  EchoingServer(AllServersWorld world, int number, String name) {
    this.world = world;
    this.random = world.random;
    this.number = number;
    this.name = name;
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
    String called = frame.method() == Method.TOOLS_CALL ? frame.text(Field.NAME) : "t";
    world.check(called.matches("t[0-9]?"), "another's name for a tool: " + called);
    world.check(!AllServersWorld.isDenied(name, called), "a tool that is denied: " + called);
    boolean few = text.contains("-" + AllServersWorld.FEW + "-");
    world.check(
        !few || AllServersWorld.isOfFew(name, called),
        "a tool outside the profile: " + called + " of " + name);
    boolean reads = !text.contains("\"via\":\"read\"") || called.equals(AllServersWorld.READ);
    world.check(reads, "a call that may only read, of " + called);
    // without a list that is known, call_tool sends what it has
    boolean fits = !text.contains("\"bad\":1,\"via\":\"read\"");
    world.check(fits, "arguments that do not fit: " + text);
    String uri = frame.has(Field.URI) ? frame.text(Field.URI) : null;
    world.check(uri == null || !uri.startsWith("mcpmux:"), "a rewritten URI: " + uri);
    works.add(new Work(id, frame.method(), mark(text), raw(frame, Field.META_PROGRESS_TOKEN), uri));
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
          case INITIALIZE ->
              "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{%s},\"resources\":{\"subscribe\":true},\"logging\":{}}"
                  .formatted(random.nextBoolean() ? "\"listChanged\":true" : "");
          case TOOLS_LIST ->
              ("\"tools\":[{\"server\":\"%1$s\",\"name\":\"t0\"},{\"name\":\"t1\",\"server\":\"%1$s\"},"
                      + "{\"name\":\"t9\",\"server\":\"%1$s\"},{\"name\":\"t3\","
                      + "\"annotations\":{\"readOnlyHint\":true},\"server\":\"%1$s\",\"inputSchema\":"
                      + "{\"required\":[\"mark\"],\"properties\":{\"bad\":false}}}]")
                  .formatted(name);
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
