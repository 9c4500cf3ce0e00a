package dev.mcpmux.core.meter;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.port.CallEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of one server. Each call is counted in one row, that of its tool or of its
 * method, and the server's own numbers are the sum of the rows.
 */
public final class ServerTally {

  /** What is told apart of the ways in which its processes have crashed. */
  private static final int MAX_REASONS = 8;

  static final String OTHER = "other";

  private static final Method[] METHODS = Method.values();

  /** Marks from here on are those of tools. */
  static final int TOOLS = 64;

  /**
   * What a call asks for.
   *
   * @param tool null where it is none
   */
  public record CallName(String method, @Nullable String tool) {}

  /** A row with its name. */
  public record Row(String name, Tally tally) {}

  /**
   * What went wrong the last time.
   *
   * @param how how a call has ended; null where it was no call
   * @param what the tool or method that was called; else what is said of the process
   */
  public record LastError(@Nullable CallEnd how, String what, long at) {}

  private final Tally[] methods = new Tally[METHODS.length];
  private ToolTable tools;

  /** What its processes had that have ended. */
  final Tally gone = new Tally();

  private long starts;
  private long restarts;
  private long startFailures;
  private long crashes;
  private long notReplaced;
  private long questionsRefused;
  private final Map<String, Long> crashReasons = new LinkedHashMap<>();
  private int processes;
  private CallEnd lastHow;
  private String lastWhat;
  private long lastAt;

  ServerTally() {}

  /** What was counted until now, and does not change any more. */
  ServerTally copy() {
    ServerTally copy = new ServerTally();
    for (int method = 0; method < methods.length; method++) {
      copy.methods[method] = methods[method] == null ? null : methods[method].copy();
    }
    copy.tools = tools == null ? null : tools.copy();
    copy.gone.add(gone);
    copy.starts = starts;
    copy.restarts = restarts;
    copy.startFailures = startFailures;
    copy.crashes = crashes;
    copy.notReplaced = notReplaced;
    copy.questionsRefused = questionsRefused;
    copy.crashReasons.putAll(crashReasons);
    copy.processes = processes;
    copy.lastHow = lastHow;
    copy.lastWhat = lastWhat;
    copy.lastAt = lastAt;
    return copy;
  }

  /** The mark of a call's row. */
  byte mark(FrameView request) {
    if (request.method() == Method.TOOLS_CALL) {
      if (tools == null) {
        tools = new ToolTable();
      }
      return (byte) (TOOLS + tools.of(request));
    }
    int method = request.method().ordinal();
    if (methods[method] == null) {
      methods[method] = new Tally();
    }
    return (byte) method;
  }

  Tally row(byte mark) {
    return mark >= TOOLS ? tools.tally(mark - TOOLS) : methods[mark];
  }

  /** The method of a call of this mark. */
  static Method method(byte mark) {
    return mark >= TOOLS ? Method.TOOLS_CALL : METHODS[mark];
  }

  void failed(byte mark, CallEnd how, long now) {
    lastHow = how;
    lastWhat = name(mark);
    lastAt = now;
  }

  CallName callName(byte mark) {
    return mark >= TOOLS
        ? new CallName(Method.TOOLS_CALL.wireName(), name(mark))
        : new CallName(name(mark), null);
  }

  /** What a call of this mark has called: a tool, else a method. */
  String name(byte mark) {
    String name = mark >= TOOLS ? tools.name(mark - TOOLS) : METHODS[mark].wireName();
    return name == null || name.isEmpty() ? OTHER : name;
  }

  void processFailed(String what, long now) {
    lastHow = null;
    lastWhat = what;
    lastAt = now;
  }

  void started() {
    processes++;
    starts++;
    if (notReplaced > 0) {
      notReplaced--;
      restarts++;
    }
  }

  /** Another process is to take the place of one. */
  void replaced() {
    restarts++;
  }

  void ended(Tally process) {
    processes--;
    gone.add(process);
  }

  void startFailed(String message, long now) {
    startFailures++;
    processFailed(message, now);
  }

  void crashed(String what, long now) {
    crashes++;
    notReplaced++;
    boolean room = crashReasons.size() < MAX_REASONS || crashReasons.containsKey(what);
    crashReasons.merge(room ? what : OTHER, 1L, Long::sum);
    processFailed(what, now);
  }

  void questionRefused() {
    questionsRefused++;
  }

  /** Whether nothing of it goes on. */
  boolean isIdle() {
    return processes == 0 && total().open() == 0;
  }

  /** The sum of all rows. */
  public Tally total() {
    Tally total = new Tally();
    for (Row row : methods()) {
      total.add(row.tally());
    }
    return total;
  }

  /** A number that changes with whatever is counted of a call but bytes; cheaper than the sum. */
  public long activity() {
    long activity = 0;
    for (Tally method : methods) {
      activity += method == null ? 0 : method.activity();
    }
    return activity + (tools == null ? 0 : tools.activity());
  }

  /** Each method that was called, in the order of the specification; of tools/call the sum. */
  public List<Row> methods() {
    List<Row> rows = new ArrayList<>();
    for (Method method : METHODS) {
      if (methods[method.ordinal()] != null) {
        String name = method == Method.UNKNOWN ? OTHER : method.wireName();
        rows.add(new Row(name, methods[method.ordinal()]));
      } else if (method == Method.TOOLS_CALL && tools != null) {
        Tally calls = new Tally();
        tools().forEach(row -> calls.add(row.tally()));
        rows.add(new Row(method.wireName(), calls));
      }
    }
    return rows;
  }

  /** Each tool that has a row, in the order in which they came; {@code other} is the last. */
  public List<Row> tools() {
    List<Row> rows = new ArrayList<>();
    if (tools != null) {
      for (int tool = 0; tool < tools.size(); tool++) {
        rows.add(new Row(tools.name(tool), tools.tally(tool)));
      }
      if (tools.tally(ToolTable.OTHER).calls() > 0) {
        rows.add(new Row(OTHER, tools.tally(ToolTable.OTHER)));
      }
    }
    return rows;
  }

  /** Processes that have begun to run, or sessions with a remote server. */
  public long starts() {
    return starts;
  }

  /** Those of them that took the place of one that had crashed, or was replaced by wish. */
  public long restarts() {
    return restarts;
  }

  /** How often a process did not come up. */
  public long startFailures() {
    return startFailures;
  }

  /** Processes that had come up and ended by themselves. */
  public long crashes() {
    return crashes;
  }

  /** How often in which way. */
  public Map<String, Long> crashReasons() {
    return crashReasons;
  }

  /** Requests of its own that reached no session. */
  public long questionsRefused() {
    return questionsRefused;
  }

  /** Null when nothing went wrong so far. */
  public @Nullable LastError lastError() {
    return lastWhat == null ? null : new LastError(lastHow, lastWhat, lastAt);
  }
}
