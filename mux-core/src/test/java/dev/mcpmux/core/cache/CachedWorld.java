package dev.mcpmux.core.cache;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.Unsettled;
import dev.mcpmux.core.config.CachePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CacheMark;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Clients that read and write at random through a server whose results are kept, with three tokens
 * of which each has a process of its own. Each result says from which process it is, with which
 * token, and what it has read. A client checks that it is of its own token, answers what it has
 * asked, is not too old, and has in it every write that was answered before it asked.
 */
final class CachedWorld {
  private static final long TTL_MILLIS = 5_000;
  private static final String SERVER = "s";
  private static final int MAX_CLIENTS = 8;

  /** What of the server's tools is told; {@code look} is kept because the config names it. */
  private static final String TOOLS =
      "{\"tools\":[{\"name\":\"look\"},{\"name\":\"set\"},"
          + "{\"name\":\"read\",\"annotations\":{\"readOnlyHint\":true,\"idempotentHint\":true}}]}";

  private record Asked(String tool, String key, long written) {}

  private final class Client {
    final int number;
    final String token;
    final String prefix;
    final boolean finds;
    final Map<String, Asked> inFlight = new HashMap<>();
    boolean open;

    Client(int number, String token, int kind) {
      this.number = number;
      this.token = token;
      this.prefix = kind == 0 ? "" : SERVER + "__";
      this.finds = kind == 2;
    }
  }

  /**
   * @param version what there was to read when it came
   */
  private record Work(String id, String method, String tool, String key, long version) {}

  private static final class Process {
    final int number;
    final String token;
    final List<Work> works = new ArrayList<>();
    long version;

    Process(int number, String token) {
      this.number = number;
      this.token = token;
    }
  }

  private final Random random;
  private final RecordingActions actions = new RecordingActions();
  private final Mux mux;
  private final Map<Integer, Client> clients = new LinkedHashMap<>();
  private final Map<Integer, Process> processes = new LinkedHashMap<>();

  /** Of each token, the version of the last write that was answered, with its process. */
  private final Map<String, Long> written = new HashMap<>();

  private final Deque<String> history = new ArrayDeque<>();
  private boolean cached = true;
  private int lastClient;
  private long now = TimeUnit.HOURS.toNanos(1);
  long hits;
  long answers;

  CachedWorld(long seed) {
    random = new Random(seed);
    mux = new Mux(config(), actions, MuxListener.NONE);
    mux.onStateLoaded("traits", null, now);
  }

  private MuxConfig config() {
    ServerConfig plain = Servers.plain(SERVER, "${TOKEN}");
    ServerConfig server =
        new ServerConfig(
            SERVER,
            plain.launch(),
            plain.sharing(),
            plain.life(),
            ToolFilter.none(),
            cached
                ? Optional.of(new CachePolicy(List.of("r*", "look"), TTL_MILLIS))
                : Optional.empty());
    Limits limits =
        Limits.defaults()
            .with(
                Map.of(
                    "maxCachedResults", 4L,
                    "maxCachedResultBytes", 4_000L,
                    "maxCachedResultBytesTogether", 5_000L));
    return new MuxConfig(
        Map.of(SERVER, server), random.nextBoolean() ? limits : limits.withoutCatalog());
  }

  String history() {
    return String.join("\n", history);
  }

