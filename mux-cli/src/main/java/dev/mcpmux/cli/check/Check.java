package dev.mcpmux.cli.check;

import dev.mcpmux.cli.measure.CleanUp;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.core.message.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One check: what two sessions would see on one process of the server, and what two processes have
 * in common. The sessions are those of this class: mcpmux gives the requests of all sessions ids of
 * its own, so to a server they are one client with several requests at once.
 */
public final class Check {

  private static final long ANSWER_MILLIS = 3_000;
  private static final long BURST_MILLIS = 6_000;
  private static final long CALLS_MILLIS = 12_000;
  private static final long LISTS_MILLIS = 10_000;

  /** All but the starts. */
  private static final long ALL_MILLIS = 45_000;

  private static final long END_MILLIS = 2_000;
  private static final long QUIET_MILLIS = 150;
  private static final long SETTLE_MILLIS = 1_000;

  private static final String INITIALIZE =
      "{\"protocolVersion\":\""
          + Revision.LATEST.text()
          + "\",\"capabilities\":{\"roots\":{\"listChanged\":true},"
          + "\"sampling\":{},\"elicitation\":{}},"
          + "\"clientInfo\":{\"name\":\"mcpmux-check\",\"version\":\"1\"}}";

  private final CheckTarget target;
  private final Path directory;
  private final Observations found = new Observations();
  private Deadline deadline;
  private final List<CheckedProcess> probes = new CopyOnWriteArrayList<>();

  private Check(CheckTarget target, Path directory) {
    this.target = target;
    this.directory = directory;
  }

