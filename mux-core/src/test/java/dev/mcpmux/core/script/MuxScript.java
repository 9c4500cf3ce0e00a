package dev.mcpmux.core.script;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ReplaceMode;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.meter.MeterSums;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.RequestPairs;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.core.script.RecordingActions.Effect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs a script of frames in and out against a {@link Mux}. One line is one event or one expected
 * effect; effects are expected in their order, all of them, before the next event.
 *
 * <pre>
 *   open a COMMAND [VAR=VALUE …]   a session says hello         open a @NAME         likewise, to a server of the config
 *   open a *[ONLY,…]               likewise, to all servers of the config, or to these
 *   open a ?[ONLY,…]               likewise, and it finds its tools
 *   open a *#PROFILE               likewise, to those of a profile; or ?#PROFILE
 *   a {@literal >} FRAME                      it sends a frame             a {@literal <} FRAME             it receives one
 *   a/2 {@literal >} FRAME                    likewise, on its stream 2      a/2 {@literal <} FRAME           likewise
 *   awaits a/2                     a request on it has no reply   silent a/2              none has
 *   end a                          its input ends               closed a REASON       the core closes it
 *   close a                        its channel is gone
 *   full a, drained a              its output fills, empties    paused a, resumed a   its reads stop, go on
 *   overfull a                     its output passes the hard limit
 *   started u1                     the process runs             start u1              the core wants it started
 *   u1 {@literal >} FRAME                     it writes a line             u1 {@literal <} FRAME            it is sent a frame
 *   u1/2 {@literal >} FRAME                   likewise, on the stream of its request 2
 *   untaken u1 FRAME               it has not taken this request, and exits
 *   exit u1 WHAT [| STDERR]        it has ended                 stop u1               the core wants it stopped
 *   look u1                        the core wants to know whether it does anything
 *   seen u1 CPU OUTPUT             it has used so many ms of CPU, and written so many bytes to stderr
 *   full u1, drained u1            its input fills, empties
 *   wait 500                       milliseconds pass            # comment
 *   in any order of links          from here on each link's effects are expected in their order, not all of them in one
 *   up a u1 [VERSION] [{CAPABILITIES}]
 *                                  a's whole initialization with the first upstream, nothing of it checked
 *   join a [VERSION] [{CAPABILITIES}]
 *                                  a's initialization with an upstream that is ready, likewise
 *   all a u1,u2 [VERSION] [{CAPABILITIES}]
 *                                  as up, for a session with all servers and the first upstream of each
 *   saved traits                   the core wants what it has learned kept
 *   config NAME=WORD[,WORD …] …    another config is in force, with these servers; one behind ! is disabled, behind ^ eager,
 *                                  behind ~ serialized, behind % replaced "after", behind {@literal &} "beside"
 *   pin NAME/TOOL[,…]              another config is in force, in which these tools are pinned
 *   profile NAME [SERVER[=PATTERN,…] …]
 *                                  likewise, with this profile of servers and their tools in place of its old one; without servers
 *                                  it is there no more
 *   model PATH                     likewise, with this model
 *   embed TEXT [| TEXT …]          the core asks it what these mean; embed first TEXT where somebody waits for it
 *   embedded 1,0 [| 0,1 …]         it answers what it was asked first, a vector for each text; embedded none when it fails
 *   jitter 0.5                     pauses are shortened by so much of what they may be
 *   limit NAME NUMBER              another bound is in force
 *   replace NAME [u3 …]            somebody wants the processes of a server replaced, and waits for u3
 *   saved catalog                  the core wants what it knows of a server kept
 *   restart                        mcpmux ends and starts again, with nothing but what was kept
 *   restart late                   likewise, and what was kept of traits is not read yet
 *   load traits                    it is
 *   begin                          the driver is ready to start processes
 *   quit                           mcpmux ends, and is driven until all its processes have
 *   again b a                      b sends the initialize of a, as mcpmux has kept it when it ended
 *   resume b a                     b is initialized, and is what a was
 *   questions 1000                 what servers ask sessions from now on has ids above this one
 *   program VERSION                the programs of all servers are of this version from now on
 *   age HOURS                      what is kept grows older by so much
 * </pre>
 *
 * In expected frames {@code …} stands for anything. In others {@code <CR>}, {@code <LS>}, {@code
 * <PS>}, {@code <NEL>} and {@code <BOM>} stand for characters at which some readers end a line.
 */
