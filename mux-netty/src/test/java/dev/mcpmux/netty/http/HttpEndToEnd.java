package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.http.RawHttp.Response;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A server that listens on HTTP as well, on a real loopback socket. */
public abstract class HttpEndToEnd extends EndToEnd {

  public static final String TOKEN = "the-token-of-the-tests";
  public static final String ACCEPT = "Accept: application/json, text/event-stream\r\n";

  private final List<RawHttp> connections = new ArrayList<>();
  private final Map<String, Object> limits = new HashMap<>();
  private HttpConfig config;
  private String token = TOKEN;

  @AfterEach
  public void disconnect() throws Exception {
    for (RawHttp connection : connections) {
      connection.close();
    }
  }

  /** To be said before {@link #start}. */
  public void limit(String name, Object value) {
    limits.put(name, value);
  }

  /** Another token than {@link #TOKEN}, to be said before {@link #start}. */
  public void token(String another) {
    token = another;
  }

  public void start() throws Exception {
    HttpConfig any = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    start(Changed.of(any, Map.of("limits", Changed.of(HttpLimits.defaults(), limits))));
  }

  public void start(HttpConfig chosen) throws Exception {
    start(chosen, Limits.defaults());
  }

  public void start(HttpConfig chosen, Limits limits) throws Exception {
    config = chosen;
    start(limits);
  }

  @Override
  public void choose(MuxServerBuilder builder) {
    builder.http(config, config.token() ? token : null);
  }

  public RawHttp connect() throws Exception {
    RawHttp connection = new RawHttp(server.httpUrl().orElseThrow());
    connections.add(connection);
    return connection;
  }

  /** A request with everything that is asked for; more header lines end with CR LF. */
  public static String request(String line, String moreHeaders, String body) {
    return line
        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + TOKEN
        + "\r\n"
        + moreHeaders
        + (body == null
            ? ""
            : "Content-Type: application/json\r\nContent-Length: "
                + body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                + "\r\n")
        + "\r\n"
        + (body == null ? "" : body);
  }

  public static String post(String path, String session, String body) {
    return request("POST " + path, ACCEPT + sessionHeader(session), body);
  }

  public static String get(String path, String session, String moreHeaders) {
    return request(
        "GET " + path,
        "Accept: text/event-stream\r\n" + sessionHeader(session) + moreHeaders,
        null);
  }

  private static String sessionHeader(String session) {
    return session == null ? "" : "Mcp-Session-Id: " + session + "\r\n";
  }

  /** The only response on a connection of its own. */
  public Response exchange(String request) throws Exception {
    return connect().send(request).response();
  }

  /** A session past its handshake; its id. */
  public String open(String version) throws Exception {
    Response response =
        exchange(post("/mcp/echo", null, initialize().replace("2025-11-25", version)));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).contains("\"protocolVersion\":\"" + version + "\"");
    String session = response.header("mcp-session-id");
    assertThat(session).matches("[0-9a-f]{32}");
    assertThat(exchange(post("/mcp/echo", session, initialized())).status()).isEqualTo(202);
    return session;
  }
}
