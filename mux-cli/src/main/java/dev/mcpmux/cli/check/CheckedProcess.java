package dev.mcpmux.cli.check;

import dev.mcpmux.cli.session.LineReader;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;

/**
 * One process of the server, and what it says. Every wait has a bound, and so has all that is kept.
 * A client's thread asks, a thread of its own reads; what both use is guarded by this.
 */
final class CheckedProcess {

  private static final int MAX_LINE_BYTES = 16 << 20;
  private static final int MAX_KEPT = 200;
  private static final int TAIL_CHARS = 600;
  private static final long TICK_MILLIS = 10;

  /** A request without its answer. */
  private record Open(String what, CompletableFuture<Answer> answer) {}

  private final Process process;
  private final OutputStream in;
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private final Map<Long, Integer> progress = new LinkedHashMap<>();
  private final List<Question> questions = new ArrayList<>();
  private final Map<String, Integer> notifications = new LinkedHashMap<>();
  private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();
  private final List<String> faults = new ArrayList<>();
  private final StringBuilder stderr = new StringBuilder();
  private Path root;
  private long nextId = 1;
  private long lastHeard = System.nanoTime();
  private boolean starting = true;
  private int noise;
  private int answered;

  private CheckedProcess(Process process, Path root) {
    this.process = process;
    this.in = process.getOutputStream();
    this.root = root;
  }