public final class MuxScript {
  static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  private static final String VERSION = "2025-11-25";
  private static final String SERVER_CAPABILITIES =
      "{\"tools\":{\"listChanged\":true},\"prompts\":{},\"resources\":{\"subscribe\":true},"
          + "\"logging\":{},\"tasks\":{\"list\":{},\"cancel\":{}}}";

  private static final Pattern MANY_TOOLS = Pattern.compile("<(\\d+) TOOLS>");
  private static final Pattern TO = Pattern.compile("([\\w/]+) ([<>]) ?(.*)", Pattern.DOTALL);

  private MuxConfig config;

  /** Null for one for each beginning. */
  private final Meter givenMeter;

  private Meter meter;

  /** Null for the meter. */
  private final MuxListener first;

  private final Map<String, byte[]> catalog = new HashMap<>();
  private final Map<String, byte[]> kept = new HashMap<>();
  private final Map<Integer, SessionState> states = new HashMap<>();
  private String program = "1";
  private long age;
  private final Deque<Effect> ahead = new ArrayDeque<>();
  private boolean anyOrder;
  private RecordingActions actions;
  private Mux mux;
  private final Map<String, Integer> sessions = new HashMap<>();
  private long now = TimeUnit.HOURS.toNanos(1);
  private int lineNumber;
  private String line;

  public MuxScript(MuxConfig config) {
    this(config, null);
  }

  /**
   * @param meter counts what happens
   */
  public MuxScript(MuxConfig config, Meter meter) {
    this(config, meter, null);
  }

  /**
   * @param first stands before the meter
   */
  public MuxScript(MuxConfig config, Meter meter, MuxListener first) {
    this.config = config;
    this.givenMeter = meter;
    this.first = first;
    begin();
    loadTraits();
  }

  private void begin() {
    if (actions != null) {
      states.putAll(actions.states());
    }
    actions = new RecordingActions();
    meter =
        givenMeter == null ? new Meter(new RequestPairs(MuxListener.NONE), () -> now) : givenMeter;
    mux = new Mux(config, actions, first == null ? meter : first);
  }

  private void loadTraits() {
    mux.onStateLoaded("traits", kept.get("traits"), now);
  }

