package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.process.ProcessFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A server on a real socket with the {@link EchoServer} behind it, and clients. */
public abstract class EndToEnd {

  public static final String ECHO = "{\"name\":\"echo\"}";

  @Parameter Transport transport;
  @TempDir public Path directory;
  public Path socket;
  public MuxServer server;
  private final List<TestClient> clients = new ArrayList<>();

  @BeforeEach
  public void chooseSocket() {
    socket = directory.resolve("home/mcpmux.sock");
  }

  @AfterEach
  public void stop() throws Exception {
    for (TestClient client : clients) {
      client.close();
    }
    if (server != null) {
      server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  public void start(Limits limits) throws Exception {
    ServerConfig echo = echo(Optional.of(directory.toString()), SharingPolicy.defaults());
    MuxServerBuilder builder =
        MuxServer.builder(socket)
            .transport(transport)
            .stopWaits(ProcessFixture.SHORT_WAITS)
            .config(new MuxConfig(Map.of("echo", echo), limits));
    choose(builder);
    server = builder.build();
    server.start();
  }

  public static ServerConfig echo(Optional<String> cwd, SharingPolicy sharing) {
    return new ServerConfig(
        "echo",
        new LaunchTemplate.Program(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                EchoServer.class.getName())
            .in(cwd),
        sharing);
  }

  /** What a test chooses beside. */
  public void choose(MuxServerBuilder builder) {}

  public static Limits limits(int maxFrameBytes, long maxUnsentBytes) {
    return limits(
        Map.of(
            "maxFrameBytes", maxFrameBytes,
            "sessionOutputSoftBytes", 64 * 1024,
            "sessionOutputHardBytes", maxUnsentBytes));
  }

  /** The defaults, with some of them changed by name. */
  public static Limits limits(Map<String, ?> changed) {
    return Changed.of(Limits.defaults(), changed);
  }

  public TestClient attach(String target) throws Exception {
    TestClient client = TestClient.attach(socket, directory, target);
    clients.add(client);
    return client;
  }

  /**
   * @param members members of the hello more, each with a comma in front
   */
  public TestClient attachSaying(String target, String members) throws Exception {
    TestClient client = TestClient.attachSaying(socket, directory, target, members);
    clients.add(client);
    return client;
  }

  /** A session past its handshake. */
  public TestClient session(String target) throws Exception {
    TestClient client = attach(target);
    client.send(initialize());
    assertThat(client.line()).contains("\"id\":\"init\"", "\"result\"");
    client.send(initialized());
    return client;
  }

  public static String initialize() {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{"
        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
        + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
  }

  public static String initialized() {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  }

  public static String call(String id, String name, String arguments, String token) {
    String meta = token == null ? "" : ",\"_meta\":{\"progressToken\":" + token + "}";
    return "{\"method\":\"tools/call\",\"params\":{\"name\":\""
        + name
        + "\",\"arguments\":{"
        + arguments
        + "}"
        + meta
        + "},\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + "}";
  }

  public MuxStatus status() throws Exception {
    return server.status().toCompletableFuture().get();
  }

  public List<MuxStatus.Upstream> processes() throws Exception {
    return status().servers().stream().flatMap(s -> s.upstreams().stream()).toList();
  }
}
