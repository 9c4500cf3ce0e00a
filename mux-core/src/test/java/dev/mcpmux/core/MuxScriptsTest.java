package dev.mcpmux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.CachePolicy;
import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.StartMode;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.script.MuxScript;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file of {@code scripts} is a page of protocol examples: sections that begin with {@code ==
 * title}.
 */
class MuxScriptsTest {

  @TestFactory
  Stream<DynamicTest> every_script_runs_as_written() throws IOException, URISyntaxException {
    URL folder = MuxScriptsTest.class.getResource("/scripts");
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(folder.toURI()))) {
      files = listed.sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream().flatMap(MuxScriptsTest::sections);
  }

  private static Stream<DynamicTest> sections(Path file) {
    try {
      String[] parts = ("\n" + Files.readString(file)).split("\n== ");
      boolean withCatalog = file.getFileName().toString().matches("3\\d-.*");
      return Stream.of(parts)
          .skip(1)
          .map(
              part -> {
                String[] titleAndScript = part.split("\n", 2);
                return DynamicTest.dynamicTest(
                    file.getFileName() + ": " + titleAndScript[0],
                    () -> new MuxScript(config(withCatalog)).run(titleAndScript[1]));
              });
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Small limits, so that a script can reach them.
   *
   * @param withCatalog whether servers may be left asleep; scripts about other things would only be
   *     longer with it
   */
  private static MuxConfig config(boolean withCatalog) {
    Limits defaults = Limits.defaults();
    Limits limits =
        defaults.with(
            Map.ofEntries(
                Map.entry("maxInFlightPerSession", 4),
                Map.entry("maxInFlightPerUpstream", 3),
                Map.entry("maxParkedPerSession", 2),
                Map.entry("maxParkedBytesPerSession", 1000),
                Map.entry("maxServerRequestsPerSession", 2),
                Map.entry("maxSubscriptionsPerSession", 3),
                Map.entry("maxTasksPerUpstream", 2),
                Map.entry("requestTimeoutMillis", 600_000),
                Map.entry("maxRequestMillis", 1_000_000),
                Map.entry("hangTimeoutMillis", 0), // but where a script says so
                Map.entry("rootsTimeoutMillis", 5_000),
                Map.entry("listChangedWindowMillis", 100),
                Map.entry("maxParallelStarts", withCatalog ? 4 : 16),
                Map.entry(
                    "ownRequestTimeoutMillis",
                    withCatalog ? defaults.ownRequestTimeoutMillis() : 600_000),
                Map.entry("maxCatalogListBytes", withCatalog ? 500 : 0),
                Map.entry("aggregateInitializeMillis", 3_000),
                Map.entry("aggregateListMillis", 10_000),
                Map.entry("maxListPages", 2),
                Map.entry("maxNameBytesPerSession", 600)));
    SharingPolicy policy = SharingPolicy.defaults();
    Map<String, ServerConfig> servers = new LinkedHashMap<>();
    for (ServerConfig server :
        List.of(
            server(
                "serialized",
                policy.withServerRequests(Optional.of(ServerRequestPolicy.SERIALIZED))),
            server("common", policy.withHandshake(HandshakeMode.COMMON)),
            server("one", policy),
            server("two", policy),
            new ServerConfig(
                "remote",
                new LaunchTemplate.Remote(
                    RemoteKind.HTTP,
                    "https://example.com/mcp",
                    Map.of("Authorization", "Bearer ${TOKEN:-none}"),
                    Optional.empty()),
                policy,
                LifePolicy.defaults(),
                ToolFilter.none()),
            cached("cached"),
            filtered("filtered", new ToolFilter(List.of("get_*"), List.of("*_secret"))))) {
      servers.put(server.name(), server);
    }
    return new MuxConfig(withCatalog ? living() : servers, limits);
  }

  private static ServerConfig cached(String name) {
    ServerConfig server = server(name, SharingPolicy.defaults());
    return new ServerConfig(
        name,
        server.launch(),
        server.sharing(),
        server.life(),
        ToolFilter.none(),
        Optional.of(new CachePolicy(List.of("read_*", "look"), 60_000)));
  }

  private static ServerConfig filtered(String name, ToolFilter tools) {
    ServerConfig server = server(name, SharingPolicy.defaults());
    return new ServerConfig(name, server.launch(), server.sharing(), server.life(), tools);
  }

  /** Servers that say when they start and stop. */
  private static Map<String, ServerConfig> living() {
    LifePolicy usual = LifePolicy.defaults();
    return Map.of(
        "sleepy", living("sleepy", usual.with(LifePolicy.Time.IDLE_STOP_ATTACHED, 60_000)),
        "eager", living("eager", usual.withStart(StartMode.EAGER)),
        "eager-variable", variable("eager-variable", usual.withStart(StartMode.EAGER)),
        "slow", living("slow", usual.with(LifePolicy.Time.START_TIMEOUT, 5_000)),
        "short", living("short", usual.with(LifePolicy.Time.IDLE_STOP, 5_000)),
        "kept", living("kept", usual.with(LifePolicy.Time.IDLE_STOP, LifePolicy.NEVER)));
  }

  private static ServerConfig variable(String name, LifePolicy life) {
    return new ServerConfig(
        name,
        new LaunchTemplate.Program("server", "${TOKEN}"),
        SharingPolicy.defaults(),
        life,
        ToolFilter.none());
  }

  private static ServerConfig living(String name, LifePolicy life) {
    ServerConfig server = server(name, SharingPolicy.defaults());
    return new ServerConfig(name, server.launch(), server.sharing(), life, ToolFilter.none());
  }

  private static ServerConfig server(String name, SharingPolicy policy) {
    return new ServerConfig(name, new LaunchTemplate.Program("server", name), policy);
  }
}
