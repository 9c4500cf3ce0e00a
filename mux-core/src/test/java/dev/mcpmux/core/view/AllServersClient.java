package dev.mcpmux.core.view;

import static dev.mcpmux.core.view.EchoingServer.raw;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of an {@link AllServersWorld}, which knows what it may be told. */
final class AllServersClient {
  private static final Pattern SERVER = Pattern.compile("\"server\":\"([^\"]*)\"");
  private static final Pattern TOOL =
      Pattern.compile("\\{\"name\":\"([^\"]*)\",\"server\":\"[^\"]*\"");
  private static final Pattern URI = Pattern.compile("\"uri\":\"([^\"]*)\"");
  private static final String[] IDS = {"0", "1", "\"1\"", "2", "\"a\"", "17"};

  /**
   * @param server whose answer it must be; null when that is not known
   */
  private record Sent(
      Method method, String mark, String token, String server, String uri, Finding.Asked asked) {
    Sent(Method method, String mark, String token, String server, String uri) {
      this(method, mark, token, server, uri, null);
    }
  }

  final int number;
  boolean ended;
  boolean full;

  private final AllServersWorld world;
  private final Random random;
  private final Map<String, Sent> inFlight = new HashMap<>();

  /** The marks of what it is asked, by the id of the question. */
  private final Map<String, String> questions = new LinkedHashMap<>();

  private final Set<String> questionIds = new HashSet<>();

  /** Which server a URI has been seen to belong to. */
  private final Map<String, String> owners = new HashMap<>();

  private final Set<String> subscriptions = new HashSet<>();

  /** What it has certainly subscribed to, with the server. */
  final Map<String, String> subscribedFor = new LinkedHashMap<>();

  /** Of what it was told that it has changed. */
  final Set<String> told = new HashSet<>();

  private final Set<String> unsubscribed = new HashSet<>();
  private final String mark;

  final ViewRules.Viewer viewer;
  private final Finding finding;

  private boolean open;
  private int calls;

  AllServersClient(AllServersWorld world, ViewRules.Viewer viewer) {
    this.viewer = viewer;
    this.world = world;
    this.random = world.random;
    this.number = viewer.number();
    this.mark = "by-c" + number + "-";
    this.finding = new Finding(world, viewer);
  }

  boolean owedNothing() {
    return inFlight.isEmpty();
  }

  String inFlight() {
    return inFlight.toString();
  }