  /** Runs all lines; throws an {@link AssertionError} that names the line where it went wrong. */
  public void run(String script) {
    for (String each : script.lines().toList()) {
      lineNumber++;
      line = each.strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        runLine();
      }
    }
    line = "the end";
    expectNothing();
    MeterSums.check(meter, mux.status(now));
    if (actions.parkedFrames() > 0 && mux.status(now).sessions().isEmpty()) {
      throw failure("frames are parked though no session is left: " + actions.parkedFrames());
    }
  }

  private void runLine() {
    Matcher frame = TO.matcher(line);
    if (frame.matches()) {
      if (frame.group(2).equals(">")) {
        expectNothing();
        incoming(frame.group(1), frame.group(3));
      } else {
        expect(shown(frame.group(1)) + " < " + frame.group(3));
      }
      return;
    }
    List<String> words = List.of(line.split(" "));
    switch (words.get(0)) {
      case "in" -> anyOrder = true;
      case "start", "stop", "look", "embed", "paused", "resumed", "closed", "saved" -> expect(line);
      case "restart" -> {
        expectNothing();
        begin();
        if (words.size() == 1) {
          loadTraits();
        }
      }
      case "load" -> {
        expectNothing();
        loadTraits();
      }
      case "begin" -> {
        expectNothing();
        mux.begin("/project", Map.of(), now);
        mux.onStateLoaded("eager", kept.get("eager"), now);
      }
      case "quit" -> {
        expectNothing();
        mux.stop(new CloseCause("stopping", "the end"), now);
      }
      case "program" -> program = words.get(1);
      case "age" -> age += TimeUnit.HOURS.toMillis(Long.parseLong(words.get(1)));
      default -> {
        expectNothing();
        event(words);
      }
    }
  }

  private void event(List<String> words) {
    String who = words.get(1);
    String rest = words.size() > 2 ? line.split(" ", 3)[2] : "";
    switch (words.get(0)) {
      case "open" -> open(who, words.subList(2, words.size())).ifPresent(this::unexpected);
      case "end" -> mux.onSessionInputEnd(session(who), now);
      case "close" -> mux.onSessionClose(session(who), now);
      case "awaits" -> expectAwaits(who, true);
      case "silent" -> expectAwaits(who, false);
      case "started" -> mux.onUpstreamStarted(upstream(who), now);
      case "full" -> writability(who, false);
      case "drained" -> writability(who, true);
      case "overfull" -> mux.onSessionOutputExceeded(session(who), 999, now);
      case "exit" -> {
        String[] parts = rest.split(" \\| ");
        mux.onUpstreamExit(
            upstream(who),
            new UpstreamExit(parts[0], List.of(parts).subList(1, parts.length)),
            now);
      }
      case "untaken" -> {
        FrameView frame = Frames.scan(rest);
        mux.onUpstreamUntaken(upstream(who), frame, now);
      }
      case "seen" ->
          mux.onUpstreamSeen(
              upstream(who), Long.parseLong(words.get(2)), Long.parseLong(words.get(3)), now);
      case "limit" -> {
        Limits limits = config.limits().with(Map.of(who, Long.parseLong(rest)));
        config =
            new MuxConfig(
                config.servers(), limits, config.rules(), config.disabled(), config.aggregate());
        mux.reconfigure(config, now);
      }
      case "pin" -> {
        Aggregate pinned = new Aggregate("__", false, Set.of(who.split(",")));
        config =
            new MuxConfig(
                config.servers(), config.limits(), config.rules(), config.disabled(), pinned);
        mux.reconfigure(config, now);
      }
      case "view" -> {
        Aggregate view = new Aggregate("__", who.equals("find"), Set.of());
        config =
            new MuxConfig(
                config.servers(), config.limits(), config.rules(), config.disabled(), view);
        mux.reconfigure(config, now);
      }
      case "model" -> {
        Aggregate model =
            new Aggregate("__", false, Set.of(), config.aggregate().profiles(), Optional.of(who));
        config =
            new MuxConfig(
                config.servers(), config.limits(), config.rules(), config.disabled(), model);
        mux.reconfigure(config, now);
      }
      case "embedded" -> {
        RecordingActions.Embeds asked = actions.takeEmbeds();
        mux.onEmbedded(asked.texts(), vectors(words.subList(1, words.size())), now);
      }
      case "profile" -> {
        config = profiled(who, words.subList(2, words.size()));
        mux.reconfigure(config, now);
      }
      case "used" -> {
        RecordingActions.Used asked = actions.takeUsed();
        if (asked == null || !asked.client().equals(who)) {
          throw failure("was asked for: " + asked);
        }
        String[] tool = words.get(2).split("/");
        List<UsedTool> tools =
            List.of(new UsedTool(tool[0], tool[1], Long.parseLong(words.get(3))));
        mux.onUsedLoaded(asked.client(), asked.project(), tools, now);
      }
      case "unused" -> {
        RecordingActions.Used asked = actions.takeUsed();
        if (asked != null) {
          throw failure("was asked for: " + asked);
        }
      }
      case "jitter" -> mux.jitter(() -> Double.parseDouble(who));
      case "wait" -> pass(Long.parseLong(who));
      case "config" -> mux.reconfigure(config(words.subList(1, words.size())), now);
      case "again" -> {
        byte[] params = states.get(session(words.get(2))).greeting().initialize();
        incoming(
            who,
            "{\"jsonrpc\":\"2.0\",\"id\":\"again\",\"method\":\"initialize\",\"params\":"
                + new String(params, StandardCharsets.UTF_8)
                + "}");
      }
      case "resume" -> mux.onSessionResumed(session(who), states.get(session(words.get(2))), now);
      case "questions" -> mux.questionsAfter(Long.parseLong(who));
      case "replace" -> replace(who, words.subList(2, words.size()));
      case "up" -> {
        incoming(who, initialize(words.subList(3, words.size())));
        forgetEffects();
        mux.onUpstreamStarted(upstream(words.get(2)), now);
        incoming(words.get(2), handshake(words.subList(3, words.size())));
        incoming(who, INITIALIZED);
        forgetEffects();
      }
      case "all" -> {
        incoming(who, initialize(words.subList(3, words.size())));
        for (String upstream : words.get(2).split(",")) {
          mux.onUpstreamStarted(upstream(upstream), now);
          incoming(upstream, handshake(words.subList(3, words.size())));
        }
        incoming(who, INITIALIZED);
        forgetEffects();
      }
      case "join" -> {
        incoming(who, initialize(words.subList(2, words.size())));
        forgetEffects();
        incoming(who, INITIALIZED);
        forgetEffects();
      }
      default -> throw failure("not understood");
    }
  }

  private static List<float[]> vectors(List<String> words) {
    List<float[]> vectors = new ArrayList<>();
    for (String word : words) {
      if (!word.equals("|") && !word.equals("none")) {
        String[] numbers = word.split(",");
        float[] vector = new float[numbers.length];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = Float.parseFloat(numbers[i]);
        }
        vectors.add(vector);
      }
    }
    return vectors;
  }

  private MuxConfig profiled(String profile, List<String> words) {
    Map<String, ToolFilter> tools = new LinkedHashMap<>();
    for (String word : words) {
      String[] parts = word.split("=", 2);
      List<String> allowed = parts.length == 1 ? List.of() : List.of(parts[1].split(","));
      tools.put(parts[0], new ToolFilter(allowed, List.of()));
    }
    Aggregate before = config.aggregate();
    Map<String, Profile> profiles = new LinkedHashMap<>(before.profiles());
    profiles.remove(profile);
    if (!tools.isEmpty()) {
      profiles.put(profile, new Profile(tools));
    }
    return new MuxConfig(
        config.servers(),
        config.limits(),
        config.rules(),
        config.disabled(),
        new Aggregate(before.separator(), before.find(), before.pinned(), profiles));
  }

  private MuxConfig config(List<String> words) {
    Map<String, ServerConfig> servers = new LinkedHashMap<>();
    Set<String> disabled = new LinkedHashSet<>();
    for (String word : words) {
      String[] parts = word.split("=", 2);
      String name = parts[0].replaceFirst("^[!^~%&]", "");
      List<String> command = List.of(parts[1].split(","));
      SharingPolicy policy = SharingPolicy.defaults();
      if (word.startsWith("~")) {
        policy = policy.withServerRequests(Optional.of(ServerRequestPolicy.SERIALIZED));
      }
      ServerConfig server = new ServerConfig(name, new LaunchTemplate.Program(command), policy);
      LifePolicy life =
          switch (word.charAt(0)) {
            case '^' -> server.life().withStart(StartMode.EAGER);
            case '%' -> server.life().withReplace(ReplaceMode.AFTER);
            case '&' -> server.life().withReplace(ReplaceMode.BESIDE);
            default -> server.life();
          };
      servers.put(
          name, new ServerConfig(name, server.launch(), server.sharing(), life, server.tools()));
      if (word.startsWith("!")) {
        disabled.add(name);
      }
    }
    return config.withServers(servers, disabled);
  }

  private static String version(List<String> words) {
    return words.stream().filter(word -> word.startsWith("20")).findFirst().orElse(VERSION);
  }

  private static String initialize(List<String> words) {
    String capabilities =
        words.stream().filter(word -> word.startsWith("{")).findFirst().orElse("{}");
    return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
        + version(words)
        + "\",\"capabilities\":"
        + capabilities
        + ",\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
  }

  private static String handshake(List<String> words) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\""
        + version(words)
        + "\",\"capabilities\":"
        + SERVER_CAPABILITIES
        + ",\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}";
  }

  private Optional<CloseCause> open(String name, List<String> words) {
    Map<String, String> environment = new HashMap<>();
    List<String> command = new ArrayList<>();
    for (String word : words) {
      int split = word.indexOf('=');
      if (split > 0) {
        environment.put(word.substring(0, split), word.substring(split + 1));
      } else {
        command.add(word);
      }
    }
    sessions.put(name, sessions.size() + 1);
    SessionHello hello =
        new SessionHello(target(command), environment.getOrDefault("CWD", "/project"), environment);
    return mux.onSessionOpen(session(name), hello, now);
  }

  private static Target target(List<String> command) {
    String first = command.get(0);
    if (first.startsWith("*") || first.startsWith("?")) {
      String[] parts = first.substring(1).split("#", 2);
      return new Target.All(
          parts[0].isEmpty() ? List.of() : List.of(parts[0].split(",")),
          first.startsWith("?"),
          parts.length == 1 ? "" : parts[1]);
    }
    return first.startsWith("@") ? new Target.Named(first.substring(1)) : new Target.AdHoc(command);
  }

  private void unexpected(CloseCause refusal) {
    throw failure("refused: " + refusal);
  }

  private void incoming(String place, String text) {
    String who = place.split("/")[0];
    int stream = streamOf(place);
    FrameView frame = Frames.scan(raw(text));
    if (sessions.containsKey(who)) {
      mux.onSessionFrame(session(who), stream, frame, now);
    } else {
      mux.onUpstreamFrame(upstream(who), stream, frame, now);
    }
  }

  /** A frame with the characters that an editor would not show, and with very many tools. */
  private static String raw(String text) {
    return MANY_TOOLS
        .matcher(text)
        .replaceAll(many -> manyTools(Integer.parseInt(many.group(1))))
        .replace("<CR>", "\r")
        .replace("<LS>", "\u2028")
        .replace("<PS>", "\u2029")
        .replace("<NEL>", "\u0085")
        .replace("<BOM>", "\ufeff");
  }

  private static String manyTools(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"name\":\"t" + i + "x\"}")
        .collect(Collectors.joining(","));
  }

  private static int streamOf(String place) {
    int slash = place.indexOf('/');
    return slash < 0 ? Mux.MAIN_STREAM : Integer.parseInt(place.substring(slash + 1));
  }

  private void expectAwaits(String place, boolean expected) {
    if (mux.awaitsReply(session(place.split("/")[0]), streamOf(place)) != expected) {
      throw failure("instead: " + !expected);
    }
  }

  private void writability(String who, boolean writable) {
    if (sessions.containsKey(who)) {
      mux.onSessionWritability(session(who), writable, now);
    } else {
      mux.onUpstreamWritability(upstream(who), writable, now);
    }
  }

  /** Lets time pass from deadline to deadline, as a driver would. */
  private void pass(long millis) {
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (mux.nextDeadline() <= end) {
      now = Math.max(now, mux.nextDeadline());
      mux.onDeadline(now);
    }
    now = end;
  }

  /**
   * The next effect, null when there is none. What is asked of the catalog's files is answered at
   * once.
   */
  private Effect poll() {
    Effect effect = actions.poll();
    while (effect instanceof RecordingActions.LoadedCatalog load) {
      mux.onCatalogLoaded(load.key(), catalog.get(load.key()), age, program, now);
      effect = actions.poll();
    }
    if (effect instanceof RecordingActions.Saved saved) {
      kept.put(saved.key(), saved.text().getBytes(StandardCharsets.UTF_8));
    } else if (effect instanceof RecordingActions.SavedCatalog saved) {
      catalog.put(saved.key(), saved.bytes());
      age = 0;
    }
    return effect;
  }

  private void expect(String expected) {
    if (anyOrder) {
      takeFirstOf(link(expected));
    }
    Effect effect = next();
    if (effect == null) {
      throw failure("nothing happened");
    }
    String actual = describe(effect);
    if (!pattern(expected).matcher(actual).matches()) {
      throw failure("instead: " + actual);
    }
  }

  private Effect next() {
    return ahead.isEmpty() ? poll() : ahead.poll();
  }

  /** Puts the first effect on a link, if there is one, before those on others. */
  private void takeFirstOf(String link) {
    for (Effect each = poll(); each != null; each = poll()) {
      ahead.add(each);
    }
    Optional<Effect> first =
        ahead.stream().filter(each -> link(describe(each)).equals(link)).findFirst();
    if (first.isPresent()) {
      ahead.remove(first.get());
      ahead.addFirst(first.get());
    }
  }

  /** What an effect is on: a session or an upstream. */
  private static String link(String effect) {
    String[] words = effect.split(" ", 3);
    return (words[1].equals("<") ? words[0] : words[1]).split("/")[0];
  }

  private void expectNothing() {
    Effect effect = next();
    if (effect != null) {
      throw failure("before it, unexpectedly: " + describe(effect));
    }
  }

  private void forgetEffects() {
    while (next() != null) {
      // what "up" and "join" stand for is not checked
    }
  }

  private void replace(String server, List<String> expected) {
    List<String> begun = mux.restart(server, now).stream().map(number -> "u" + number).toList();
    if (!expected.isEmpty() && !begun.equals(expected)) {
      throw failure("to be waited for: " + begun);
    }
  }

  private static Pattern pattern(String expected) {
    String[] parts = expected.split("…", -1);
    StringBuilder regex = new StringBuilder(Pattern.quote(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      regex.append(".*").append(Pattern.quote(parts[i]));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private String describe(Effect effect) {
    if (effect instanceof RecordingActions.ToSession to) {
      String stream = to.stream() == Mux.MAIN_STREAM ? "" : "/" + to.stream();
      return name(to.session()) + stream + " < " + to.frame();
    } else if (effect instanceof RecordingActions.ToUpstream to) {
      return "u" + to.upstream() + " < " + to.frame();
    } else if (effect instanceof RecordingActions.Started started) {
      return "start u" + started.upstream();
    } else if (effect instanceof RecordingActions.Stopped stopped) {
      return "stop u" + stopped.upstream();
    } else if (effect instanceof RecordingActions.LookedAt looked) {
      return "look u" + looked.upstream();
    } else if (effect instanceof RecordingActions.Closed closed) {
      return "closed " + name(closed.session()) + " " + closed.cause().reason();
    } else if (effect instanceof RecordingActions.ReadsPaused paused) {
      return "paused " + name(paused.session());
    } else if (effect instanceof RecordingActions.Saved saved) {
      return "saved " + saved.key();
    } else if (effect instanceof RecordingActions.Embeds asked) {
      return "embed " + (asked.first() ? "first " : "") + String.join(" | ", asked.texts());
    } else if (effect instanceof RecordingActions.SavedCatalog) {
      return "saved catalog";
    } else {
      return "resumed " + name(((RecordingActions.ReadsResumed) effect).session());
    }
  }

  private String name(int session) {
    return sessions.entrySet().stream()
        .filter(entry -> entry.getValue() == session)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private String shown(String who) {
    if (!sessions.containsKey(who.split("/")[0])) {
      upstream(who);
    }
    return who;
  }

  private int session(String name) {
    Integer number = sessions.get(name);
    if (number == null) {
      throw failure("no session is named " + name);
    }
    return number;
  }

  private int upstream(String name) {
    if (!name.matches("u\\d+")) {
      throw failure("neither a session nor an upstream: " + name);
    }
    return Integer.parseInt(name.substring(1));
  }

  private AssertionError failure(String what) {
    return new AssertionError("line " + lineNumber + ": " + line + "\n  " + what);
  }
}
