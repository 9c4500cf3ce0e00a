package dev.mcpmux.core.view;

import dev.mcpmux.core.api.Json;
import java.util.List;
import java.util.Random;

/** What a client that finds its tools asks for, and what it may be answered. */
final class Finding {
  private static final List<String> WORDS =
      List.of("t0 t1 t3 t9", "alpha", "t3 of beta_b", "t9 of gamma-c", "delta", "T2 off");

  private static final List<String> NAMES = List.of("t0", "t1", "t2", "t3", "t3", "t3", "t3", "t9");

  private static final List<String> MISSPELT = List.of("t00", "T3", "t3 ", "t", "t99");

  /** What no schema lets through. */
  private static final String TWICE = ",\"n\":1,\"n\":2 ";

  private final AllServersWorld world;
  private final ViewRules.Viewer viewer;
  private final Random random;

  Finding(AllServersWorld world, ViewRules.Viewer viewer) {
    this.world = world;
    this.viewer = viewer;
    this.random = world.random;
  }

  /** A wish, or a call of a tool that was found or was not. */
  record Asked(String params, String server, boolean reads, boolean bad, String name) {}

  Asked wish() {
    String server = random.nextInt(3) == 0 ? ViewRules.any(random, ViewRules.SERVERS) : null;
    boolean reads = random.nextBoolean();
    String arguments =
        "\"query\":\"%s\",\"limit\":20%s%s"
            .formatted(
                ViewRules.any(random, WORDS),
                server == null ? "" : ",\"server\":\"" + server + "\"",
                reads ? ",\"readOnly\":true" : "");
    String params = "\"name\":\"find_tools\",\"arguments\":{" + arguments + "}";
    return new Asked(params, server, reads, false, "");
  }

  /** What is found is what the session may see, and what was asked for. */
  void checkFound(Asked asked, String text) {
    Json result = Json.parse(text).get("result");
    if (result.get("isError").bool(false)) {
      String servers = result.get("content").get(0).get("text").text().replaceAll(", got .*", "");
      for (String server : ViewRules.SERVERS) {
        boolean may = ViewRules.mayEverSee(viewer, server) || !servers.contains(server);
        world.check(may, "told of a server that it did not name: " + servers);
      }
      return;
    }
    String forbidden = world.rules.forbidden(viewer, text);
    world.check(forbidden.isEmpty(), "found though it may not be seen: " + forbidden);
    for (Json missing : result.get("structuredContent").get("missing").elements()) {
      world.check(world.rules.maySee(viewer, missing.text()), "missing is " + missing);
    }
    for (Json tool : result.get("structuredContent").get("tools").elements()) {
      world.count("found");
      String server = tool.get("server").text();
      String name = tool.get("name").text();
      boolean own = name.startsWith(ViewRules.key(server) + "__t");
      world.check(own, "named after another server: " + tool);
      boolean right = asked.server == null || asked.server.equals(server);
      world.check(right, "found at another server: " + tool);
      boolean reads = tool.get("annotations").get("readOnlyHint").bool(false);
      world.check(reads || !asked.reads, "found though it is not read-only: " + tool);
      String described = tool.get("description").text();
      world.check(described.endsWith(" of " + server), "described by another: " + tool);
    }
  }

  Asked call(String mark, String token) {
    boolean reads = random.nextBoolean();
    boolean bad = random.nextInt(6) == 0;
    int servers = random.nextInt(6) == 0 ? 4 : 2;
    String server = ViewRules.any(random, ViewRules.SERVERS.subList(0, servers));
    String separator = random.nextInt(12) == 0 ? "_" : "__";
    List<String> names = random.nextInt(6) == 0 ? MISSPELT : NAMES;
    String name = ViewRules.key(server) + separator + ViewRules.any(random, names);
    String arguments = arguments(mark, reads ? "read" : "call", bad);
    boolean first = random.nextBoolean();
    String params =
        "\"name\":\"%s\",\"arguments\":{%s\"name\":\"%s\"%s},\"_meta\":{\"progressToken\":%s}"
            .formatted(
                reads ? "call_read_tool" : "call_tool",
                first ? "\"arguments\":" + arguments + " , " : " ",
                name,
                first ? "" : ",\"arguments\": " + arguments,
                token);
    world.sent(mark, arguments);
    boolean unfit = bad || arguments.endsWith(TWICE + "}");
    return new Asked(params, server, reads, unfit, name);
  }

  /** Written in many ways; whatever it is, it must come as it was written. */
  String arguments(String mark, String via, boolean bad) {
    List<String> more =
        List.of(
            "",
            ",\"n\":1.0e+400",
            ", \"s\" : \"\\u00e9\\/ \\\"by\"",
            ",\"name\":\"alpha__t9\",\"arguments\":{\"x\":[{}, []]}",
            TWICE);
    return "{\"mark\":\"%s\",\"via\":\"%s\"%s%s}"
        .formatted(mark, via, bad ? ",\"bad\":1" : "", ViewRules.any(random, more));
  }

  /** A call that was not sent on tells of nothing that the session may not see. */
  void checkRefused(Asked asked, String text) {
    String why = Json.parse(text).get("result").get("content").get(0).get("text").text();
    String rest = why.replace("no tool \"" + asked.name + "\"", "");
    String forbidden = world.rules.forbidden(viewer, rest);
    world.check(forbidden.isEmpty(), "told of " + forbidden + ": " + why);
    world.count(why.contains("Did you mean ") ? "misspelt" : "refused");
    boolean right =
        why.startsWith("There is no tool ")
            || why.startsWith("The arguments do not fit ") && asked.bad
            || why.contains(": its server has not told ") && asked.reads
            || why.contains(" is not marked as read-only") && asked.reads;
    world.check(right, "refused for no reason: " + why);
  }
}
