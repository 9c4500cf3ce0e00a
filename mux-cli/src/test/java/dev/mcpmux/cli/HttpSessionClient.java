package dev.mcpmux.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client over Streamable HTTP; each wait has a bound. */
final class HttpSessionClient {

  private static final int SECONDS = 40;
  private static final String END = "\u0004";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private final String token;
  private String session;

  /**
   * @param address of the endpoint, such as {@code http://127.0.0.1:7337/mcp/NAME}
   */
  HttpSessionClient(String address, String token) {
    this.address = address;
    this.token = token;
  }

  /** The same session, where the daemon that came back listens. */
  HttpSessionClient at(String other) {
    HttpSessionClient same = new HttpSessionClient(other, token);
    same.session = session;
    return same;
  }

  private HttpRequest.Builder request(String uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json, text/event-stream")
            .header("Content-Type", "application/json");
    return session == null ? request : request.header("Mcp-Session-Id", session);
  }

  /** A session past its handshake; the answer to {@code initialize}. */
  HttpResponse<String> initialize() throws Exception {
    HttpResponse<String> answer = post(Client.INITIALIZE).get(SECONDS, TimeUnit.SECONDS);
    session = answer.headers().firstValue("mcp-session-id").orElse(null);
    if (session != null) {
      post(Client.INITIALIZED).get(SECONDS, TimeUnit.SECONDS);
    }
    return answer;
  }

  CompletableFuture<HttpResponse<String>> post(String message) {
    HttpRequest post = request(address).POST(HttpRequest.BodyPublishers.ofString(message)).build();
    return http.sendAsync(post, BodyHandlers.ofString());
  }

  /** The status of a plain GET, such as {@code /readyz}. */
  int status(String path) {
    try {
      HttpRequest get = HttpRequest.newBuilder(URI.create(address).resolve(path)).build();
      return http.send(get, BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      return 0;
    }
  }

  /** The stream of GET, line by line. */
  final class Listening {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final int status;

    private Listening() throws Exception {
      HttpResponse<Stream<String>> response =
          http.send(request(address).GET().build(), BodyHandlers.ofLines());
      status = response.statusCode();
      Thread reader =
          new Thread(
              () -> {
                try {
                  response.body().forEach(lines::add);
                } finally {
                  lines.add(END);
                }
              });
      reader.setDaemon(true);
      reader.start();
    }

    /** Whether a line comes before the stream's end. */
    boolean brings(String wanted) throws InterruptedException {
      String line = lines.poll(SECONDS, TimeUnit.SECONDS);
      while (line != null && !line.equals(END) && !line.equals(wanted)) {
        line = lines.poll(SECONDS, TimeUnit.SECONDS);
      }
      return wanted.equals(line);
    }

    boolean ends() throws InterruptedException {
      return brings(END);
    }
  }

  Listening listen() throws Exception {
    return new Listening();
  }
}
