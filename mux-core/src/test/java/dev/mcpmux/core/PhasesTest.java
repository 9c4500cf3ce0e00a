package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.port.UpstreamExit;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.RecordingActions.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method and notification in every phase of a session, in all views and from both sides, with
 * parameters right and wrong and with half a character in each string: it is answered or ignored,
 * and the session goes on.
 */
class PhasesTest {
  private static final String HALF = "\"\\ud83d\"";
  private static final int MAX_DEADLINES = 50;

  private enum View {
    ONE(new Target.Named("one")),
    FILTERED(new Target.Named("filtered")),
    COMMAND(new Target.AdHoc(List.of("server"))),
    ALL(new Target.All(List.of()));

    private final Target target;

    View(Target target) {
      this.target = target;
    }
  }

  /** Each goes on from the one before, but for the last three, which go on from OPEN. */
  private enum Phase {
    NEW,
    ASKED,
    STARTED,
    SILENT,
    OPEN,
    BUSY,
    INPUT_ENDED,
    EXITED,
    NOT_CONFIGURED
  }

  static Stream<Arguments> phases() {
    return Stream.of(View.values())
        .flatMap(view -> Stream.of(Phase.values()).map(phase -> Arguments.of(view, phase)));
  }

  @ParameterizedTest
  @MethodSource("phases")
  void whatever_a_client_says_is_answered_once_or_ignored(View view, Phase phase) {
    for (String frame : calls()) {
      World world = new World(view, phase);
      world.says(frame);
      world.goesOn(frame);
    }
    for (String frame : replies()) {
      World world = new World(view, phase);
      world.says(frame);
      world.goesOn(frame);
    }
  }

  @ParameterizedTest
  @MethodSource("phases")
  void whatever_a_server_says_harms_no_session(View view, Phase phase) {
    for (String frame : Stream.concat(calls().stream(), replies().stream()).toList()) {
      World world = new World(view, phase);
      world.serversSay(frame);
      world.goesOn(frame);
    }
  }

  private static List<String> calls() {
    List<String> frames = new ArrayList<>();
    for (Method method : Method.values()) {
      String name = method == Method.UNKNOWN ? "x/\\ud83d" : method.wireName();
      for (String params : List.of("", "[]", members(HALF), members("5"))) {
        String rest = params.isEmpty() ? "" : ",\"params\":" + params;
        String end = "\"method\":\"" + name + "\"" + rest + "}";
        frames.add("{\"jsonrpc\":\"2.0\",\"id\":\"q\"," + end);
        frames.add("{\"jsonrpc\":\"2.0\"," + end);
      }
      frames.add("{\"jsonrpc\":\"2.0\",\"id\":" + HALF + ",\"method\":\"" + name + "\"}");
    }
    return frames;
  }