  private void note(String what) {
    history.add(what);
    if (history.size() > 60) {
      history.remove();
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  void step() {
    int what = random.nextInt(100);
    if (clients.size() < 3 || what == 0 && clients.size() < MAX_CLIENTS) {
      open();
    } else if (what == 1 && random.nextInt(4) == 0) {
      Client client = any(clients);
      note("close c" + client.number);
      clients.remove(client.number);
      mux.onSessionClose(client.number, now);
    } else if (what == 2 && random.nextInt(4) == 0 && !processes.isEmpty()) {
      exit(any(processes));
    } else if (what == 3) {
      pass(random.nextInt(3_000));
    } else if (what == 4 && random.nextInt(8) == 0) {
      cached = !cached || random.nextInt(3) != 0;
      note("config, cached: " + cached);
      mux.reconfigure(config(), now);
    } else if (what == 5 && random.nextInt(8) == 0) {
      note("restart");
      mux.restart(SERVER, now);
    } else if (what < 50) {
      speak(any(clients));
    } else if (!processes.isEmpty()) {
      work(any(processes));
    }
    settle();
    bounded();
  }

  private <T> T any(Map<Integer, T> map) {
    return new ArrayList<>(map.values()).get(random.nextInt(map.size()));
  }

  private void open() {
    int kind = random.nextInt(3);
    Client client = new Client(++lastClient, "token" + random.nextInt(3), kind);
    Target target = kind == 0 ? new Target.Named(SERVER) : new Target.All(List.of(), client.finds);
    clients.put(client.number, client);
    note("open c" + client.number + " " + client.token + " " + target);
    mux.onSessionOpen(
        client.number, new SessionHello(target, "/p", Map.of("TOKEN", client.token)), now);
    client.inFlight.put("0", new Asked("initialize", "", 0));
    fromClient(
        client,
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}");
  }

  private void fromClient(Client client, String frame) {
    note("c" + client.number + " > " + frame);
    mux.onSessionFrame(client.number, Mux.MAIN_STREAM, Frames.scan(frame), now);
  }

  private void speak(Client client) {
    String id = String.valueOf(1 + random.nextInt(4));
    if (!client.open) {
      return;
    }
    if (client.inFlight.containsKey(id)) {
      if (random.nextInt(6) == 0) {
        client.inFlight.remove(id);
        fromClient(
            client,
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                + id
                + "}}");
      }
      return;
    }
    int what = random.nextInt(20);
    if (what == 0) {
      client.inFlight.put(id, new Asked("list", "", 0));
      fromClient(client, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/list\"}");
      return;
    }
    String tool = what == 1 ? "set" : what < 10 ? "look" : "read";
    String key = "k" + random.nextInt(3);
    client.inFlight.put(id, new Asked(tool, key, written.getOrDefault(client.token, 0L)));
    String arguments =
        random.nextBoolean()
            ? "{\"key\":\"" + key + "\",\"x\":1}"
            : "{ \"x\" : 1,\"key\":\"" + key + "\"}";
    String params =
        client.finds
            ? "{\"name\":\"call_tool\",\"arguments\":{\"name\":\"%s\",\"arguments\":%s}}"
            : "{\"name\":\"%s\",\"arguments\":%s}";
    fromClient(
        client,
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":"
            + params.formatted(client.prefix + tool, arguments)
            + "}");
  }

  private void work(Process process) {
    if (process.works.isEmpty()) {
      if (random.nextInt(200) == 0) {
        fromServer(
            process, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
      }
      return;
    }
    Work work = process.works.remove(random.nextInt(process.works.size()));
    String result =
        switch (work.method) {
          case "initialize" ->
              "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true}},"
                  + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}";
          case "tools/list" -> TOOLS;
          case "tools/call" -> result(process, work);
          default -> "{}";
        };
    fromServer(process, "{\"jsonrpc\":\"2.0\",\"id\":" + work.id + ",\"result\":" + result + "}");
  }

  private String result(Process process, Work work) {
    if (work.tool.equals("set")) {
      process.version++;
    }
    boolean fails = random.nextInt(20) == 0;
    return ("{\"content\":[],\"structuredContent\":{\"of\":%d,\"token\":\"%s\",\"tool\":\"%s\","
            + "\"key\":\"%s\",\"v\":%d}%s}")
        .formatted(
            process.number,
            process.token,
            work.tool,
            work.key,
            work.tool.equals("set") || random.nextBoolean() ? version(process) : work.version,
            fails ? ",\"isError\":true" : "");
  }

  /** One number for all processes of a token: those that come later have more. */
  private static long version(Process process) {
    return process.number * 1_000_000L + process.version;
  }

  private void fromServer(Process process, String frame) {
    note("u" + process.number + " > " + frame);
    mux.onUpstreamFrame(process.number, Frames.scan(frame), now);
  }

  private void exit(Process process) {
    note("exit u" + process.number);
    processes.remove(process.number);
    mux.onUpstreamExit(process.number, new UpstreamExit("died", List.of()), now);
  }

  private void pass(long millis) {
    note("wait " + millis);
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (mux.nextDeadline() <= end) {
      now = Math.max(now, mux.nextDeadline());
      mux.onDeadline(now);
      settle();
    }
    now = end;
  }

  private void bounded() {
    long all = 0;
    for (MuxStatus.Server server : mux.status(now).servers()) {
      for (MuxStatus.Upstream upstream : server.upstreams()) {
        MuxStatus.Cache cache = upstream.cache().orElse(new MuxStatus.Cache(0, 0, 0, 0, 0));
        check(cache.results() <= 4, "too many results: " + cache);
        check(cache.bytes() >= 0 && cache.bytes() <= 4_000, "too many bytes: " + cache);
        check(cache.results() == 0 == (cache.bytes() == 0), "not what it has: " + cache);
        all += cache.bytes();
      }
    }
    check(all <= 5_000, "too many bytes together: " + all);
  }

  private void settle() {
    Unsettled.check(mux);
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        note("    c" + to.session() + " < " + to.frame());
        take(clients.get(to.session()), Frames.scan(to.frame()), to.frame());
      } else if (effect instanceof RecordingActions.ToUpstream to) {
        note("    u" + to.upstream() + " < " + to.frame());
        take(processes.get(to.upstream()), Frames.scan(to.frame()), to.frame());
      } else if (effect instanceof RecordingActions.Started started) {
        String token = ((ProcessLaunch) started.launch()).command().get(1);
        note("    start u" + started.upstream() + " " + token);
        processes.put(started.upstream(), new Process(started.upstream(), token));
        mux.onUpstreamStarted(started.upstream(), now);
      } else if (effect instanceof RecordingActions.Stopped stopped) {
        if (processes.containsKey(stopped.upstream())) {
          exit(processes.get(stopped.upstream()));
        }
      } else if (effect instanceof RecordingActions.LoadedCatalog load) {
        mux.onCatalogLoaded(load.key(), null, 0, "", now);
      }
    }
  }

