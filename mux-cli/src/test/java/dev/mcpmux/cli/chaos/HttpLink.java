package dev.mcpmux.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A session over Streamable HTTP. Each POST has a thread that waits for its response. A stream that
 * breaks is asked for again, from the last event on.
 */
final class HttpLink extends Link {

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
          });

  static {
    // seconds for which a connection is kept: what is left of a burst is no growth of the daemon
    System.setProperty("jdk.httpclient.keepalive.timeout", "5");
  }

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(THREADS).build();

  private final URI address;
  private final String token;
  private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
  private volatile String id;

  /**
   * @param path of the endpoint
   */
  HttpLink(int session, String name, String path, Ground ground, Findings findings, Answers answers)
      throws IOException {
    super(session, name, ground, findings, answers);
    address = URI.create("http://127.0.0.1:" + ground.port() + path);
    token = ground.token();
  }

  private HttpRequest.Builder builder() {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address)
            .timeout(BOUND)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json, text/event-stream")
            .header("Content-Type", "application/json")
            .header("MCP-Protocol-Version", "2025-11-25");
    return id == null ? builder : builder.header("Mcp-Session-Id", id);
  }

  @Override
  void send(String message, Exchange exchange) {
    HttpRequest request = builder().POST(BodyPublishers.ofString(message)).build();
    if (exchange == null) {
      post(request, null);
    } else {
      THREADS.execute(() -> post(request, exchange));
    }
  }

  @Override
  void reply(String message) {
    HttpRequest request = builder().POST(BodyPublishers.ofString(message)).build();
    THREADS.execute(() -> post(request, null));
  }

  private void post(HttpRequest request, Exchange exchange) {
    long begun = System.nanoTime();
    try {
      String lastEvent = take(HTTP.send(request, BodyHandlers.ofInputStream()), exchange);
      while (exchange != null && isOpen(exchange) && lastEvent != null) {
        HttpRequest again = builder().GET().header("Last-Event-ID", lastEvent).build();
        lastEvent = take(HTTP.send(again, BodyHandlers.ofInputStream()), exchange);
      }
      if (exchange != null && isOpen(exchange)) {
        lost(exchange, "the response has ended", begun);
      }
    } catch (IOException e) {
      if (exchange != null && isOpen(exchange)) {
        lost(exchange, e.toString(), begun);
      } else if (exchange == null) {
        excuse("a message was not taken: " + e, begun);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOpen(Exchange exchange) {
    return !isEnding && !exchange.answer.isDone();
  }

  /** No answer can come any more. That is an answer only where the daemon was broken. */
  private void lost(Exchange exchange, String why, long begun) {
    excuse("no answer to " + exchange + ": " + why, begun);
    giveUp(exchange);
  }

  private void excuse(String what, long begun) {
    if (!isEnding && !ground.daemonBrokeSince(begun)) {
      wrong(what);
    } else {
      count("connection lost");
    }
  }

  /** Takes all of a response; the id of its last event, null where there was none. */
  private String take(HttpResponse<InputStream> response, Exchange exchange)
      throws IOException, InterruptedException {
    String type = response.headers().firstValue("content-type").orElse("");
    if (id == null) {
      id = response.headers().firstValue("mcp-session-id").orElse(null);
    }
    if (response.statusCode() == 200 && type.startsWith("text/event-stream")) {
      return events(response.body());
    }
    try (InputStream body = response.body()) {
      String text = new String(body.readAllBytes(), UTF_8);
      pauseReading();
      if (response.statusCode() < 300) {
        if (!text.isBlank()) {
          received(text.strip());
        }
      } else {
        refused(response.statusCode(), text.strip(), exchange);
      }
    }
    return null;
  }

  private void refused(int status, String text, Exchange exchange) {
    count("status " + status);
    if (id == null && exchange != null && text.contains("\"message\"")) {
      giveUp(exchange); // no session, in words
      return;
    }
    if (exchange == null) {
      if (status == 404) {
        gone(text);
      }
      return;
    }
    if (status == 404) {
      gone(text);
    } else if (status == 400 && exchange.isGivenUp) {
      count("not resumed"); // more has come since than is kept
    } else if (!isEnding && !ground.daemonBrokeSince(exchange.sentAt)) {
      wrong("status " + status + " to " + exchange + ": " + head(text));
    }
    giveUp(exchange);
  }

  /** The session is not known any more, which only the end of a daemon may bring about. */
  private void gone(String text) {
    if (!isEnding && !hasEnded) {
      if (!ground.daemonBrokeSince(System.nanoTime())) {
        wrong("the session is gone: " + head(text));
      }
      end("404");
    }
  }

  private String events(InputStream stream) throws InterruptedException {
    streams.add(stream);
    String lastEvent = null;
    try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, UTF_8), 1 << 16)) {
      StringBuilder data = new StringBuilder();
      String event = null;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("data:")) {
          data.append(line, line.startsWith("data: ") ? 6 : 5, line.length());
        } else if (line.startsWith("id:")) {
          event = line.substring(3).strip();
        } else if (line.isEmpty()) {
          if (!data.isEmpty()) {
            received(data.toString());
            data.setLength(0);
            pauseReading();
          }
          lastEvent = event;
        }
      }
    } catch (IOException e) {
      // broken by whichever side
    } finally {
      streams.remove(stream);
    }
    return lastEvent;
  }

  /** Keeps a stream open for what belongs to no request, until the session ends. */
  void listen() {
    THREADS.execute(
        () -> {
          String lastEvent = null;
          while (!isEnding && !hasEnded) {
            try {
              HttpRequest.Builder builder = builder().GET();
              if (lastEvent != null) {
                builder.header("Last-Event-ID", lastEvent);
              }
              HttpResponse<InputStream> response =
                  HTTP.send(builder.build(), BodyHandlers.ofInputStream());
              String last = take(response, null);
              lastEvent = response.statusCode() == 200 && last != null ? last : null;
              Thread.sleep(50);
            } catch (IOException e) {
              lastEvent = null;
              pause();
            } catch (InterruptedException e) {
              return;
            }
          }
        });
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Breaks the connections on which streams of events come. */
  void breakStreams() {
    for (InputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        // broken already
      }
    }
  }

  @Override
  void close() throws InterruptedException {
    isEnding = true;
    try {
      HTTP.send(
          builder().timeout(Duration.ofSeconds(30)).DELETE().build(), BodyHandlers.discarding());
    } catch (IOException e) {
      if (!ground.daemonBrokeSince(System.nanoTime())) {
        wrong("DELETE: " + e);
      }
    }
    end("DELETE");
    breakStreams();
  }

  @Override
  void kill() {
    end("left without a word");
    breakStreams();
  }
}
