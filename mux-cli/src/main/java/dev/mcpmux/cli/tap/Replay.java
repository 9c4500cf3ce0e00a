package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.schema.Tree;
import dev.mcpmux.cli.session.StdioSession;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says in a new session what a client has said in a recorded one, in that order: where an answer
 * was recorded, it waits for one, and where the server has asked, it answers what was answered
 * then.
 */
final class Replay {

  private final RecordedSession recorded;
  private final StdioSession session;
  private final Runnable waits;
  private final PrintStream out;

  /** By id, as a token of JSON. */
  private final Map<String, String> answers = new HashMap<>();

  private final Map<String, Deque<String>> questions = new HashMap<>();
  private final Map<String, WireMessage> asked = new HashMap<>();

  /** The ids of requests that were sent here and whose recorded answer has not come yet. */
  private final Set<String> awaited = new HashSet<>();

  private int sent;
  private int compared;
  private int notCompared;
  private int different;

  /**
   * @param waits is run before each answer or question that is waited for
   */
  Replay(RecordedSession recorded, StdioSession session, Runnable waits, PrintStream out) {
    this.recorded = recorded;
    this.session = session;
    this.waits = waits;
    this.out = out;
  }

  /**
   * @return whether all answers were what was recorded
   * @throws IOException if the session ends before
   */
  boolean play() throws IOException {
    if (!recorded.hasBeginning()) {
      session.initialize("mcpmux-replay");
    }
    for (WireMessage message : recorded.messages()) {
      if (message.isFrom("client")) {
        say(message);
      } else if (message.isReply()) {
        compare(message);
      } else if (message.isRequest()) {
        asked.put(message.get("id"), message);
      }
    }
    out.println(
        sent + " messages sent, " + compared + " answers compared, " + different + " differ");
    if (notCompared > 0) {
      out.println(notCompared + " answers not compared, as they are not whole in the recording");
    }
    return different == 0;
  }

  private void say(WireMessage message) throws IOException {
    if (message.isReply()) {
      sent += reply(message) ? 1 : 0;
      return;
    }
    if (message.isRequest()) {
      awaited.add(message.get("id"));
    }
    session.send(message.body());
    session.flush();
    sent++;
  }

  /**
   * The server asks again under another id: it is known by what it asks, and by its turn.
   *
   * @return whether it was answered
   */
  private boolean reply(WireMessage message) throws IOException {
    WireMessage question = asked.remove(message.get("id"));
    if (question == null) {
      return false; // it was asked before anybody looked
    }
    String method = question.get("method");
    Deque<String> waiting = questions.computeIfAbsent(method, each -> new ArrayDeque<>());
    waits.run();
    while (waiting.isEmpty()) {
      read();
    }
    String id = waiting.poll();
    String member = RawJson.find(message.body(), "result") == null ? "error" : "result";
    String answer = RawJson.find(message.body(), member);
    session.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"" + member + "\":" + answer + "}");
    session.flush();
    return true;
  }

  private void compare(WireMessage expected) throws IOException {
    String id = expected.get("id");
    if (!awaited.remove(id)) {
      return; // to a message without one, or that was sent before the recording began
    }
    waits.run();
    while (!answers.containsKey(id)) {
      read();
    }
    String answer = answers.remove(id);
    if (expected.body() == null) {
      notCompared++;
      return;
    }
    Tree before = Tree.parse(expected.body());
    Tree now = Tree.parse(answer);
    List<String> found =
        new ArrayList<>(Differences.of("result", before.get("result"), now.get("result")));
    found.addAll(Differences.of("error", before.get("error"), now.get("error")));
    compared++;
    if (!found.isEmpty()) {
      different++;
      String what = (expected.get("method") + " " + expected.get("tool")).strip();
      out.println(
          Printable.line(what) + " (id " + Printable.line(id) + ") was answered otherwise:");
      found.forEach(each -> out.println("  " + each));
    }
  }

  /** The next message; what it is decides who waits for it. */
  private void read() throws IOException {
    String line = session.readLine();
    String id = RawJson.find(line, "id");
    String method = RawJson.string(line, "method");
    if (method == null && id != null) {
      answers.put(id, line);
    } else if (method != null && id != null) {
      if (method.equals("ping")) {
        session.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
        session.flush();
      } else {
        questions.computeIfAbsent(method, each -> new ArrayDeque<>()).add(id);
      }
    }
  }
}
