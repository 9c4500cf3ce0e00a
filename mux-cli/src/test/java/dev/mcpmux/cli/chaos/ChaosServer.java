package dev.mcpmux.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server over stdio that does what a call's arguments tell it to: work, die, babble, write what
 * is no message, read nothing, ask its client, say nothing. Each call that it executes is first
 * written down in a file of its own, in the directory of its first argument.
 *
 * <p>With the second argument {@code family} it has a child that ignores SIGTERM.
 */
final class ChaosServer {

  /** What a call does; the argument {@code do} is the name. */
  enum Deed {
    WORK,
    PROGRESS,
    LOG,
    ASK,
    TOUCH,
    CRASH,
    SILENCE,
    DEAFNESS,
    GARBAGE,
    BABBLE
  }

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final OutputStream executed;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, String[]> asked = new ConcurrentHashMap<>();
  private int questions;

  private ChaosServer(Path directory) throws IOException {
    Path file = directory.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime());
    executed = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length > 1 && args[1].equals("family")) {
      new ProcessBuilder("sh", "-c", "trap '' TERM; exec sleep 3600").start();
    }
    ChaosServer server = new ChaosServer(Path.of(args[0]));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), UTF_8), 1 << 16);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      server.receive(line);
    }
    Runtime.getRuntime().halt(0);
  }

  private void receive(String line) throws IOException, InterruptedException {
    String id = RawJson.find(line, "id");
    String method = RawJson.string(line, "method");
    if (id == null) {
      return;
    }
    if (method == null) {
      answered(RawJson.string(line, "id"), line);
      return;
    }
    switch (method) {
      case "initialize" -> result(id, initialized(RawJson.find(line, "params", "protocolVersion")));
      case "tools/list" ->
          result(id, "{\"tools\":[{\"name\":\"work\",\"inputSchema\":{\"type\":\"object\"}}]}");
      case "resources/list" -> result(id, "{\"resources\":[]}");
      case "resources/templates/list" ->
          result(
              id, "{\"resourceTemplates\":[{\"uriTemplate\":\"chaos://{x}\",\"name\":\"chaos\"}]}");
      case "resources/subscribe", "resources/unsubscribe", "ping" -> result(id, "{}");
      case "resources/read" -> read(id, RawJson.string(line, "params", "uri"));
      case "tools/call" -> call(id, line);
      default ->
          send(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"error\":{\"code\":-32601,"
                  + "\"message\":\"Method not found: "
                  + method
                  + "\"}}");
    }
  }

  private static String initialized(String version) {
    return "{\"protocolVersion\":"
        + version
        + ",\"capabilities\":{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true},"
        + "\"logging\":{}},\"serverInfo\":{\"name\":\"chaos\",\"version\":\"1\"}}";
  }

  private void read(String id, String uri) throws IOException {
    execute(uri);
    result(id, "{\"contents\":[{\"uri\":\"" + uri + "\",\"text\":\"" + uri + "\"}]}");
  }

  /** Before anything that may be seen of it: what was answered was written down. */
  private void execute(String text) throws IOException {
    Mark mark = Mark.in(text);
    executed.write((mark + "\n").getBytes(UTF_8));
  }

  private void call(String id, String line) throws IOException, InterruptedException {
    String mark = RawJson.string(line, "params", "arguments", "mark");
    String token = RawJson.find(line, "params", "_meta", "progressToken");
    int number = Integer.parseInt(RawJson.find(line, "params", "arguments", "number"));
    int delay = Integer.parseInt(RawJson.find(line, "params", "arguments", "delay"));
    int size = Integer.parseInt(RawJson.find(line, "params", "arguments", "size"));
    execute(mark);
    switch (Deed.valueOf(RawJson.string(line, "params", "arguments", "do"))) {
      case WORK -> {}
      case PROGRESS -> progress(token, mark, number);
      case LOG -> log(mark);
      case ASK -> {
        ask(id, mark);
        return;
      }
      case TOUCH ->
          send(
              "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{"
                  + "\"uri\":\""
                  + RawJson.string(line, "params", "arguments", "uri")
                  + "\"}}");
      case CRASH -> Runtime.getRuntime().halt(3);
      case SILENCE -> {
        return;
      }
      case DEAFNESS -> Thread.sleep(delay);
      case GARBAGE -> garbage(number, mark);
      case BABBLE -> {
        for (int i = 0; i < 200; i++) {
          progress(token, mark + "x".repeat(10_000), 1);
        }
      }
    }
    timer.schedule(() -> done(id, mark, size), delay, TimeUnit.MILLISECONDS);
  }

  private void done(String id, String text, int size) {
    result(id, "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "x".repeat(size) + "\"}]}");
  }

  private void progress(String token, String text, int times) {
    for (int i = 0; i < times && token != null; i++) {
      send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
              + token
              + ",\"progress\":"
              + i
              + ",\"message\":\""
              + text
              + "\"}}");
    }
  }

  private void log(String mark) {
    send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":"
            + "\"warning\",\"data\":\""
            + mark
            + "\"}}");
  }

  private void ask(String id, String mark) {
    String question = "ask-" + ++questions;
    asked.put(question, new String[] {id, mark});
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":\""
            + question
            + "\",\"method\":\"sampling/createMessage\","
            + "\"params\":{\"maxTokens\":9,\"messages\":[{\"role\":\"user\",\"content\":{"
            + "\"type\":\"text\",\"text\":\""
            + mark
            + "\"}}]}}");
  }

  /** The answer holds what the client said, so that one to another's question is seen. */
  private void answered(String question, String line) {
    String[] call = question == null ? null : asked.remove(question);
    if (call != null) {
      String said = RawJson.string(line, "result", "content", "text");
      done(call[0], call[1] + (said == null ? "refused" : said), 0);
    }
  }

  private void garbage(int kind, String mark) {
    switch (kind % 8) {
      case 0 -> send("this is no message " + mark);
      case 1 -> send("{\"jsonrpc\":\"2.0\",\"id\":" + mark);
      case 2 ->
          send("{\"jsonrpc\":\"2.0\",\"id\":999999999999,\"result\":{\"of\":\"" + mark + "\"}}");
      case 3 -> send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/unheard-of\",\"params\":{}}");
      case 4 -> send("\u001e{\"close\":{\"reason\":\"stop\",\"message\":\"" + mark + "\"}}");
      case 5 -> raw(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'x', '\n'});
      case 6 -> send("[[[[[[{\"a\":" + "[".repeat(5000));
      default -> send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    }
    System.err.println("garbage " + kind + " \u001b[31m" + "e".repeat(kind % 5000));
  }

  private void result(String id, String result) {
    send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
  }

  private void send(String line) {
    raw((line + "\n").getBytes(UTF_8));
  }

  private void raw(byte[] bytes) {
    try {
      synchronized (out) {
        out.write(bytes);
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(4); // nobody reads
    }
  }
}
