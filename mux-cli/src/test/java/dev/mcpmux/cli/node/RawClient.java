package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A client that knows lines and no protocol: what it sends goes out as it is, what arrives is
 * looked at as it is. Lines are valid UTF-8 or the client fails, so that comparing strings is
 * comparing bytes. One thread may use it at a time.
 */
final class RawClient implements AutoCloseable {

  static final long BOUND_SECONDS = 60;

  /** Stands in the queue for the end of the stream; compared by identity. */
  @SuppressWarnings("StringOperationCanBeSimplified")
  private static final String END = new String("end of stdout");

  private final Process process;
  private final OutputStream input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final Thread reader;
  private final Thread errorReader;

  /** Starts the command; nothing is read from its stdout before {@link #startReading}. */
  RawClient(ProcessBuilder command) throws IOException {
    process = command.start();
    input = process.getOutputStream();
    reader = new Thread(this::readLines, "raw client stdout");
    errorReader = new Thread(this::readErrors, "raw client stderr");
    reader.setDaemon(true);
    errorReader.setDaemon(true);
    errorReader.start();
  }

  RawClient startReading() {
    reader.start();
    return this;
  }

  void send(String line) throws IOException {
    input.write((line + "\n").getBytes(UTF_8));
    input.flush();
  }

  /**
   * The next line without its LF; fails at the end of the stream and after {@link #BOUND_SECONDS}.
   */
  String next() throws InterruptedException {
    String line = lines.poll(BOUND_SECONDS, SECONDS);
    if (line == null) {
      throw new AssertionError("no line for " + BOUND_SECONDS + " s; stderr: " + stderr());
    }
    if (line == END) {
      lines.add(END);
      throw new AssertionError("the stream has ended; stderr: " + stderr());
    }
    return line;
  }

  List<String> next(int count) throws InterruptedException {
    List<String> taken = new ArrayList<>(count);
    while (taken.size() < count) {
      taken.add(next());
    }
    return taken;
  }

  /** What still comes until the end of the stream. */
  List<String> rest() throws InterruptedException {
    List<String> taken = new ArrayList<>();
    while (true) {
      String line = lines.poll(BOUND_SECONDS, SECONDS);
      if (line == null) {
        throw new AssertionError("no end for " + BOUND_SECONDS + " s; stderr: " + stderr());
      }
      if (line == END) {
        lines.add(END);
        return taken;
      }
      taken.add(line);
    }
  }

  /**
   * Opens the session as a client without any capabilities; returns the answer to {@code
   * initialize}.
   */
  String initialize(String protocolVersion) throws IOException, InterruptedException {
    sendInitialize(protocolVersion);
    String answer = next();
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer;
  }

  RawClient initialized() throws IOException, InterruptedException {
    Json answer = Json.parse(initialize("2025-11-25"));
    if (answer.at("result").value() == null) {
      throw new AssertionError("initialize failed: " + answer + "; stderr: " + stderr());
    }
    return this;
  }

  void sendInitialize(String protocolVersion) throws IOException {
    send(
        "{\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
            + protocolVersion
            + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"raw\",\"version\":\"1\"}},"
            + "\"jsonrpc\":\"2.0\",\"id\":\"init\"}");
  }

  /** The line of a {@code tools/call}; id and arguments are JSON texts. */
  static String callLine(String id, String tool, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + "}}";
  }

  /** Calls a tool and returns the next line, as JSON. */
  Json call(String tool, String arguments) throws IOException, InterruptedException {
    send(callLine("\"call\"", tool, arguments));
    return Json.parse(next());
  }

  void endInput() throws IOException {
    input.close();
  }

  Process process() {
    return process;
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(BOUND_SECONDS, SECONDS)) {
      throw new AssertionError("still running after " + BOUND_SECONDS + " s; stderr: " + stderr());
    }
    return process.exitValue();
  }

  String stderr() {
    synchronized (stderr) {
      return stderr.toString(UTF_8);
    }
  }

  /** What it wrote to stderr until it ended. */
  String stderrAtEnd() throws InterruptedException {
    errorReader.join(SECONDS.toMillis(BOUND_SECONDS));
    return stderr();
  }

  private void readLines() {
    try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] chunk = new byte[1 << 16];
      for (int n; (n = in.read(chunk)) >= 0; ) {
        int from = 0;
        for (int i = 0; i < n; i++) {
          if (chunk[i] == '\n') {
            line.write(chunk, from, i - from);
            lines.add(decoded(line.toByteArray()));
            line.reset();
            from = i + 1;
          }
        }
        line.write(chunk, from, n - from);
      }
      if (line.size() > 0) {
        lines.add("without a line end: " + decoded(line.toByteArray()));
      }
    } catch (IOException e) {
      lines.add("cannot be read: " + e);
    } finally {
      lines.add(END);
    }
  }

  private static String decoded(byte[] line) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
  }

  private void readErrors() {
    try (InputStream in = process.getErrorStream()) {
      byte[] chunk = new byte[4096];
      for (int n; (n = in.read(chunk)) >= 0; ) {
        synchronized (stderr) {
          stderr.write(chunk, 0, n);
        }
      }
    } catch (IOException e) {
      // The process was ended by the test, which destroys its streams.
    }
  }

  /** Ends the session as a client does that closes, and the process if it does not follow. */
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      // It has ended before.
    }
    try {
      if (!process.waitFor(2, SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
