package dev.mcpmux.cli.chaos;

import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One session, and what must hold for it: every request gets one answer within a bound, nothing of
 * another session ever arrives, and it does not end unless it was ended. The ids of all sessions
 * are the same numbers. One thread sends; others may receive.
 */
abstract class Link {

  /** A request to a server that is silent is given up before, so more than that is nobody's. */
  static final Duration BOUND = Duration.ofSeconds(75);

  /** A relay passes on what is longer before it has all of it. */
  private static final int LARGE = 32 * 1024;

  static final String PARAMS =
      "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"sampling\":{}},"
          + "\"clientInfo\":{\"name\":\"chaos\",\"version\":\"1\"}}";

  final int session;
  final String name;
  final Ground ground;
  final Findings findings;

  private final Answers answers;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Exchange> open = new ConcurrentHashMap<>();
  private final Map<String, Exchange> givenUp = new ConcurrentHashMap<>();
  private final Set<String> updated = ConcurrentHashMap.newKeySet();
  private final AtomicInteger garbage = new AtomicInteger();
  private volatile long readsFrom;

  /** It has begun; before that it may be refused, and end. */
  volatile boolean isOpen;

  /** It is to end, so that what is open may stay so. */
  volatile boolean isEnding;

  /** Its relay was killed, perhaps in the middle of a message. */
  volatile boolean isKilled;

  /** It has ended, whoever did it. */
  volatile boolean hasEnded;

  /**
   * @param name for people
   */
  Link(int session, String name, Ground ground, Findings findings, Answers answers) {
    this.session = session;
    this.name = "s" + session + " " + name;
    this.ground = ground;
    this.findings = findings;
    this.answers = answers;
  }

  /** Begins it; false where it was refused in words, and is over. */
  final boolean open() throws InterruptedException {
    Exchange initialize = request("initialize", PARAMS, false);
    String answer = await(initialize);
    if (answer == null || RawJson.find(answer, "result") == null) {
      if (answer == null && !initialize.isGivenUp) {
        wrong("it was refused without a word");
      }
      isEnding = true;
      return false;
    }
    isOpen = true;
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", null);
    return true;
  }

  final Mark nextMark() {
    return new Mark(session, numbers.incrementAndGet());
  }

  final Exchange request(String method, String params, boolean isMarked) {
    return request(new Exchange(nextMark(), method, params, isMarked));
  }

  final Exchange request(Exchange exchange) {
    open.put(exchange.id, exchange);
    send(exchange.line(), exchange);
    return exchange;
  }

  /** The answer, within the bound; null without one. */
  final String await(Exchange exchange) throws InterruptedException {
    try {
      return exchange.answer.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.TimeoutException e) {
      checkOverdue();
      return null;
    }
  }

  final void cancel(Exchange exchange) {
    giveUp(exchange);
    send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
            + exchange.id
            + "}}",
        null);
  }

  /** It may be answered, and need not be. */
  final void giveUp(Exchange exchange) {
    exchange.isGivenUp = true;
    givenUp.put(exchange.id, exchange);
    open.remove(exchange.id);
    exchange.answer.complete(null);
  }

  /** Sends what is no message; an error without an id may come back. */
  final void sendGarbage(String line) {
    garbage.incrementAndGet();
    send(line, null);
  }

  final int inFlight() {
    return open.size();
  }

  final void stopReading(long millis) {
    readsFrom = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Called by whoever reads, before the next read. */
  final void pauseReading() throws InterruptedException {
    while (!isEnding && System.nanoTime() - readsFrom < 0) {
      Thread.sleep(20);
    }
  }

  /** Whether the server has said that this resource of the session's own has changed. */
  final boolean wasUpdated(String uri) {
    return updated.contains(uri);
  }

  final void checkOverdue() {
    for (Exchange exchange : open.values()) {
      if (!isEnding && System.nanoTime() - exchange.sentAt > BOUND.toNanos()) {
        wrong(
            "no answer within "
                + BOUND.toSeconds()
                + " s: "
                + exchange
                + " "
                + head(exchange.params));
        giveUp(exchange);
      }
    }
  }

  final void wrong(String what) {
    findings.wrong(name + ": " + what);
  }

  static String head(String line) {
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }

  /** A message from the other side. */
  final void received(String line) {
    Mark foreign = Mark.foreign(line, session);
    if (foreign != null) {
      wrong("got what is of " + foreign + ": " + head(line));
      return;
    }
    if (!line.startsWith("{") || !line.endsWith("}")) {
      boolean large = line.length() >= LARGE && ground.daemonBrokeSince(System.nanoTime());
      if (large || isKilled) {
        count("cut off"); // part of it was with the client already; an error follows, if any
        return;
      }
      wrong("no message: " + head(line));
      return;
    }
    String id = RawJson.find(line, "id");
    String method = RawJson.string(line, "method");
    if (method == null) {
      answered(id, line);
    } else if (id != null) {
      asked(id, method, line);
    } else if (method.equals("notifications/progress")) {
      progressed(line);
    } else if (method.equals("notifications/resources/updated")) {
      updated.add(RawJson.string(line, "params", "uri"));
    }
  }

  private void answered(String id, String line) {
    if (id == null || id.equals("null")) {
      if (garbage.getAndDecrement() <= 0) {
        wrong("an answer without an id: " + head(line));
      }
      return;
    }
    Exchange exchange = open.remove(id);
    if (exchange == null) {
      Exchange late = givenUp.remove(id);
      if (late == null && !isEnding) {
        wrong("a second answer, or one to nothing: " + head(line));
      } else if (late != null) {
        answers.take(late, line);
      }
      return;
    }
    String bad = answers.take(exchange, line);
    if (bad != null) {
      wrong(bad + " to " + exchange + ": " + head(line));
    }
    exchange.answer.complete(line);
  }

  private void asked(String id, String method, String line) {
    Mark mark = Mark.in(line);
    String outcome =
        switch (method) {
          case "sampling/createMessage" ->
              "\"result\":{\"role\":\"assistant\",\"model\":\"none\",\"content\":{\"type\":\"text\","
                  + "\"text\":\""
                  + mark
                  + "\"}}";
          case "ping" -> "\"result\":{}";
          default -> "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}";
        };
    reply("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + outcome + "}");
  }

  private void progressed(String line) {
    Mark mark = Mark.in(line);
    String token = RawJson.find(line, "params", "progressToken");
    if (mark != null && !("" + mark.number()).equals(token)) {
      wrong("progress under the token of another call: " + head(line));
    }
  }

  /** What is open gets no answer any more: the session was ended on purpose. */
  final void end(String how) {
    isEnding = true;
    hasEnded = true;
    open.values().forEach(exchange -> exchange.answer.complete(null));
    if (isOpen) {
      findings.did(name + " has ended: " + how);
    }
  }

  final void count(String what) {
    answers.count(what);
  }

  /**
   * @param exchange the request that the message is; null for any other
   */
  abstract void send(String message, Exchange exchange);

  /** Sends a message from the thread that reads. */
  abstract void reply(String message);

  /** Ends it as a client does that is closed. */
  abstract void close() throws IOException, InterruptedException;

  /** Ends it as a client does that is killed. */
  abstract void kill() throws InterruptedException;
}
