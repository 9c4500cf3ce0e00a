package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.config.HttpLimits;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The schema that is shipped, the reader, and {@code docs/config.md} know the same keys. */
class ConfigSchemaTest {

  private static final Path SCHEMA = Path.of("src", "main", "dist", "config.schema.json");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([A-Za-z]+)` \\|");

  private static final List<String> KINDS =
      List.of(
          "server",
          "wellKnownServer",
          "find",
          "cache",
          "profile",
          "sessionEnv",
          "limits",
          "http",
          "httpTls",
          "httpLimits",
          "metrics",
          "telemetry",
          "context",
          "usage",
          "tap");

  /** Read by editors, not by mcpmux. */
  private static final String SCHEMA_KEY = "$schema";

  /** What only entries of remote servers have, beside their URL. */
  private static final Set<String> REMOTE = Set.of("headers", "caFile");

  @Test
  void schema_reader_and_document_have_the_same_keys() throws Exception {
    ConfigReader in = new ConfigReader("none", "{}");

    hold("top level", keys("properties"), new Top(in).members().keySet());
    hold("server", keys("$defs", "server"), new ServerReader("a").members(in).keySet());
    hold(
        "wellKnownServer",
        keys("$defs", "wellKnownServer"),
        new WellKnownReader().members(in).keySet());
    hold("find", keys("$defs", "find"), new AggregateReader().members(in).keySet());
    hold("cache", keys("$defs", "cache"), new CacheReader().members(in).keySet());
    hold("profile", keys("$defs", "profile"), new ProfileReader().members(in).keySet());
    hold("sessionEnv", keys("$defs", "sessionEnv"), new SessionEnvReader().members(in).keySet());
    hold("http", keys("$defs", "http"), new HttpReader().members(in).keySet());
    hold("http.tls", keys("$defs", "httpTls"), new HttpReader().tlsMembers(in).keySet());
    hold("metrics", keys("$defs", "metrics"), new ObserveReader().metricsMembers(in).keySet());
    hold(
        "telemetry", keys("$defs", "telemetry"), new ObserveReader().telemetryMembers(in).keySet());
    hold("context", keys("$defs", "context"), new ContextSettings.Reader().members(in).keySet());
    hold("usage", keys("$defs", "usage"), new UsageReader().members(in).keySet());
    hold("tap", keys("$defs", "tap"), new TapReader().members(in).keySet());
    hold("limits", keys("$defs", "limits"), limits(Limits.defaults()));
    hold("http.limits", keys("$defs", "httpLimits"), limits(HttpLimits.defaults()));
  }

  private static Set<String> limits(Record defaults) {
    return new LimitsReader<>(defaults)
        .members(new ConfigReader("none", "{}"), new HashMap<>())
        .keySet();
  }

  private static void hold(String where, Set<String> schema, Set<String> reader) throws Exception {
    assertThat(schema).as(where).containsExactlyInAnyOrderElementsOf(reader);
    Set<String> documented = new TreeSet<>();
    for (Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("..", "docs", "config.md")));
        row.find(); ) {
      documented.add(row.group(1));
    }
    Set<String> own = new TreeSet<>(schema);
    own.remove(SCHEMA_KEY);
    assertThat(documented).as("docs/config.md, " + where).containsAll(own);
  }

  @Test
  void the_document_has_no_key_that_the_reader_does_not_have() throws Exception {
    Set<String> known = new TreeSet<>(keys("properties"));
    for (String kind : KINDS) {
      known.addAll(keys("$defs", kind));
    }
    for (Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("..", "docs", "config.md")));
        row.find(); ) {
      assertThat(known).contains(row.group(1));
    }
  }

  @Test
  void every_example_and_default_of_the_schema_is_read_without_a_warning() throws Exception {
    int examples = 0;
    for (Example example : examples()) {
      assertThat(ConfigFileTest.rightOnly(example.where, example.config).warnings())
          .as(example.config)
          .isEmpty();
      examples++;
    }
    assertThat(examples).isGreaterThan(30);
  }

  @Test
  void what_the_schema_does_not_allow_is_refused_by_the_reader() throws Exception {
    for (Example example : examples()) {
      if (!example.raw.equals("null")) {
        String broken = example.config.replace(example.raw, "null");
        assertThatThrownBy(() -> ConfigFileTest.rightOnly("broken", broken))
            .as(broken)
            .isInstanceOf(ConfigException.class);
      }
    }
  }

  @Test
  void every_limit_has_its_default_and_its_range() throws Exception {
    expectDefaultsAndRanges("limits", Limits.defaults());
    expectDefaultsAndRanges("httpLimits", HttpLimits.defaults());
  }

  private static void expectDefaultsAndRanges(String kind, Record defaults) throws Exception {
    for (RecordComponent limit : defaults.getClass().getRecordComponents()) {
      Map<String, Object> property = members(at("$defs", kind, "properties", limit.getName()));
      boolean isInt = limit.getType() == int.class;

      assertThat(property)
          .containsEntry("type", "integer")
          .containsEntry("minimum", "0")
          .containsEntry("maximum", isInt ? "2147483647" : "1000000000000")
          .containsEntry("default", String.valueOf(limit.getAccessor().invoke(defaults)));
    }
  }

  /** A value of one key, and a config that has it. */
  private record Example(String where, String raw, String config) {}

  private static List<Example> examples() throws Exception {
    Map<String, String> frames = new LinkedHashMap<>();
    frames.put("", "{%s}");
    frames.put("server", "{\"mcpServers\": {\"a\": {%s}}}");
    frames.put("wellKnownServer", "{\"wellKnownServers\": {\"a\": {%s}}}");
    frames.put("find", "{\"find\": {%s}}");
    frames.put("cache", "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"cache\": {%s}}}}");
    frames.put("profile", "{\"profiles\": {\"a\": {%s}}}");
    frames.put("sessionEnv", "{\"sessionEnv\": {%s}}");
    frames.put("limits", "{\"limits\": {%s}}");
    frames.put("context", "{\"context\": {%s}}");
    frames.put("usage", "{\"usage\": {%s}}");
    frames.put("tap", "{\"tap\": {%s}}");
    frames.put("http", "{\"http\": {%s}}");
    frames.put("metrics", "{\"metrics\": {%s}}");
    frames.put("telemetry", "{\"telemetry\": {\"endpoint\": \"http://x\", %s}}");
    frames.put("httpLimits", "{\"http\": {\"limits\": {%s}}}");
    List<Example> examples = new java.util.ArrayList<>();
    try (JsonParser in =
        new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(SCHEMA))) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME
            && (in.currentName().equals("examples") || in.currentName().equals("default"))) {
          List<String> path =
              List.of(in.streamReadContext().pathAsPointer().toString().substring(1).split("/"));
          String kind = path.get(0).equals("$defs") ? path.get(1) : "";
          String key = path.get(path.size() - 2);
          boolean several = in.currentName().equals("examples");
          in.nextToken();
          for (String raw : values(in, several)) {
            String member = "\"" + key + "\": " + raw;
            boolean whole = key.equals("command") || key.equals("url");
            boolean endpoint = kind.equals("telemetry") && key.equals("endpoint");
            String way = REMOTE.contains(key) ? "\"url\": \"http://x\", " : "\"command\": \"x\", ";
            String members = kind.equals("server") && !whole ? way + member : member;
            examples.add(
                new Example(
                    String.join("/", path),
                    raw,
                    endpoint
                        ? "{\"telemetry\": {" + member + "}}"
                        : frames.get(kind).formatted(members)));
          }
        }
      }
    }
    return examples;
  }

  private static List<String> values(JsonParser in, boolean several) {
    List<String> values = new java.util.ArrayList<>();
    if (!several) {
      values.add(copy(in));
    } else {
      while (in.nextToken() != JsonToken.END_ARRAY) {
        values.add(copy(in));
      }
    }
    return values;
  }

  private static String copy(JsonParser in) {
    StringWriter out = new StringWriter();
    try (JsonGenerator copy = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      copy.copyCurrentStructure(in);
    }
    return out.toString();
  }

  /** The names under {@code properties} there. */
  private static Set<String> keys(String... path) throws Exception {
    Map<String, Object> here = members(at(path));
    return here.containsKey("properties")
        ? members(here.get("properties")).keySet()
        : here.keySet();
  }

  private static Object at(String... path) throws Exception {
    Object here = JsonTree.parse(Files.readString(SCHEMA));
    for (String name : path) {
      here = members(here).get(name);
    }
    return here;
  }

  private static Map<String, Object> members(Object object) {
    Map<String, Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) object).forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }
}
