package dev.mcpmux.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.schema.Schema;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import dev.mcpmux.core.state.MuxState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the arguments of a tool are that stand in those of {@code call_tool}: they come to the
 * server byte for byte, or are refused as a look at the value alone would refuse them.
 */
class FoundArgumentsTest {
  private static final int RUNS = 800;

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"minLength\":1},\"b\":{\"type\":"
          + "\"string\"},\"n\":{\"type\":\"integer\"},\"l\":{\"type\":\"array\",\"items\":{\"type\":"
          + "\"string\"}},\"o\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"x\":{}}},"
          + "\"m\":{\"type\":\"string\",\"maxLength\":6000},\"e\":{\"enum\":[\"a\",\"b\"]}},"
          + "\"required\":[\"a\"],\"additionalProperties\":false}";

  private static final List<String> PIECES =
      List.of(
          "x", "\\\"", "\\\\", "\\n", "\u65e5", "\ud83d\ude00", "\\u0041", "}]", "\\ud800", "a b");

  private final RecordingActions actions = new RecordingActions();
  private final Aggregates view;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private int calls;
  private int passedLong;
  private int refusedLong;

  FoundArgumentsTest() {
    MuxConfig config = new MuxConfig(Map.of("s", Servers.plain("s")), Limits.defaults());
    view = new Aggregates(config, actions, MuxListener.NONE);
    MuxParts parts = new MuxParts(new MuxState(config, actions, view.actions(), view.listener()));
    view.over(parts);
    parts.stateLoaded("traits", null);
    view.open(1, new SessionHello(new Target.All(List.of(), true), "/p", Map.of()));
    fromClient(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{}}}");
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.LoadedCatalog asked) {
        parts.catalogLoaded(asked.key(), null, 0, null);
      }
    }
    parts.upstreamStarted(1);
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"tools\":{\"listChanged\":true}}}}");
    fromClient("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    fromClient(call("{\"name\":\"s__t\",\"arguments\":{\"a\":\"x\"}}", ""));
    fromServer(
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"t\",\"inputSchema\":"
            + SCHEMA
            + "}]}}");
    sent();
  }

  @Test
  void arguments_come_as_they_were_written_or_are_refused_as_ever() {
    Schema schema = Schema.of(SCHEMA);
    for (int run = 0; run < RUNS; run++) {
      String arguments = object(SCHEMA_NAMES, 2);
      String meta = random.nextInt(4) == 0 ? ",\"_meta\":{\"k\":" + string() + "}" : "";
      fromClient(call(outer(arguments), meta));
      List<String> errors = schema.errors("arguments", utf8(arguments));
      List<String> sent = sent();

      assertThat(sent).as("seed %d, run %d", seed, run).hasSize(1);
      String frame = sent.get(0);
      boolean isLong = arguments.length() > 5_000;
      if (errors.isEmpty()) {
        assertThat(frame)
            .as("seed %d, run %d", seed, run)
            .endsWith(
                "\"method\":\"tools/call\",\"params\":{\"name\":\"t\", \"arguments\": "
                    + arguments
                    + meta
                    + " }}");
        passedLong += isLong ? 1 : 0;
      } else {
        String why = String.join("\n", errors).replace("\\", "\\\\").replace("\"", "\\\"");
        assertThat(frame)
            .as("seed %d, run %d", seed, run)
            .contains("\"isError\":true")
            .contains(why.replace("\n", "\\n"));
        refusedLong += isLong ? 1 : 0;
      }
    }
    assertThat(passedLong).isGreaterThan(20);
    assertThat(refusedLong).isGreaterThan(20);
  }

  private static final List<String> SCHEMA_NAMES = List.of("a", "b", "n", "l", "o", "m", "e");

  /** With its members in some order, and now and then one of them twice. */
  private String outer(String arguments) {
    List<String> members = new ArrayList<>();
    members.add("\"name\":" + space() + "\"s__t\"");
    members.add("\"arguments\"" + space() + ":" + space() + arguments);
    if (random.nextInt(8) == 0) {
      members.add(0, "\"arguments\":" + object(SCHEMA_NAMES, 1));
    } else if (random.nextBoolean()) {
      Collections.swap(members, 0, 1);
    }
    return "{" + space() + String.join(space() + ",", members) + space() + "}";
  }

  private String object(List<String> names, int depth) {
    StringBuilder json = new StringBuilder("{" + space());
    if (names == SCHEMA_NAMES && random.nextInt(8) > 0) {
      json.append("\"a\":").append(string()).append(',');
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = random.nextInt(20) == 0 ? "z" : names.get(1 + random.nextInt(names.size() - 1));
      String escaped =
          random.nextInt(20) == 0 ? "\\u00" + Integer.toHexString(name.charAt(0)) : name;
      json.append('"').append(escaped).append('"').append(space()).append(':').append(space());
      json.append(random.nextInt(12) == 0 ? any(depth) : fitting(name, depth)).append(space());
      json.append(',');
    }
    int last = json.length() - 1;
    if (json.charAt(last) == ',') {
      json.deleteCharAt(last);
    }
    return json.append(space()).append('}').toString();
  }

  private String fitting(String name, int depth) {
    return switch (name) {
      case "n" -> String.valueOf(random.nextInt(1000) - 500);
      case "l" -> "[" + string() + space() + "," + space() + string() + "]";
      case "o" -> depth == 0 ? "{}" : object(List.of("", "a", "x"), depth - 1);
      case "e" -> random.nextBoolean() ? "\"a\"" : "\"b\"";
      default -> string();
    };
  }

  private String any(int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> "null";
      case 1 -> "1.5e3";
      case 2 -> "[" + (depth == 0 ? "" : any(depth - 1)) + "]";
      case 3 -> "true";
      case 4 -> "\"\"";
      default -> depth == 0 ? "{}" : object(SCHEMA_NAMES, depth - 1);
    };
  }

  private String string() {
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    int times = random.nextInt(4) == 0 ? random.nextInt(9_000) : random.nextInt(8);
    return "\"" + piece.repeat(times) + (random.nextBoolean() ? "y" : "") + "\"";
  }

  private String space() {
    return random.nextInt(5) == 0 ? " \t".substring(random.nextInt(2)) : "";
  }

  private String call(String arguments, String meta) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"call_tool\", \"arguments\": %s%s }}"
        .formatted(++calls, arguments, meta);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** In a buffer of one kind or the other, somewhere in it, as it comes in one read or in two. */
  private void fromClient(String frame) {
    byte[] bytes = utf8(frame + "\n");
    int start = random.nextInt(3);
    int size = start + bytes.length + random.nextInt(3);
    ByteBuffer buffer =
        random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    buffer.put(start, bytes);
    FrameScanner scanner = new FrameScanner();
    scanner.scan(buffer, start, start + random.nextInt(bytes.length));
    scanner.scan(buffer, start, start + bytes.length);
    view.sessionFrame(1, Mux.MAIN_STREAM, scanner.view());
    view.settle();
  }

  private void fromServer(String frame) {
    view.upstreamFrame(1, 0, Frames.scan(frame));
    view.settle();
  }

  private List<String> sent() {
    List<String> frames = new ArrayList<>();
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        frames.add(to.frame());
      } else if (effect instanceof RecordingActions.ToUpstream to) {
        frames.add(to.frame());
      }
    }
    return frames;
  }
}