  void initialize() {
    String capabilities = random.nextBoolean() ? "{}" : "{\"sampling\":{}}";
    send(
        "0",
        new Sent(Method.INITIALIZE, null, null, null, null),
        "\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + capabilities);
  }

  private void send(String id, Sent sent, String params) {
    inFlight.put(id, sent);
    world.fromClient(
        number,
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":{%s}}"
            .formatted(id, sent.method.wireName(), params));
  }

  void speak() {
    String id = IDS[random.nextInt(IDS.length)];
    if (!open) {
      return;
    }
    int what = random.nextInt(20);
    if (what < 2 && !questions.isEmpty()) {
      answerOne();
    } else if (what == 2 && !inFlight.isEmpty()) {
      String cancelled = List.copyOf(inFlight.keySet()).get(random.nextInt(inFlight.size()));
      inFlight.remove(cancelled);
      world.fromClient(
          number,
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%s}}"
              .formatted(cancelled));
    } else if (!inFlight.containsKey(id)) {
      ask(id, what);
    }
  }

  private void ask(String id, int what) {
    if (what < 5) {
      Method list = random.nextBoolean() ? Method.TOOLS_LIST : Method.RESOURCES_LIST;
      send(id, new Sent(list, null, null, null, null), "");
    } else if (what < 13) {
      String own = mark + ++calls;
      String token = IDS[random.nextInt(IDS.length)];
      if (viewer.finds() && what < 11) {
        findOrCall(id, own, token);
        return;
      }
      // whose first tool may be pinned
      String server = ViewRules.SERVERS.get(viewer.finds() ? 0 : random.nextInt(2));
      String arguments = finding.arguments(own, "name", false);
      world.sent(own, arguments);
      send(
          id,
          new Sent(Method.TOOLS_CALL, own, token, server, null),
          "\"name\":\"%s__%s\",\"arguments\":%s,\"_meta\":{\"progressToken\":%s}"
              .formatted(
                  ViewRules.key(server), ViewRules.any(random, ViewRules.TOOLS), arguments, token));
    } else if (!owners.isEmpty() && what < 19) {
      String uri = List.copyOf(owners.keySet()).get(random.nextInt(owners.size()));
      Method method =
          what < 16
              ? Method.RESOURCES_READ
              : what < 18 || random.nextInt(8) != 0
                  ? Method.RESOURCES_SUBSCRIBE
                  : Method.RESOURCES_UNSUBSCRIBE;
      if (method == Method.RESOURCES_SUBSCRIBE && subscribedFor.containsKey(uri)) {
        method = Method.RESOURCES_READ; // what it has it does not ask for again
      } else if (method == Method.RESOURCES_SUBSCRIBE) {
        subscriptions.add(uri);
      } else if (method == Method.RESOURCES_UNSUBSCRIBE) {
        unsubscribed.add(uri);
        subscribedFor.remove(uri);
      }
      send(id, new Sent(method, null, null, owners.get(uri), uri), "\"uri\":\"" + uri + "\"");
    } else {
      String uri = "nobody://knows";
      send(id, new Sent(Method.RESOURCES_READ, null, null, null, uri), "\"uri\":\"" + uri + "\"");
    }
  }

  private void findOrCall(String id, String own, String token) {
    if (random.nextInt(3) == 0) {
      Finding.Asked wish = finding.wish();
      send(id, new Sent(Method.TOOLS_CALL, null, null, null, null, wish), wish.params());
    } else {
      Finding.Asked call = finding.call(own, token);
      Sent sent = new Sent(Method.TOOLS_CALL, own, token, call.server(), null, call);
      send(id, sent, call.params());
    }
  }

  void answerAll() {
    while (!questions.isEmpty()) {
      answerOne();
    }
  }

  private void answerOne() {
    String id = questions.keySet().iterator().next();
    String asked = questions.remove(id);
    world.fromClient(
        number,
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"mark\":\"%s\"}}".formatted(id, asked));
  }

  void take(FrameView frame, String text) {
    String told = EchoingServer.mark(text);
    world.check(told == null || told.startsWith(mark), "the mark of another client: " + told);
    for (Matcher of = SERVER.matcher(text); of.find(); ) {
      boolean sees = of.group(1).isEmpty() || ViewRules.mayEverSee(viewer, of.group(1));
      world.check(sees, "something of a server that it may not see: " + of.group(1));
    }
    switch (frame.kind()) {
      case RESPONSE, ERROR_RESPONSE -> onReply(frame, text);
      case REQUEST -> {
        String id = raw(frame, Field.ID);
        world.check(questionIds.add(id), "an id for the second time");
        questions.put(id, told);
      }
      case NOTIFICATION -> onNotification(frame, told);
      default -> world.check(false, "not a message");
    }
  }

  private void onReply(FrameView frame, String text) {
    Sent sent = inFlight.remove(raw(frame, Field.ID));
    world.check(sent != null, "a reply to nothing");
    if (frame.kind() == FrameKind.ERROR_RESPONSE) {
      return;
    }
    switch (sent.method) {
      case INITIALIZE -> {
        open = true;
        if (!ended) {
          world.fromClient(
              number, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        }
      }
      case TOOLS_CALL -> {
        if (sent.mark == null) {
          finding.checkFound(sent.asked, text);
          return;
        } else if (sent.asked != null && text.contains("\"isError\":true")) {
          finding.checkRefused(sent.asked, text);
          return;
        }
        world.check(text.contains("\"" + sent.mark + "\""), "the reply to another call");
        world.check(server(text).equals(sent.server), "the reply of another server");
        own(uri(text), sent.server);
      }
      case RESOURCES_READ -> {
        boolean right = sent.server == null || sent.server.equals(server(text));
        world.check(right, "the resource of another server");
        own(uri(text), server(text));
      }
      case RESOURCES_SUBSCRIBE -> {
        if (!unsubscribed.contains(sent.uri)) {
          subscribedFor.put(sent.uri, sent.server);
        }
      }
      case TOOLS_LIST -> checkTools(text);
      case RESOURCES_LIST -> checkResources(text);
      default -> {
        // nothing in it
      }
    }
  }

  private void checkTools(String text) {
    Set<String> names = new HashSet<>();
    world.check(viewer.finds() == text.contains("\"find_tools\""), "the wrong view: " + text);
    String forbidden = world.rules.forbidden(viewer, text);
    world.check(forbidden.isEmpty(), "listed though it may not be seen: " + forbidden);
    for (Matcher tool = TOOL.matcher(text); tool.find(); ) {
      String name = tool.group(1);
      world.check(
          !viewer.finds() || name.equals("alpha__t0") || name.equals("beta_b__t9"),
          "listed though it is not pinned: " + name);
      world.check(names.add(name), "a name for the second time: " + name);
      String prefix = ViewRules.key(server(tool.group())) + "__t";
      world.check(name.startsWith(prefix), "named after another server: " + tool.group());
    }
  }

  private void checkResources(String text) {
    for (Matcher resource = Pattern.compile("\\{\"uri[^{}]*}").matcher(text); resource.find(); ) {
      String server = server(resource.group());
      world.check(world.rules.maySee(viewer, server), "may not be seen: " + server);
      own(uri(resource.group()), server);
    }
  }

  /** From now on this URI must be of this server. */
  private void own(String uri, String server) {
    String owner = owners.putIfAbsent(uri, server);
    world.check(owner == null || owner.equals(server), uri + " was of " + owner);
  }

  private void onNotification(FrameView frame, String told) {
    switch (frame.method()) {
      case NOTIFICATIONS_PROGRESS -> {
        String token = raw(frame, Field.PROGRESS_TOKEN);
        boolean own =
            inFlight.values().stream()
                .anyMatch(sent -> told.equals(sent.mark) && token.equals(sent.token));
        world.check(own, "progress of nothing in flight");
      }
      case NOTIFICATIONS_CANCELLED ->
          world.check(
              questionIds.contains(raw(frame, Field.REQUEST_ID)), "takes back what it never asked");
      case NOTIFICATIONS_RESOURCES_UPDATED -> {
        world.check(subscriptions.contains(frame.text(Field.URI)), "not subscribed to");
        this.told.add(frame.text(Field.URI));
      }
      default -> {
        // a change of a list, or a log message, whose mark was looked at
      }
    }
    if (frame.method() == Method.NOTIFICATIONS_CANCELLED) {
      questions.remove(raw(frame, Field.REQUEST_ID));
    }
  }

  private static String server(String text) {
    Matcher server = SERVER.matcher(text);
    return server.find() ? server.group(1) : "";
  }

  private static String uri(String text) {
    Matcher uri = URI.matcher(text);
    return uri.find() ? uri.group(1) : "";
  }
}
