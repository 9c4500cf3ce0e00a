package dev.mcpmux.netty.remote;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.RemoteKind;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.MuxServer;
import dev.mcpmux.netty.TestClient;
import dev.mcpmux.netty.remote.ScriptedHttp.Call;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with one remote server in its config, which the test plays. */
abstract class RemoteEndToEnd {

  public static final String FAR = "{\"name\":\"far\"}";
  private static final String CAPABILITIES =
      "{\"sampling\":{},\"elicitation\":{},\"roots\":{\"listChanged\":true}}";

  @TempDir Path directory;
  public ScriptedHttp far;
  public MuxServer server;
  public RemoteKind kind = RemoteKind.HTTP;
  public Map<String, String> headers = Map.of();
  public Optional<String> caFile = Optional.empty();
  public String variables = "";
  public Limits limits = Limits.defaults().withoutCatalog();
  private final List<TestClient> clients = new ArrayList<>();

  @BeforeEach
  public void listen() throws Exception {
    far = new ScriptedHttp();
  }

  @AfterEach
  public void stop() throws Exception {
    far.close();
    for (TestClient client : clients) {
      client.close();
    }
    if (server != null) {
      server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  public Path socket() {
    return directory.resolve("home/mcpmux.sock");
  }

  public void start() throws Exception {
    start(far.url("/mcp"));
  }

  public void start(String url) throws Exception {
    ServerConfig config =
        new ServerConfig(
            "far",
            new LaunchTemplate.Remote(kind, url, headers, caFile),
            SharingPolicy.defaults(),
            LifePolicy.defaults(),
            ToolFilter.none());
    server =
        MuxServer.builder(socket()).config(new MuxConfig(Map.of("far", config), limits)).build();
    server.start();
  }

  public TestClient attach() throws Exception {
    TestClient client = TestClient.attach(socket(), directory, FAR, variables);
    clients.add(client);
    return client;
  }

  /** A session whose {@code initialize} is on its way. */
  public TestClient initializing() throws Exception {
    TestClient client = attach();
    client.send(
        EndToEnd.initialize().replace("\"capabilities\":{}", "\"capabilities\":" + CAPABILITIES));
    return client;
  }

  /** The first session, past its handshake; the server offers no stream to listen on. */
  public TestClient first() throws Exception {
    TestClient client = greeted();
    far.take("GET").answer("405 Method Not Allowed", "Allow: POST\r\n", "");
    return client;
  }

  /** The first session, past its handshake, while the server is asked for a stream. */
  public TestClient greeted() throws Exception {
    TestClient client = initializing();
    greet(far.take("initialize"), "s1");
    client.line();
    client.send(EndToEnd.initialized());
    far.take("notifications/initialized").accepted();
    return client;
  }

  /** A session more on the same upstream. */
  public TestClient another() throws Exception {
    TestClient client = initializing();
    client.line();
    client.send(EndToEnd.initialized());
    return client;
  }

  public static void greet(Call initialize, String session) throws Exception {
    initialize.answer(
        "200 OK",
        "Content-Type: application/json\r\nMcp-Session-Id: " + session + "\r\n",
        "{\"jsonrpc\":\"2.0\",\"id\":" + initialize.id() + ",\"result\":" + handshake() + "}");
  }

  public static String handshake() {
    return "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{\"listChanged\":true},"
        + "\"logging\":{}},\"serverInfo\":{\"name\":\"far\",\"version\":\"1\"}}";
  }

  public static String call(int id) {
    return EndToEnd.call(Integer.toString(id), "work", "", null);
  }
}
