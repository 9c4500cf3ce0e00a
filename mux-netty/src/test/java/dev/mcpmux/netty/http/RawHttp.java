package dev.mcpmux.netty.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 connection, of nothing but bytes: what a test sends is what goes out. */
public final class RawHttp implements AutoCloseable {

  private static final int MAX_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private ByteArrayOutputStream events = new ByteArrayOutputStream();
  private boolean eventsEnded;

  public RawHttp(String url) throws IOException {
    this(open(url));
  }

  public RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(MAX_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  private static Socket open(String url) throws IOException {
    URI uri = URI.create(url);
    return new Socket(uri.getHost(), uri.getPort());
  }

  /**
   * @param headers with lower case names
   * @param body empty where events follow
   */
  public record Response(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.get(name);
    }
  }

  public RawHttp send(String raw) throws IOException {
    socket.getOutputStream().write(raw.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** The next response, whole, or the head of one that has events. */
  public Response response() throws IOException {
    Response head = headOfResponse();
    String body = "";
    if (head.headers.containsKey("content-length")) {
      int length = Integer.parseInt(head.header("content-length"));
      body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    return new Response(head.status, head.headers, body);
  }

  /** The next response without its body, which that to a {@code HEAD} has not. */
  public Response headOfResponse() throws IOException {
    String[] start = line().split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    events.reset();
    eventsEnded = !headers.containsKey("transfer-encoding");
    return new Response(Integer.parseInt(start[1]), headers, "");
  }

  /** The next event with its lines, or comment; null at the end of the response. */
  public String event() throws IOException {
    while (true) {
      String text = events.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\n\n");
      if (end >= 0) {
        byte[] rest = text.substring(end + 2).getBytes(StandardCharsets.UTF_8);
        events = new ByteArrayOutputStream();
        events.write(rest);
        return text.substring(0, end);
      }
      if (eventsEnded) {
        return null;
      }
      int length = Integer.parseInt(line(), 16);
      events.write(in.readNBytes(length));
      line();
      eventsEnded = length == 0;
    }
  }

  /** Whether the other side closes; what it still sends is passed over. */
  public void awaitEnd() throws IOException {
    while (in.read() >= 0) {
      // until the end
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection was closed after: " + line);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
