package dev.mcpmux.netty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client on the socket, made of nothing but the JDK; lines are read in the background. */
public final class TestClient implements AutoCloseable {

  private static final String END = new String("end of stream");
  private static final int MAX_SECONDS = 30;

  private final SocketChannel channel;
  private volatile boolean reads = true;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  public TestClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    Thread reader = new Thread(this::read, "test client");
    reader.setDaemon(true);
    reader.start();
  }

  /** A session whose hello has been answered with ok. */
  public static TestClient attach(Path socket, Path cwd, String target) throws Exception {
    return attach(socket, cwd, target, "");
  }

  /**
   * @param variables members of the environment more, each with a comma in front
   */
  public static TestClient attach(Path socket, Path cwd, String target, String variables)
      throws Exception {
    TestClient client = new TestClient(socket);
    client.send(hello(cwd, target).replace(",\"HOME\"", variables + ",\"HOME\""));
    String answer = client.line();
    if (!answer.contains("\"ok\":true")) {
      client.close();
      throw new IOException(answer);
    }
    return client;
  }

  /**
   * @param members members of the hello more, each with a comma in front
   */
  public static TestClient attachSaying(Path socket, Path cwd, String target, String members)
      throws Exception {
    TestClient client = new TestClient(socket);
    client.send(hello(cwd, target).replace("\"pid\":42", "\"pid\":42" + members));
    String answer = client.line();
    if (!answer.contains("\"ok\":true")) {
      client.close();
      throw new IOException(answer);
    }
    return client;
  }

  public static String hello(Path cwd, String target) {
    return "{\"mcpmux\":1,\"attach\":"
        + target
        + ",\"cwd\":\""
        + cwd
        + "\",\"env\":{\"PATH\":\""
        + System.getenv("PATH")
        + "\",\"HOME\":\"/\"},\"pid\":42}";
  }

  public void send(String... frames) throws IOException {
    sendRaw((String.join("\n", frames) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public void sendRaw(byte[] bytes) throws IOException {
    // not by an OutputStream: in Java 17 that waits for the lock a blocked InputStream holds
    for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
      channel.write(rest);
    }
  }

  /** The next line. */
  public String line() throws Exception {
    String line = lines.poll(MAX_SECONDS, TimeUnit.SECONDS);
    if (line == null || line == END) {
      throw new AssertionError(line == null ? "no line came" : "the stream has ended");
    }
    return line;
  }

  /** Accepts what the next line asks, which must be this. */
  public void accept(String method) throws Exception {
    accept(line(), method);
  }

  /** Accepts what a line has asked; ids of questions differ in each life of a server. */
  public void accept(String question, String method) throws IOException {
    Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(question);
    if (!question.contains(method) || !id.find()) {
      throw new AssertionError("instead of " + method + ": " + question);
    }
    send("{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":{\"action\":\"accept\"}}");
  }

  public void awaitEnd() throws Exception {
    String line = lines.poll(MAX_SECONDS, TimeUnit.SECONDS);
    if (line != END) {
      throw new AssertionError("instead of the end: " + line);
    }
  }

  /** From the next line on. */
  public void stopReading() {
    reads = false;
  }

  public void readOn() {
    reads = true;
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
        while (!reads) {
          Thread.sleep(10);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // closed, by us or by a server that had not read everything
    }
    lines.add(END);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