  /**
   * Starts a process.
   *
   * @param root the one root that its client has
   */
  static CheckedProcess start(CheckTarget target, Path root) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(target.command()).directory(target.cwd().toFile());
    ClientEnvironment.give(target.environment(), builder);
    CheckedProcess probe = new CheckedProcess(builder.start(), root);
    thread("check stdout", probe::readAnswers);
    thread("check stderr", probe::readStderr);
    return probe;
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends a request. Its answer is {@link Answer#NONE} when the process ends before it. */
  CompletableFuture<Answer> ask(String method, String params) {
    return ask(method, params, method);
  }

  /**
   * Sends a request that asks for progress.
   *
   * @param params a JSON object
   * @param what the request, for people
   */
  CompletableFuture<Answer> ask(String method, String params, String what) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    long id;
    synchronized (this) {
      id = nextId++;
      open.put(id, new Open(what, answer));
      progress.put(id, 0);
    }
    String token = "\"_meta\":{\"progressToken\":" + id + "}";
    String rest = params.substring(1);
    String with = "{" + token + (rest.startsWith("}") ? "" : ",") + rest;
    boolean isPlain = method.equals("initialize") || method.equals("logging/setLevel");
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + (isPlain ? params : with)
            + "}");
    if (!process.isAlive()) {
      answer.complete(Answer.NONE);
    }
    return answer;
  }

  /** Waits for an answer; {@link Answer#NONE} if it does not come in time. */
  static Answer await(CompletableFuture<Answer> answer, long millis) throws InterruptedException {
    try {
      return answer.get(Math.max(1, millis), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Answer.NONE;
    }
  }

  void tell(String method) {
    send("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}");
  }

  /** The client's root is another from now on. */
  synchronized void moveTo(Path newRoot) {
    root = newRoot;
  }

  /** What the server asks from now on, it does not ask because it starts. */
  synchronized void started() {
    starting = false;
  }

  /** Gives up what has not been answered. */
  synchronized List<String> giveUp() {
    List<String> left = open.values().stream().map(Open::what).toList();
    open.clear();
    return left;
  }

  /** Returns when the server has said nothing for so long, or at the bound. */
  void settle(long quietMillis, long maxMillis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
    long since = System.nanoTime();
    while (System.nanoTime() - end < 0 && process.isAlive()) {
      long heard = Math.max(since, lastHeard());
      if (System.nanoTime() - heard > TimeUnit.MILLISECONDS.toNanos(quietMillis)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
  }

  private synchronized long lastHeard() {
    return lastHeard;
  }

  synchronized List<Question> questions() {
    return List.copyOf(questions);
  }

  /** How often it said each notification. */
  synchronized Map<String, Integer> notifications() {
    return new LinkedHashMap<>(notifications);
  }

  /** What no server may do, for people. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** How many lines on its stdout were no messages. */
  synchronized int noise() {
    return noise;
  }

  /** How many notifications of progress came for requests that were open. */
  synchronized int progress() {
    return progress.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int answered() {
    return answered;
  }

  /** The end of what it wrote to stderr. */
  synchronized String stderr() {
    return stderr.toString().strip();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Process process() {
    return process;
  }

  /**
   * What it has started, as far as this was asked while it ran: afterwards nobody can tell whose
   * they were.
   */
  Set<ProcessHandle> children() {
    process.descendants().forEach(children::add);
    return children;
  }

  /** Ends the process and all that it has started, at once. */
  void kill() {
    Set<ProcessHandle> all = children();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  void closeInput() {
    try {
      in.close();
    } catch (IOException e) {
      // it has gone before
    }
  }

  private void send(String line) {
    synchronized (in) {
      try {
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
      } catch (IOException e) {
        // it has ended, which whoever waits for an answer sees
      }
    }
  }

  private void readAnswers() {
    try (InputStream out = process.getInputStream()) {
      LineReader lines = new LineReader(out, MAX_LINE_BYTES);
      for (String line = lines.next(); line != null; line = lines.next()) {
        take(line);
      }
    } catch (LineReader.TooLongException e) {
      fault("wrote a line of more than " + MAX_LINE_BYTES + " bytes");
      kill();
    } catch (IOException e) {
      // it has ended
    }
    List<Open> left;
    synchronized (this) {
      left = List.copyOf(open.values());
    }
    left.forEach(each -> each.answer().complete(Answer.NONE));
  }

  private void take(String line) {
    if (line.isBlank()) {
      return;
    }
    try {
      if (!line.startsWith("{") || !JsonTree.parse(line).containsKey("jsonrpc")) {
        countNoise();
        return;
      }
    } catch (JacksonException e) {
      countNoise();
      return;
    }
    String method = RawJson.string(line, "method");
    String id = RawJson.find(line, "id");
    synchronized (this) {
      lastHeard = System.nanoTime();
    }
    if (method == null) {
      takeAnswer(id, line);
    } else if (id == null) {
      takeNotification(method, line);
    } else {
      takeQuestion(method, id);
    }
  }

  private synchronized void countNoise() {
    noise++;
  }

  private void takeAnswer(String id, String line) {
    Open asked;
    synchronized (this) {
      asked = isNumber(id) ? open.remove(Long.parseLong(id)) : null;
      if (asked == null) {
        boolean known = isNumber(id) && Long.parseLong(id) < nextId;
        fault(
            known
                ? "answered a request twice, or long after it was given up"
                : "answered a request that nobody made");
        return;
      }
      answered++;
    }
    asked.answer().complete(new Answer(RawJson.find(line, "result"), RawJson.find(line, "error")));
  }

  private static boolean isNumber(String id) {
    return id != null && id.matches("[0-9]{1,15}");
  }

  private synchronized void takeNotification(String method, String line) {
    if (notifications.size() < MAX_KEPT || notifications.containsKey(method)) {
      notifications.merge(method, 1, Integer::sum);
    }
    if (method.equals("notifications/progress")) {
      String token = RawJson.find(line, "params", "progressToken");
      if (isNumber(token) && open.containsKey(Long.parseLong(token))) {
        progress.merge(Long.parseLong(token), 1, Integer::sum);
      } else if (!isNumber(token) || !progress.containsKey(Long.parseLong(token))) {
        fault("told progress of a request that nobody made");
      }
    }
  }

  private void takeQuestion(String method, String id) {
    String answer;
    synchronized (this) {
      if (questions.size() >= MAX_KEPT) {
        return; // more than can matter, and each answer may fill its pipe
      }
      questions.add(new Question(method, during()));
      answer =
          switch (method) {
            case "ping" -> "\"result\":{}";
            case "roots/list" ->
                "\"result\":{\"roots\":[{\"uri\":"
                    + RawJson.quote(root.toUri().toString().replaceAll("/$", ""))
                    + ",\"name\":\"check\"}]}";
            case "elicitation/create" -> "\"result\":{\"action\":\"cancel\"}";
            default -> "\"error\":{\"code\":-32601,\"message\":\"only a check\"}";
          };
    }
    send("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + answer + "}");
  }

  private String during() {
    if (open.isEmpty()) {
      return starting ? Question.START : Question.NOTHING;
    }
    boolean isFirst =
        open.size() == 1 && open.values().iterator().next().what().equals("initialize");
    return isFirst
        ? Question.START
        : open.size() == 1 ? open.values().iterator().next().what() : Question.SEVERAL;
  }

  private synchronized void fault(String what) {
    if (faults.size() < MAX_KEPT && !faults.contains(what)) {
      faults.add(what);
    }
  }

  private void readStderr() {
    byte[] bytes = new byte[4096];
    try (InputStream err = process.getErrorStream()) {
      for (int count = err.read(bytes); count >= 0; count = err.read(bytes)) {
        synchronized (this) {
          stderr.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
          if (stderr.length() > TAIL_CHARS) {
            stderr.delete(0, stderr.length() - TAIL_CHARS);
          }
        }
      }
    } catch (IOException e) {
      // it has ended
    }
  }
}