  private void take(Process process, FrameView frame, String text) {
    if (frame.kind() == FrameKind.NOTIFICATION
        && frame.method() == Method.NOTIFICATIONS_CANCELLED
        && random.nextBoolean()) {
      String id = raw(frame, Field.REQUEST_ID);
      process.works.removeIf(work -> work.id.equals(id)); // else it goes on all the same
    } else if (frame.kind() == FrameKind.REQUEST) {
      boolean call = frame.method() == Method.TOOLS_CALL;
      process.works.add(
          new Work(
              raw(frame, Field.ID),
              frame.text(Field.METHOD),
              call ? frame.text(Field.NAME) : "",
              call ? text.replaceFirst(".*\"key\":\"(\\w+)\".*", "$1") : "",
              version(process)));
    }
  }

  private static String raw(FrameView frame, Field field) {
    return new String(frame.raw(field), StandardCharsets.UTF_8);
  }

  private void take(Client client, FrameView frame, String text) {
    if (frame.kind() == FrameKind.NOTIFICATION) {
      return;
    }
    Asked asked = client.inFlight.remove(raw(frame, Field.ID));
    check(asked != null, "a reply to nothing: " + text);
    if (frame.kind() == FrameKind.ERROR_RESPONSE) {
      return;
    }
    if (asked.tool.equals("initialize")) {
      client.open = true;
      fromClient(client, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    } else if (!asked.tool.equals("list")) {
      takeResult(client, asked, frame, text);
    }
  }

  private void takeResult(Client client, Asked asked, FrameView frame, String text) {
    if (!text.contains("structuredContent")) {
      return; // of call_tool itself
    }
    answers++;
    check(text.contains("\"token\":\"" + client.token + "\""), "of another's process: " + text);
    check(text.contains("\"tool\":\"" + asked.tool + "\""), "of another tool: " + text);
    check(text.contains("\"key\":\"" + asked.key + "\""), "of another call: " + text);
    long version = Long.parseLong(text.replaceFirst(".*\"v\":(\\d+).*", "$1"));
    check(version >= asked.written, "older than what was written, " + asked.written + ": " + text);
    long age = CacheMark.ageMillis(frame);
    if (age >= 0) {
      hits++;
      check(age < TTL_MILLIS, "too old: " + text);
      check(!text.contains("isError"), "a failure that was kept: " + text);
      check(!asked.tool.equals("set"), "a write that was not made: " + text);
    } else if (asked.tool.equals("set")) {
      written.merge(client.token, version, Math::max);
    }
  }
}
