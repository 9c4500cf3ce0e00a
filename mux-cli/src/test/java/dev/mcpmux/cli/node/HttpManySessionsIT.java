package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many clients at once, over HTTP and over stdio, and what is left of them. */
class HttpManySessionsIT {

  private static final int HTTP = 500;
  private static final int STDIO = 50;
  private static final long MAX_HEAP_PER_SESSION = 20_000;
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private Sandbox sandbox;
  private HttpDaemon daemon;
  private String token;

  @BeforeEach
  void start() throws Exception {
    sandbox = new Sandbox();
    String mcpmux = sandbox.mcpmux().get(0);
    daemon =
        HttpDaemon.start(
            sandbox,
            Map.of(
                "mcpServers",
                Map.of("sample", Map.of("command", mcpmux, "args", List.of("sample-server")))));
    token = daemon.token();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  /** A session with a stream that listens, on one connection. */
  private final class Listener implements AutoCloseable {
    private final Socket socket = connect();
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8), 256);
    private final String session;

    Listener() throws IOException {
      send("POST", "", INITIALIZE);
      session = header("mcp-session-id");
      in.skip(length);
      send("POST", "Mcp-Session-Id: " + session + "\r\n", INITIALIZED);
      header("");
      send("GET", "Mcp-Session-Id: " + session + "\r\n", null);
      assertThat(header("content-type")).isEqualTo("text/event-stream");
    }

    private int length;

    private Socket connect() throws IOException {
      URI uri = URI.create(daemon.url(""));
      return new Socket(uri.getHost(), uri.getPort());
    }

    private void send(String method, String headers, String body) throws IOException {
      String text =
          method
              + " /mcp/sample HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + token
              + "\r\nAccept: application/json, text/event-stream\r\n"
              + headers
              + (body == null
                  ? "\r\n"
                  : "Content-Type: application/json\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body);
      socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** Reads the next response's head. */
    private String header(String name) throws IOException {
      String found = null;
      assertThat(in.readLine()).startsWith("HTTP/1.1 20");
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith(name + ": ")) {
          found = line.substring(name.length() + 2);
        }
        if (line.startsWith("content-length: ")) {
          length = Integer.parseInt(line.substring(16));
        }
      }
      return found;
    }

    @Override
    public void close() throws IOException {
      try (Socket other = connect()) {
        String delete =
            "DELETE /mcp/sample HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Bearer "
                + token
                + "\r\nMcp-Session-Id: "
                + session
                + "\r\n\r\n";
        other.getOutputStream().write(delete.getBytes(UTF_8));
        assertThat(new String(other.getInputStream().readAllBytes(), UTF_8))
            .startsWith("HTTP/1.1 204");
      }
      socket.close();
    }
  }

  @Test
  void five_hundred_listening_sessions_and_fifty_on_stdio_are_served_and_leave_nothing()
      throws Exception {
    List<Listener> warm = listen(20);
    close(warm);
    awaitSessions(0);
    long before = liveHeapBytes();

    List<Listener> listeners = listen(HTTP);
    long perSession = (liveHeapBytes() - before) / HTTP;
    System.out.println("heap per listening HTTP session: " + perSession + " bytes");
    List<RawClient> stdio = new ArrayList<>();
    for (int i = 0; i < STDIO; i++) {
      stdio.add(
          sandbox
              .start(sandbox.builder(sandbox.mcpmux("attach", "sample"), Map.of()))
              .startReading());
    }
    for (RawClient client : stdio) {
      client.initialized();
    }

    awaitSessions(HTTP + STDIO);
    assertThat(perSession).isLessThan(MAX_HEAP_PER_SESSION);
    assertThat(Sandbox.processes(sandbox.status())).hasSize(1);
    long open = sockets();
    assertThat(open).isGreaterThanOrEqualTo(HTTP + STDIO);

    close(listeners);
    stdio.forEach(RawClient::close);
    awaitSessions(0);
    long left = liveHeapBytes() - before;
    System.out.println("heap left behind by all of them: " + left + " bytes");
    assertThat(left).as("bytes left of %d sessions", HTTP).isLessThan(HTTP * 1_000L);
    awaitSockets(open - HTTP - STDIO);
  }

  private List<Listener> listen(int count) throws IOException {
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      listeners.add(new Listener());
    }
    return listeners;
  }

  private static void close(List<Listener> listeners) throws IOException {
    for (Listener listener : listeners) {
      listener.close();
    }
  }

  private void awaitSessions(int count) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (sandbox.status().at("sessions").list().size() != count) {
      assertThat(System.nanoTime()).as("%d sessions", count).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private void awaitSockets(long atMost) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (sockets() > atMost) {
      assertThat(System.nanoTime()).as("at most %d sockets", atMost).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private long daemonPid() throws Exception {
    return sandbox.status().at("daemon", "pid").number();
  }

  /** The daemon's open sockets. */
  private long sockets() throws Exception {
    long sockets = 0;
    try (var files = Files.list(Path.of("/proc", Long.toString(daemonPid()), "fd"))) {
      for (Path file : files.toList()) {
        try {
          sockets += Files.readSymbolicLink(file).toString().startsWith("socket:") ? 1 : 0;
        } catch (IOException e) {
          // closed meanwhile
        }
      }
    }
    return sockets;
  }

  /** Of the line for a class, or of all; 0 if there is none. */
  private static long bytes(String[] histogram, String name) {
    for (String line : histogram) {
      List<String> words = List.of(line.strip().split("\\s+"));
      if (words.contains(name)) {
        return Long.parseLong(words.get(2));
      }
    }
    return 0;
  }

  /**
   * What is reachable in the daemon's heap, after a full collection. Arrays of int are left out:
   * the serial collector lets gaps of up to a twentieth of the heap be and fills them with such,
   * and sessions keep none worth counting.
   */
  private long liveHeapBytes() throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                Long.toString(daemonPid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String[] lines = new String(jcmd.getInputStream().readAllBytes(), UTF_8).strip().split("\n");
    assertThat(lines[lines.length - 1]).startsWith("Total");
    return bytes(lines, "Total") - bytes(lines, "[I");
  }
}
