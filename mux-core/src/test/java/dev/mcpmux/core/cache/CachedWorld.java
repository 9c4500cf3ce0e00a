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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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

  /**
   * What of the server's tools is told: {@code look} is kept where the config names it, {@code
   * read} where it is marked, too.
   */
  private static final String TOOLS =
      "{\"tools\":[{\"name\":\"look\"},{\"name\":\"set\","
          + "\"execution\":{\"taskSupport\":\"optional\"}},"
          + "{\"name\":\"read\",\"annotations\":{\"readOnlyHint\":%b,\"idempotentHint\":%b}}]}";

  private record Asked(String tool, String key, long written) {}

  private final class Client {
    final int number;
    final String token;
    final String prefix;
    final boolean finds;
    final Map<String, Asked> inFlight = new HashMap<>();
    final List<String> tasks = new ArrayList<>();
    boolean open;

    Client(int number, String token, int kind) {
      this.number = number;
      this.token = token;
      this.prefix = kind == 0 ? "" : SERVER + "__";
      this.finds = kind == 2;
    }
  }

  /**
   * @param task whether it is to be a task
   * @param version what there was to read when it came
   */
  private record Work(
      String id, String method, String tool, String key, boolean task, long version) {}

  private static final class Process {
    final int number;
    final String token;
    final List<Work> works = new ArrayList<>();

    /** Of those that have written, the version then; of others 0. */
    final Map<String, Long> tasks = new LinkedHashMap<>();

    /** Those during which the server has asked its client anything. */
    final Set<String> personal = new HashSet<>();

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

  /** Of each token, the version of the last write that a client knows of, with its process. */
  private final Map<String, Long> written = new HashMap<>();

  private final Deque<String> history = new ArrayDeque<>();
  private Optional<CachePolicy> policy = Optional.of(policy("r*", "look"));
  private int lastClient;
  private int lastTask;
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
            SERVER, plain.launch(), plain.sharing(), plain.life(), ToolFilter.none(), policy);
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

  private static CachePolicy policy(String... tools) {
    return new CachePolicy(List.of(tools), TTL_MILLIS);
  }

  private Optional<CachePolicy> anyPolicy() {
    return switch (random.nextInt(5)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new CachePolicy(List.of("r*", "look"), TTL_MILLIS / 2));
      case 2 -> Optional.of(policy("*"));
      case 3 -> Optional.of(policy("look", "read"));
      default -> Optional.of(policy("r*", "look"));
    };
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
    } else if (what == 4 && random.nextInt(policy.isEmpty() ? 2 : 8) == 0) {
      policy = anyPolicy();
      note("config " + policy);
      mux.reconfigure(config(), now);
    } else if (what == 5 && random.nextInt(8) == 0) {
      note("restart");
      mux.restart(SERVER, now);
    } else if (what == 6 && random.nextInt(4) == 0) {
      tell(any(clients));
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

  /** What it tells the server changes what there is to read. */
  private void tell(Client client) {
    if (client.open) {
      fromClient(client, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");
    }
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
    if (what == 2 && !client.tasks.isEmpty()) {
      askOfTask(client, id);
      return;
    }
    String tool = what == 1 ? "set" : what < 10 ? "look" : "read";
    String key = "k" + random.nextInt(3);
    boolean task = tool.equals("set") && client.prefix.isEmpty() && random.nextBoolean();
    client.inFlight.put(
        id, new Asked(task ? "task" : tool, key, written.getOrDefault(client.token, 0L)));
    String arguments =
        random.nextBoolean()
            ? "{\"key\":\"" + key + "\",\"x\":1}"
            : "{ \"x\" : 1,\"key\":\"" + key + "\"}";
    String params =
        client.finds
            ? "{\"name\":\"call_tool\",\"arguments\":{\"name\":\"%s\",\"arguments\":%s}}"
            : "{\"name\":\"%s\",\"arguments\":%s" + (task ? ",\"task\":{}}" : "}");
    fromClient(
        client,
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":"
            + params.formatted(client.prefix + tool, arguments)
            + "}");
  }

  private void askOfTask(Client client, String id) {
    String method = random.nextBoolean() ? "tasks/get" : "tasks/result";
    String task = client.tasks.get(random.nextInt(client.tasks.size()));
    client.inFlight.put(id, new Asked(method, "", 0));
    fromClient(
        client,
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":{\"taskId\":\"%s\"}}"
            .formatted(id, method, task));
  }

  /** What the server does by itself. Returns whether it does anything. */
  private boolean workUnasked(Process process) {
    int what = random.nextInt(100);
    if (what == 0 && !process.works.isEmpty()) {
      process.works.forEach(work -> process.personal.add(work.id));
      fromServer(process, "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"x/ask\"}");
    } else if (what < 8 && !process.tasks.isEmpty()) {
      String task = new ArrayList<>(process.tasks.keySet()).get(0);
      write(process, task);
      if (random.nextBoolean()) {
        fromServer(
            process,
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tasks/status\",\"params\":"
                + status(process, task)
                + "}");
        process.tasks.remove(task);
      }
    } else {
      return false;
    }
    return true;
  }

  /** A task does its work, once. */
  private static void write(Process process, String task) {
    if (process.tasks.get(task) == 0) {
      process.version++;
      process.tasks.put(task, version(process));
    }
  }

  private static String status(Process process, String task) {
    long wrote = process.tasks.getOrDefault(task, 0L);
    return ("{\"taskId\":\"%s\",\"status\":\"%s\",\"createdAt\":\"2025-01-01T00:00:00Z\","
            + "\"lastUpdatedAt\":\"2025-01-01T00:00:00Z\",\"ttl\":null%s}")
        .formatted(
            task,
            wrote == 0 ? "working" : "completed",
            wrote == 0 ? "" : ",\"statusMessage\":\"wrote=" + wrote + "\"");
  }

  private void work(Process process) {
    if (workUnasked(process)) {
      return;
    }
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
              "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true},"
                  + "\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}},"
                  + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}";
          case "tools/list" -> TOOLS.formatted(random.nextInt(4) != 0, random.nextInt(4) != 0);
          case "tools/call" -> work.task ? newTask(process) : result(process, work);
          case "tasks/get" -> status(process, work.key);
          case "tasks/result" -> resultOfTask(process, work.key);
          default -> "{}";
        };
    fromServer(process, "{\"jsonrpc\":\"2.0\",\"id\":" + work.id + ",\"result\":" + result + "}");
  }

  private String newTask(Process process) {
    String task = "t" + ++lastTask;
    process.tasks.put(task, 0L);
    return "{\"task\":" + status(process, task) + "}";
  }

  private static String resultOfTask(Process process, String task) {
    if (process.tasks.containsKey(task)) {
      write(process, task);
    }
    return "{\"content\":[{\"type\":\"text\",\"text\":\"wrote="
        + process.tasks.getOrDefault(task, 0L)
        + "\"}]}";
  }

  private String result(Process process, Work work) {
    if (work.tool.equals("set")) {
      process.version++;
    }
    boolean fails = random.nextInt(20) == 0;
    return ("{\"content\":[],\"structuredContent\":{\"of\":%d,\"token\":\"%s\",\"tool\":\"%s\","
            + "\"key\":\"%s\",\"personal\":%b,\"v\":%d}%s}")
        .formatted(
            process.number,
            process.token,
            work.tool,
            work.key,
            process.personal.remove(work.id),
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
    } else if (frame.kind() == FrameKind.NOTIFICATION && text.contains("notifications/x")) {
      process.version++;
      written.merge(process.token, version(process), Math::max);
    } else if (frame.kind() == FrameKind.REQUEST) {
      boolean call = frame.method() == Method.TOOLS_CALL;
      String about = frame.has(Field.TASK_ID) ? frame.text(Field.TASK_ID) : "";
      process.works.add(
          new Work(
              raw(frame, Field.ID),
              frame.text(Field.METHOD),
              call ? frame.text(Field.NAME) : "",
              call ? text.replaceFirst(".*\"key\":\"(\\w+)\".*", "$1") : about,
              frame.has(Field.TASK),
              version(process)));
    }
  }

  private static String raw(FrameView frame, Field field) {
    return new String(frame.raw(field), StandardCharsets.UTF_8);
  }

  private void take(Client client, FrameView frame, String text) {
    if (text.contains("wrote=")) {
      long wrote = Long.parseLong(text.replaceFirst(".*wrote=(\\d+).*", "$1"));
      written.merge(client.token, wrote, Math::max);
    }
    if (frame.kind() == FrameKind.NOTIFICATION || frame.kind() == FrameKind.REQUEST) {
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
    } else if (asked.tool.equals("task") && frame.has(Field.RESULT_TASK_ID)) {
      client.tasks.add(frame.text(Field.RESULT_TASK_ID));
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
      check(!text.contains("\"personal\":true"), "of a call that asked its client: " + text);
      check(!asked.tool.equals("set"), "a write that was not made: " + text);
    } else if (asked.tool.equals("set")) {
      written.merge(client.token, version, Math::max);
    }
  }
}
