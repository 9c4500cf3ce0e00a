package dev.mcpmux.netty.remote;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;

/** An HTTP server whose every byte a test writes itself, and that shows every request. */
final class ScriptedHttp implements AutoCloseable {

  private static final long MAX_NANOS = 20_000_000_000L;

  private final ServerSocket listening;
  private final String scheme;
  private final List<Call> calls = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private int connections;

  public ScriptedHttp() throws IOException {
    this("http", ServerSocketFactory.getDefault());
  }

  public ScriptedHttp(String scheme, ServerSocketFactory factory) throws IOException {
    this.scheme = scheme;
    this.listening = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  public String url(String path) {
    return scheme + "://localhost:" + port() + path;
  }

  public int port() {
    return listening.getLocalPort();
  }

  public synchronized int connections() {
    return connections;
  }

  /** The next request to that JSON-RPC method, or HTTP method, that nobody has taken. */
  public Call take(String method) throws Exception {
    return take(
        method,
        call ->
            call.method.equals(method)
                || call.body.contains("\"method\":\"" + method + "\"")
                || method.equals("reply")
                    && !call.body.isEmpty()
                    && !call.body.contains("\"method\""));
  }

  private synchronized Call take(String what, Predicate<Call> wanted) throws Exception {
    long giveUpAt = System.nanoTime() + MAX_NANOS;
    while (true) {
      for (Call call : calls) {
        if (wanted.test(call)) {
          calls.remove(call);
          return call;
        }
      }
      long left = giveUpAt - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("no request came: " + what + ", but " + calls);
      }
      wait(Math.max(1, left / 1_000_000));
    }
  }

  /** The requests that nobody has taken. */
  public synchronized List<Call> rest() {
    return List.copyOf(calls);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        synchronized (this) {
          connections++;
          sockets.add(socket);
        }
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Call call = read(in, socket); call != null; call = read(in, socket)) {
        synchronized (this) {
          calls.add(call);
          notifyAll();
        }
      }
    } catch (IOException e) {
      // closed, by either
    }
  }

  private static Call read(InputStream in, Socket socket) throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        return null; // no HTTP
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    String[] words = first.split(" ");
    return new Call(words[0], words[1], headers, body, socket);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted http");
    thread.setDaemon(true);
    thread.start();
  }

  /** No more connections; those that are open are cut. */
  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }

  /** Cuts every connection. */
  public synchronized void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** A request, and the way back. */
  public record Call(
      String method, String path, Map<String, String> headers, String body, Socket socket) {

    /** The id as it stands in the body. */
    public String id() {
      return body.replaceFirst("(?s).*\"id\":(\"[^\"]*\"|\\d+).*", "$1");
    }

    public void write(String bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    public void answer(String status, String headers, String body) throws IOException {
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      write(
          "HTTP/1.1 "
              + status
              + "\r\n"
              + headers
              + "Content-Length: "
              + length
              + "\r\n\r\n"
              + body);
    }

    public void json(String body) throws IOException {
      answer("200 OK", "Content-Type: application/json\r\n", body);
    }

    public void accepted() throws IOException {
      answer("202 Accepted", "", "");
    }

    /** {@code members} behind the id. */
    public void reply(String members) throws IOException {
      json("{\"jsonrpc\":\"2.0\",\"id\":" + id() + "," + members + "}");
    }

    /** Begins an answer that is ended by {@link #end}. */
    public void events() throws IOException {
      write(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
              + "Connection: close\r\n\r\n");
    }

    public void event(String data) throws IOException {
      write("event: message\ndata: " + data + "\n\n");
    }

    public void end() throws IOException {
      socket.close();
    }

    @Override
    public String toString() {
      return method + " " + path + " " + body;
    }
  }
}