  private static List<String> replies() {
    List<String> frames = new ArrayList<>();
    for (String id : List.of("1", "2", "3", "\"2\"", "2.0", "2.5", "null", "true", "{}", HALF)) {
      for (String result : List.of("null", members(HALF), lists(HALF), lists("5"))) {
        frames.add("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
      }
      for (String error : List.of("{}", "null", "{\"code\":" + HALF + ",\"data\":{\"uri\":5}}")) {
        frames.add("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":" + error + "}");
      }
    }
    frames.add("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-1,\"message\":" + HALF + "}}");
    return frames;
  }

  /** All that is looked for in any message, with this value where a string belongs. */
  private static String members(String s) {
    return "{\"name\":_,\"uri\":_,\"cursor\":_,\"level\":_,\"task\":{\"taskId\":_},\"taskId\":_,"
        .concat("\"status\":_,\"elicitationId\":_,\"mode\":_,\"requestId\":_,\"progressToken\":_,")
        .concat("\"ref\":{\"type\":_,\"name\":_,\"uri\":_},\"protocolVersion\":_,\"roots\":[_],")
        .concat("\"capabilities\":{\"roots\":{},\"sampling\":{},\"elicitation\":{},_:{}},")
        .concat("\"clientInfo\":{\"name\":_,\"version\":_},\"serverInfo\":{\"name\":_},")
        .concat("\"_meta\":{\"progressToken\":_,\"io.modelcontextprotocol/subscriptionId\":_,")
        .concat("\"io.modelcontextprotocol/protocolVersion\":_,")
        .concat("\"io.modelcontextprotocol/related-task\":{\"taskId\":_}}}")
        .replace("{},_:{}", s.startsWith("\"") ? "{}," + s + ":{}" : "{}")
        .replace("_,", s + ",")
        .replace("_}", s + "}")
        .replace("[_]", "[" + s + "]");
  }

  private static String lists(String s) {
    String item = "[{\"name\":_,\"uri\":_,\"uriTemplate\":_,\"taskId\":_,\"status\":_},_]";
    return ("{\"tools\":#,\"prompts\":#,\"resources\":#,\"resourceTemplates\":#,\"tasks\":#,"
            + "\"roots\":#,\"content\":#,\"contents\":#,\"messages\":#,\"nextCursor\":_}")
        .replace("#", item)
        .replace("_,", s + ",")
        .replace("_}", s + "}")
        .replace("_]", s + "]");
  }

  /** One session, and a driver without I/O around it. */
  private static final class World {
    private final RecordingActions actions = new RecordingActions();
    private final Mux mux = new Mux(config("one", "filtered"), actions, MuxListener.NONE);
    private final Set<Integer> starting = new LinkedHashSet<>();
    private final Set<Integer> running = new LinkedHashSet<>();
    private final List<String> received = new ArrayList<>();
    private long now = TimeUnit.HOURS.toNanos(1);
    private boolean closed;

    World(View view, Phase phase) {
      mux.onStateLoaded("traits", null, now);
      mux.onStateLoaded("eager", null, now);
      assertThat(mux.onSessionOpen(1, new SessionHello(view.target, "/\ud83d", Map.of()), now))
          .isEmpty();
      settle();
      for (Phase each : Phase.values()) {
        if (each.ordinal() <= Math.min(phase.ordinal(), Phase.BUSY.ordinal()) || each == phase) {
          enter(each);
        }
      }
      received.clear();
    }

    private void enter(Phase phase) {
      switch (phase) {
        case NEW -> {}
        case ASKED ->
            says(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                    + "\"protocolVersion\":\"2025-11-25\",\"clientInfo\":{\"name\":\"c\"},"
                    + "\"capabilities\":{\"roots\":{\"listChanged\":true},\"sampling\":{}}}}");
        case STARTED -> {
          for (int upstream : List.copyOf(starting)) {
            starting.remove(upstream);
            running.add(upstream);
            mux.onUpstreamStarted(upstream, now);
          }
          settle();
        }
        case SILENT ->
            serversSay(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{\"tools\":{\"listChanged\":true},\"prompts\":{},"
                    + "\"resources\":{\"subscribe\":true},\"logging\":{},\"tasks\":{\"list\":{}}},"
                    + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}");
        case OPEN -> says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        case BUSY -> {
          says(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
          says(
              "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/subscribe\",\"params\":{"
                  + "\"uri\":\"x:/1\"}}");
        }
        case INPUT_ENDED -> {
          mux.onSessionInputEnd(1, now);
          settle();
        }
        case EXITED -> {
          for (int upstream : List.copyOf(running)) {
            running.remove(upstream);
            mux.onUpstreamExit(upstream, new UpstreamExit("exited", List.of("\ud83d")), now);
          }
          settle();
        }
        case NOT_CONFIGURED -> {
          mux.reconfigure(config(), now);
          settle();
        }
      }
    }

    void says(String text) {
      FrameView frame = Frames.scan(text);
      mux.onSessionFrame(1, Mux.MAIN_STREAM, frame, now);
      settle();
    }

    void serversSay(String text) {
      for (int upstream : List.copyOf(running)) {
        FrameView frame = Frames.scan(text);
        mux.onUpstreamFrame(upstream, frame, now);
        settle();
      }
    }

    /** Time passes, the session is still answered, and ends. */
    void goesOn(String after) {
      long own = received.stream().filter(frame -> frame.contains("\"id\":\"q\"")).count();
      if (!closed) {
        received.clear();
        says("{\"jsonrpc\":\"2.0\",\"id\":\"alive\",\"method\":\"ping\"}");
        assertThat(received).as(after).anyMatch(frame -> frame.contains("\"id\":\"alive\""));
      }
      for (int i = 0; i < MAX_DEADLINES && mux.nextDeadline() != Long.MAX_VALUE; i++) {
        now = Math.max(now, mux.nextDeadline());
        mux.onDeadline(now);
        settle();
      }
      own += received.stream().filter(frame -> frame.contains("\"id\":\"q\"")).count();
      assertThat(own).as("answers to " + after).isLessThanOrEqualTo(2); // one from a server
      mux.onSessionClose(1, now);
      mux.status(now);
      mux.stop(new CloseCause("stopping", "the end"), now);
      settle();
      if (actions.parkedFrames() > 0) {
        fail("frames are parked after " + after);
      }
    }

    private void settle() {
      for (Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
        if (effect instanceof RecordingActions.LoadedCatalog load) {
          mux.onCatalogLoaded(load.key(), null, 0, "", now);
        } else if (effect instanceof RecordingActions.Started started) {
          starting.add(started.upstream());
        } else if (effect instanceof RecordingActions.ToSession to) {
          assertThat(Frames.scan(to.frame()).fault()).isEqualTo(FrameFault.NONE);
          received.add(to.frame());
        } else if (effect instanceof RecordingActions.ToUpstream to) {
          assertThat(Frames.scan(to.frame()).fault()).isEqualTo(FrameFault.NONE);
        } else if (effect instanceof RecordingActions.Stopped stopped) {
          starting.remove(stopped.upstream());
          running.remove(stopped.upstream());
          mux.onUpstreamExit(stopped.upstream(), new UpstreamExit("exited", List.of()), now);
        } else if (effect instanceof RecordingActions.Closed) {
          closed = true;
        }
      }
    }

    private static MuxConfig config(String... names) {
      Map<String, ServerConfig> servers = new LinkedHashMap<>();
      for (String name : names) {
        servers.put(
            name,
            new ServerConfig(
                name,
                new LaunchTemplate.Program(name),
                SharingPolicy.defaults(),
                LifePolicy.defaults(),
                name.equals("filtered")
                    ? new ToolFilter(List.of("get_*"), List.of("*_secret"))
                    : ToolFilter.none()));
      }
      return new MuxConfig(servers, Limits.defaults());
    }
  }
}
