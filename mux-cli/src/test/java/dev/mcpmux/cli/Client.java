package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process whose lines a test writes and reads; each wait has a bound. */
public final class Client {

  public static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
  public static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private static final int SECONDS = 40;
  private static final String END = "\u0004";

  private final Process process;
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();

  Client(Process process) {
    this.process = process;
    read(process.getInputStream(), out);
    read(process.getErrorStream(), err);
  }

  private static void read(InputStream stream, BlockingQueue<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                // the process was killed
              }
              lines.add(END);
            });
    reader.setDaemon(true);
    reader.start();
  }

  public long pid() {
    return process.pid();
  }

  public Client send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
    return this;
  }

  /** As {@link #send}, without a line end. */
  public Client sendBytes(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
    return this;
  }

  /** Ends the process's input. */
  public Client endInput() throws IOException {
    process.getOutputStream().close();
    return this;
  }

  /** The next line of stdout. */
  public String readLine() throws InterruptedException {
    return readLine(SECONDS);
  }

  /** The same for one that takes longer. */
  String readLine(int seconds) throws InterruptedException {
    String line = out.poll(seconds, TimeUnit.SECONDS);
    if (line == null || line.equals(END)) {
      throw new AssertionError((line == null ? "no line" : "end of output") + ", stderr: " + err);
    }
    return line;
  }

  /** The same, or null at the end of stdout. */
  String lineOrEnd() throws InterruptedException {
    String line = out.poll(SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no line, stderr: " + err);
    }
    return line.equals(END) ? null : line;
  }

  /** As {@link #send}, to one that may have ended. */
  Client trySend(String line) {
    try {
      send(line);
    } catch (IOException e) {
      // its end says more
    }
    return this;
  }

  /** Opens an MCP session and returns the answer to initialize. */
  public String initialize() throws Exception {
    send(INITIALIZE);
    String answer = readLine();
    send(INITIALIZED);
    return answer;
  }

  /** Calls a tool and returns the answer. */
  public String call(long id, String tool, String arguments) throws Exception {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":"
            + arguments
            + "}}");
    return readLine();
  }

  /** The exit code, which must come within so many milliseconds. */
  public int exitCode(long millis) throws InterruptedException {
    if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + millis + " ms");
    }
    return process.exitValue();
  }

  public int exitCode() throws InterruptedException {
    return exitCode(SECONDS * 1000L);
  }

  /** All of stderr, after the process has ended. */
  public String stderr() throws InterruptedException {
    StringBuilder text = new StringBuilder();
    for (String line = err.poll(SECONDS, TimeUnit.SECONDS);
        line != null && !line.equals(END);
        line = err.poll(SECONDS, TimeUnit.SECONDS)) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  /** Whether stdout has ended with nothing more in it. */
  public boolean hasEnded() throws InterruptedException {
    return END.equals(out.poll(SECONDS, TimeUnit.SECONDS));
  }

  /** SIGTERM alone; destroying the {@link Process} would close its streams as well. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