  /** Runs it, and leaves no process and no file behind. */
  public static CheckReport run(CheckTarget target) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("mcpmux-check");
    Check check = new Check(target, directory);
    CleanUp cleanUp = new CleanUp(check::cleanUp, directory);
    try {
      check.run();
    } finally {
      cleanUp.now();
    }
    return new CheckReport(target, check.found);
  }

  private void cleanUp() throws IOException {
    probes.forEach(CheckedProcess::kill);
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    Path one = root("one");
    Path other = root("two");
    CheckedProcess first = open(one, true);
    if (first == null) {
      return;
    }
    found.lists = lists(first);
    found.lost.addAll(found.lists.unanswered());
    found.calls = Call.of(found.lists, target);
    found.stateWords = StateWords.ofState(found.lists);
    found.directoryWords = StateWords.ofDirectory(found.lists);
    Map<Call, Answer> before = answers(first, found.calls);
    List<Call> calls = before.keySet().stream().filter(call -> before.get(call).came()).toList();
    first.settle(QUIET_MILLIS, SETTLE_MILLIS);
    if (!first.isAlive()) {
      failed(true, "it ended by itself soon after it was initialized" + wrote(first));
      return;
    }
    burst(first, calls);
    first.settle(QUIET_MILLIS, SETTLE_MILLIS);
    Map<Call, Answer> after = answers(first, calls);
    List<String> listsAfter = found.lists.differences(lists(first));
    found.listsChanged.addAll(listsAfter);
    compareWithOthers(calls, before, after, one, other);
    changeRoots(first, other);
    found.questions.addAll(first.questions());
    found.notifications = first.notifications();
    found.requests = first.answered();
    found.progress = first.progress();
    found.noise = first.noise();
    found.wrong.addAll(first.faults());
    end(first);
  }

  private Lists lists(CheckedProcess probe) throws InterruptedException {
    return Lists.of(probe, found.introduction.capabilities(), deadline.within(LISTS_MILLIS));
  }

  private Path root(String name) throws IOException {
    Path root = Files.createDirectory(directory.resolve(name));
    Files.writeString(root.resolve(name + ".txt"), name + "\n");
    return root;
  }

  /** A process that has answered {@code initialize}; null if it does not, and why is noted. */
  private CheckedProcess open(Path root, boolean isFirst) throws InterruptedException {
    long startedAt = System.nanoTime();
    Duration patience = isFirst ? target.start() : furtherStart();
    CheckedProcess probe;
    try {
      probe = CheckedProcess.start(target, root);
    } catch (IOException e) {
      return failed(isFirst, "it could not be started: " + Failures.describe(e));
    }
    probes.add(probe);
    Answer answer = CheckedProcess.await(probe.ask("initialize", INITIALIZE), patience.toMillis());
    probe.children();
    if (!answer.isResult()) {
      String why =
          answer.message() != null
              ? "it answers initialize with an error: " + answer.message()
              : probe.process().waitFor(200, TimeUnit.MILLISECONDS)
                  ? "it ended with exit code " + probe.process().exitValue()
                  : "it did not answer initialize within " + patience.toSeconds() + " s";
      probe.kill();
      return failed(isFirst, isFirst ? why + wrote(probe) : why);
    }
    if (isFirst) {
      deadline = Deadline.in(ALL_MILLIS);
      found.startMillis = Duration.ofNanos(System.nanoTime() - startedAt).toMillis();
      found.introduction = Introduction.of(answer.tree());
    }
    probe.tell("notifications/initialized");
    probe.settle(QUIET_MILLIS, SETTLE_MILLIS);
    probe.started();
    return probe;
  }

  /** The first one has shown how long a start takes. */
  private Duration furtherStart() {
    Duration usual = Duration.ofMillis(10_000 + 3 * found.startMillis);
    return usual.compareTo(target.start()) < 0 ? usual : target.start();
  }

  private static String wrote(CheckedProcess probe) {
    String tail = probe.stderr();
    return tail.isEmpty() ? "" : "; it wrote: " + tail;
  }

  private CheckedProcess failed(boolean isFirst, String why) {
    if (isFirst) {
      found.failure = why;
    } else {
      found.second = why;
    }
    return null;
  }

  /** Asks one after the other, as a session that is alone. */
  private Map<Call, Answer> answers(CheckedProcess probe, List<Call> calls)
      throws InterruptedException {
    Map<Call, Answer> answers = new LinkedHashMap<>();
    Deadline end = deadline.within(CALLS_MILLIS);
    for (Call call : calls) {
      long left = end.left();
      if (left == 0 || !probe.isAlive()) {
        break;
      }
      Answer answer =
          CheckedProcess.await(
              probe.ask(call.method(), call.params(), call.what()), Math.min(left, ANSWER_MILLIS));
      if (!answer.came()) {
        probe.giveUp();
      }
      answers.put(call, answer);
    }
    return answers;
  }

  /** Two sessions at once; the second one also changes what may be changed. */
  private void burst(CheckedProcess probe, List<Call> calls) throws InterruptedException {
    List<CompletableFuture<Answer>> all = new ArrayList<>();
    for (int session = 0; session < 2; session++) {
      for (Call call : calls) {
        all.add(probe.ask(call.method(), call.params(), call.what()));
      }
      for (String method : Lists.methods(found.introduction.capabilities())) {
        all.add(probe.ask(method, "{}"));
      }
      all.add(probe.ask("ping", "{}"));
    }
    if (found.introduction.capabilities().containsKey("logging")) {
      all.add(probe.ask("logging/setLevel", "{\"level\":\"debug\"}"));
    }
    if (found.introduction.takesSubscriptions()) {
      calls.stream()
          .filter(call -> call.method().equals("resources/read"))
          .limit(1)
          .forEach(call -> all.add(probe.ask("resources/subscribe", call.params())));
    }
    Deadline end = deadline.within(BURST_MILLIS);
    for (CompletableFuture<Answer> each : all) {
      CheckedProcess.await(each, end.left());
    }
    found.lost.addAll(probe.giveUp().stream().distinct().toList());
    if (!probe.isAlive()) {
      found.wrong.add("it ended while two sessions called at once");
    }
  }

  /**
   * A call that answers the same as the first in every process, and another answer later, tells of
   * what the process remembers. One that never answers the same tells of the time, or the world.
   */
  private void compareWithOthers(
      List<Call> calls, Map<Call, Answer> before, Map<Call, Answer> after, Path same, Path other)
      throws InterruptedException {
    CheckedProcess second = open(other, false);
    if (second == null) {
      return;
    }
    Lists itsLists = lists(second);
    Map<Call, Answer> its = answers(second, calls);
    List<Call> changed =
        calls.stream()
            .filter(call -> after.containsKey(call) && !before.get(call).equals(after.get(call)))
            .toList();
    changed.stream()
        .filter(call -> before.get(call).equals(its.get(call)))
        .map(Call::what)
        .forEach(found.changed::add);
    List<String> differ = new ArrayList<>(found.lists.differences(itsLists));
    calls.stream()
        .filter(call -> !changed.contains(call) && its.containsKey(call))
        .filter(call -> !before.get(call).equals(its.get(call)))
        .map(Call::what)
        .forEach(differ::add);
    boolean asksRoots =
        second.questions().stream().anyMatch(each -> each.method().equals("roots/list"));
    if (!differ.isEmpty() && asksRoots) {
      List<Call> again = calls.stream().filter(call -> differ.contains(call.what())).toList();
      sortOut(differ, again, before, same);
    } else {
      found.byProcess.addAll(differ);
    }
    endByTerm(second);
  }

  /** What differs for other roots, and what for another process. */
  private void sortOut(List<String> differ, List<Call> calls, Map<Call, Answer> before, Path same)
      throws InterruptedException {
    CheckedProcess third = open(same, false);
    if (third == null) {
      found.byRoots.addAll(differ);
      return;
    }
    List<String> still = new ArrayList<>(found.lists.differences(lists(third)));
    answers(third, calls)
        .forEach(
            (call, answer) -> {
              if (!before.get(call).equals(answer)) {
                still.add(call.what());
              }
            });
    differ.forEach(each -> (still.contains(each) ? found.byProcess : found.byRoots).add(each));
    third.kill();
  }

  private void changeRoots(CheckedProcess probe, Path other) throws InterruptedException {
    long asked = asked(probe);
    probe.moveTo(other);
    probe.tell("notifications/roots/list_changed");
    probe.settle(QUIET_MILLIS, SETTLE_MILLIS);
    found.asksRootsAgain = asked(probe) > asked;
  }

  private static long asked(CheckedProcess probe) {
    return probe.questions().stream().filter(each -> each.method().equals("roots/list")).count();
  }

  private void end(CheckedProcess probe) throws InterruptedException {
    Set<ProcessHandle> children = probe.children();
    long from = System.nanoTime();
    probe.closeInput();
    if (probe.process().waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) {
      found.ends.put("end of input", Duration.ofNanos(System.nanoTime() - from).toMillis());
    }
    probe.process().destroyForcibly();
    found.orphans = (int) children.stream().filter(ProcessHandle::isAlive).count();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private void endByTerm(CheckedProcess probe) throws InterruptedException {
    probe.children();
    long from = System.nanoTime();
    probe.process().destroy();
    if (probe.process().waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) {
      found.ends.put("SIGTERM", Duration.ofNanos(System.nanoTime() - from).toMillis());
    }
    probe.kill();
  }
}
