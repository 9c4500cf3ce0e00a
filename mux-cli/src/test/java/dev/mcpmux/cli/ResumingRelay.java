package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.port.MuxVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a relay says on the socket, and what it hears; each wait has a bound. */
final class ResumingRelay implements AutoCloseable {

  private static final int SECONDS = 40;
  private static final String END = "\u0004";

  private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

  /** What resumes the session, as a JSON string; null before there is anything. */
  volatile String value;

  final String answer;

  /**
   * @param target as the hello has it
   * @param resume what another one had; null for a new session
   * @param pid what it says that it is called
   */
  ResumingRelay(Path socket, Path cwd, String target, String resume, long pid) throws Exception {
    channel.connect(UnixDomainSocketAddress.of(socket));
    value = resume;
    Thread reader = new Thread(this::read, "relay");
    reader.setDaemon(true);
    send(
        "{\"mcpmux\":1,\"attach\":"
            + target
            + ",\"cwd\":"
            + RawJson.quote(cwd.toString())
            + ",\"env\":{\"PATH\":\"/usr/bin:/bin\",\"HOME\":\"/\",\"JAVA_HOME\":"
            + RawJson.quote(System.getProperty("java.home"))
            + "},\"pid\":"
            + pid
            + ",\"resumes\":1,\"build\":"
            + RawJson.quote(MuxVersion.get())
            + (resume == null ? "" : ",\"resume\":" + resume)
            + "}");
    reader.start();
    answer = frame();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("\u001e{\"resume\":")) {
          value = line.substring("\u001e{\"resume\":".length(), line.length() - 1);
        } else if (line.equals("\u001e{\"handover\":1}")) {
          frames.add(line);
          send(line);
        } else {
          frames.add(line);
        }
      }
    } catch (IOException e) {
      // the daemon was killed
    }
    frames.add(END);
  }

  void send(String line) throws IOException {
    // not by an OutputStream: in Java 17 that waits for the lock a blocked InputStream holds
    for (ByteBuffer rest = ByteBuffer.wrap((line + "\n").getBytes(UTF_8)); rest.hasRemaining(); ) {
      channel.write(rest);
    }
  }

  /** The next line that is about no value; null at the end. */
  String frame() throws InterruptedException {
    String line = frames.poll(SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no line");
    }
    return line.equals(END) ? null : line;
  }

  String initialize() throws Exception {
    send(Client.INITIALIZE);
    String reply = frame();
    send(Client.INITIALIZED);
    return reply;
  }

  void call(int id, String tool, String arguments) throws IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":"
            + arguments
            + "}}");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
