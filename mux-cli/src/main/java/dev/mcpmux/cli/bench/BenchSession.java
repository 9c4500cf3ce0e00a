package dev.mcpmux.cli.bench;

import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.message.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One MCP client and the process it talks to. Used by one thread at a time. */
final class BenchSession {

  private static final int FIRST_BUFFER_BYTES = 64 << 10;

  /** A call without its answer. */
  private record Open(String mark, long sentAt) {}

  private final int number;
  private final Process process;
  private final long startedAt;
  private final OutputStream out;
  private final InputStream in;
  private final Map<String, Open> open = new HashMap<>();
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private int filled;
  private int nextId = 1;
  private String padding = "";
  private String firstWrong;
  private int wrong;

  /**
   * @param startedAt when the process was started, of nanoTime
   */
  BenchSession(int number, Process process, long startedAt) {
    this.number = number;
    this.process = process;
    this.startedAt = startedAt;
    this.out = process.getOutputStream();
    this.in = process.getInputStream();
  }

  Process process() {
    return process;
  }

  /** Answers that were errors or somebody else's. */
  int wrong() {
    return wrong;
  }

  /** The beginning of the first such answer, null if there was none. */
  String firstWrong() {
    return firstWrong;
  }

  /** Initializes the session; returns the nanoseconds from the start of its process on. */
  long initialize() throws IOException {
    Samples samples = new Samples();
    open.put("0", new Open("", startedAt));
    try {
      write(
          "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
              + Revision.LATEST.text()
              + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":"
              + "\"1\"}}}\n");
      while (!open.isEmpty()) {
        read(samples, 1);
      }
      write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
    } catch (IOException e) {
      throw new IOException("a session could not be opened: its process has ended", e);
    }
    if (wrong > 0) {
      throw new IOException("a session could not be opened: " + firstWrong);
    }
    return (long) samples.quantile(0.5);
  }

  /**
   * Makes calls until the deadline (of nanoTime), at least one, and waits for all answers.
   *
   * @param textBytes the length of their text, at least about
   * @param inFlight how many wait for their answers at a time
   */
  Samples call(BenchCall call, int textBytes, int inFlight, long deadline) throws IOException {
    if (padding.length() != textBytes) {
      padding = "x".repeat(textBytes);
    }
    Samples samples = new Samples();
    do {
      while (open.size() < inFlight) {
        send(call);
      }
      out.flush();
      read(samples, inFlight);
    } while (System.nanoTime() - deadline < 0);
    while (!open.isEmpty()) {
      read(samples, inFlight);
    }
    return samples;
  }

  private void send(BenchCall call) throws IOException {
    int id = nextId++;
    String mark = "session " + number + ", call " + id + ".";
    byte[] line = call.line(id, mark + padding);
    open.put(Integer.toString(id), new Open(call.echoes() ? mark : "", System.nanoTime()));
    out.write(line);
  }

  private void write(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Waits for bytes and takes the lines that are whole; the time is that of the last byte. */
  private void read(Samples samples, int inFlight) throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * filled);
    }
    int count = in.read(buffer, filled, buffer.length - filled);
    long now = System.nanoTime();
    if (count < 0) {
      throw new IOException("a session ended before it had all its answers");
    }
    int lastEnd = filled + count - 1;
    if (inFlight > 1) {
      while (lastEnd >= filled && buffer[lastEnd] != '\n') {
        lastEnd--;
      }
    }
    filled += count;
    if (lastEnd >= filled - count && buffer[lastEnd] == '\n') {
      takeLines(lastEnd, now, samples);
    }
  }

  private void takeLines(int lastEnd, long now, Samples samples) {
    int start = 0;
    for (int i = 0; i <= lastEnd; i++) {
      if (buffer[i] == '\n') {
        take(new String(buffer, start, i - start, StandardCharsets.ISO_8859_1), now, samples);
        start = i + 1;
      }
    }
    System.arraycopy(buffer, start, buffer, 0, filled - start);
    filled -= start;
  }

  private void take(String message, long now, Samples samples) {
    String id = RawJson.find(message, "id");
    if (id == null || RawJson.find(message, "method") != null) {
      return; // a notification, or a question of the server, which waits in vain
    }
    Open call = open.remove(id);
    if (call != null
        && RawJson.find(message, "result") != null
        && !"true".equals(RawJson.find(message, "result", "isError"))
        && message.contains(call.mark)) {
      samples.add(now - call.sentAt);
    } else {
      wrong++;
      if (firstWrong == null) {
        firstWrong = message.substring(0, Math.min(500, message.length()));
      }
    }
  }

  /** Ends the client's side; the process ends by itself then. */
  void end() {
    try {
      out.close();
    } catch (IOException e) {
      // the process has gone before
    }
  }
}
