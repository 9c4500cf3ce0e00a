package dev.mcpmux.cli.chaos;

import dev.mcpmux.cli.RelayKind;
import dev.mcpmux.cli.chaos.ChaosServer.Deed;
import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A place for one session after the other, of one kind: it calls at random, and begins another
 * session when one was ended on purpose. Its calls depend on the seed and its place alone.
 */
final class Seat implements Runnable {

  private static final int IN_FLIGHT = 4;

  /** How sessions of each ten are made; null for a server is all of them. */
  private enum Kind {
    NATIVE,
    JAVA,
    HTTP,
    AD_HOC
  }

  private static final Kind[] KINDS = {
    Kind.NATIVE, Kind.HTTP, Kind.NATIVE, Kind.JAVA, Kind.HTTP,
    Kind.NATIVE, Kind.AD_HOC, Kind.NATIVE, Kind.JAVA, Kind.HTTP
  };
  private static final String[] ENTRIES = {
    null, "plain", "shelled", "plain", null, "each", null, "family", null, "sleepy"
  };

  private final int place;
  private final Kind kind;
  private final String server;
  private final Random random;
  private final int haste;
  private final Ground ground;
  private final Servers servers;
  private final Findings findings;
  private final Answers answers;
  private int generation;
  private boolean isSubscribed;
  private volatile Link link;
  private volatile boolean isOver;
  private volatile Thread thread;

  Seat(
      int place,
      Settings settings,
      Ground ground,
      Servers servers,
      Findings findings,
      Answers answers) {
    this.place = place;
    this.kind = KINDS[place % KINDS.length];
    this.server = ENTRIES[place % KINDS.length];
    this.random = new Random(settings.seed() * 1_000_003 + place);
    this.haste = settings.haste();
    this.ground = ground;
    this.servers = servers;
    this.findings = findings;
    this.answers = answers;
  }

  Link link() {
    return link;
  }

  /** No further calls; those that are in flight may be answered. */
  void stop() {
    isOver = true;
  }

  private boolean isAggregate() {
    return server == null && kind != Kind.AD_HOC;
  }

  /** Opens a session; tries again while it is refused in words, within a bound. */
  void open() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Link.BOUND.toNanos();
    while (true) {
      Link next = make(place + 1000 * generation++);
      if (next.open()) {
        if (next instanceof HttpLink http) {
          http.listen();
        }
        link = next;
        subscribe();
        return;
      }
      next.kill();
      if (System.nanoTime() - deadline > 0) {
        findings.wrong("no session could be opened for " + next.name);
        return;
      }
      Thread.sleep(200);
    }
  }

  private Link make(int session) throws IOException {
    String what = kind + " " + (isAggregate() ? "all" : server == null ? "command" : server);
    if (kind == Kind.HTTP) {
      String path = isAggregate() ? "/mcp" : "/mcp/" + server;
      return new HttpLink(session, what, path, ground, findings, answers);
    }
    List<String> words = new ArrayList<>(List.of("attach"));
    if (kind == Kind.AD_HOC) {
      words.add("--");
      words.addAll(servers.command("command"));
    } else if (server != null) {
      words.add(server);
    }
    RelayKind relay = kind == Kind.JAVA ? RelayKind.JAVA : RelayKind.NATIVE;
    return new StdioLink(session, what, relay, words, ground, findings, answers);
  }

  private String uri() {
    return "chaos://" + new Mark(link.session, 0);
  }

  /** A server with subscriptions is never put to sleep. */
  private void subscribe() throws InterruptedException {
    isSubscribed = false;
    if ("sleepy".equals(server) || isAggregate()) {
      return;
    }
    String answer =
        link.await(link.request("resources/subscribe", "{\"uri\":\"" + uri() + "\"}", false));
    isSubscribed = answer != null && RawJson.find(answer, "result") != null;
  }

  /** Where it is, for one that does not end; empty for one that has. */
  String where() {
    Thread stuck = thread;
    if (stuck == null) {
      return "";
    }
    StringBuilder text = new StringBuilder(link.name + " is stuck:");
    for (StackTraceElement frame : stuck.getStackTrace()) {
      text.append("\n  ").append(frame);
    }
    return text.toString();
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      while (!isOver) {
        if (link.hasEnded || link.isEnding) {
          open();
        }
        step();
      }
    } catch (IOException e) {
      findings.wrong("seat " + place + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  /** One call and a pause. All that is random is drawn first, so that no event changes the plan. */
  private void step() throws InterruptedException {
    int what = random.nextInt(1000);
    int target = random.nextInt(Servers.NAMES.size());
    int number = random.nextInt(10_000);
    int delay = (random.nextInt(4) == 0 ? random.nextInt(1500) : random.nextInt(40)) / haste;
    int size = size(random.nextInt(1000));
    int pad = size(random.nextInt(1000));
    boolean cancels = random.nextInt(40) == 0;
    int pause = (random.nextInt(4) == 0 ? random.nextInt(1000) : random.nextInt(100)) / haste;
    Link now = link;
    while (!isOver && !now.isEnding && now.inFlight() >= IN_FLIGHT) {
      now.checkOverdue();
      Thread.sleep(10);
    }
    Exchange sent = null;
    if (what < 40) {
      now.request("tools/list", "", false);
    } else if (what < 60) {
      now.request("ping", "", false);
    } else if (what < 110) {
      Mark mark = now.nextMark();
      sent = new Exchange(mark, "resources/read", "{\"uri\":\"chaos://" + mark + "\"}", true);
      now.request(sent);
    } else if (what < 120) {
      now.request("logging/setLevel", "{\"level\":\"info\"}", false);
    } else {
      sent = call(now, deed(what), Servers.NAMES.get(target), number, delay, size, pad);
    }
    if (cancels && sent != null) {
      now.cancel(sent);
    }
    Thread.sleep(pause);
  }

  private static int size(int thousandth) {
    return thousandth < 960 ? thousandth % 200 : thousandth < 995 ? 150_000 : 2_000_000;
  }

  private Deed deed(int what) {
    if (what >= 400) {
      return Deed.WORK;
    } else if (what >= 300) {
      return Deed.PROGRESS;
    } else if (what >= 240) {
      return Deed.LOG;
    } else if (what >= 190) {
      return "each".equals(server) ? Deed.ASK : Deed.TOUCH;
    } else if (what >= 150) {
      return Deed.GARBAGE;
    } else if (what >= 138) {
      return Deed.DEAFNESS;
    } else if (what >= 130) {
      return Deed.BABBLE;
    }
    return what >= 123 ? Deed.CRASH : Deed.SILENCE;
  }

  private Exchange call(
      Link now, Deed deed, String target, int number, int delay, int size, int pad) {
    Mark mark = now.nextMark();
    String tool = isAggregate() ? target + "__work" : "work";
    String params =
        "{\"name\":\""
            + tool
            + "\",\"arguments\":{\"mark\":\""
            + mark
            + "\",\"do\":\""
            + deed
            + "\",\"number\":"
            + (deed == Deed.PROGRESS ? number % 5 : number)
            + ",\"delay\":"
            + delay
            + ",\"size\":"
            + size
            + ",\"uri\":\"chaos://"
            + new Mark(now.session, 0)
            + "\",\"pad\":\""
            + "x".repeat(pad)
            + "\"},\"_meta\":{\"progressToken\":"
            + mark.number()
            + "}}";
    return now.request(new Exchange(mark, "tools/call", params, true));
  }

  /** More at once than is usual, and much of it. */
  void burst(int times) {
    for (int i = 0; i < times && !link.isEnding; i++) {
      call(link, Deed.WORK, Servers.NAMES.get(i % 2), 0, 0, 1_500_000, 1_500_000);
    }
  }

  /** Waits for what is in flight. */
  void drain() throws InterruptedException {
    while (link.inFlight() > 0 && !link.isEnding) {
      link.checkOverdue();
      Thread.sleep(20);
    }
  }

  /** Nothing is broken any more: the session is served, and its subscription is there. */
  void prove() throws IOException, InterruptedException {
    if (link.hasEnded || link.isEnding) {
      open();
    }
    for (String target : isAggregate() ? Servers.NAMES : List.of("own")) {
      untilResult(Deed.WORK, target);
    }
    if (isSubscribed) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      untilResult(Deed.TOUCH, "own");
      while (!link.wasUpdated(uri()) && System.nanoTime() - deadline < 0) {
        Thread.sleep(20);
      }
      if (!link.wasUpdated(uri())) {
        link.wrong("its subscription is lost");
      }
    }
  }

  private void untilResult(Deed deed, String target) throws InterruptedException {
    long deadline = System.nanoTime() + Link.BOUND.toNanos();
    String answer = null;
    while (!link.isEnding && System.nanoTime() - deadline < 0) {
      answer = link.await(call(link, deed, target, 0, 0, 0, 0));
      if (answer != null && RawJson.find(answer, "result") != null) {
        return;
      }
      Thread.sleep(200);
    }
    link.wrong("is not served any more by " + target + ": " + answer);
  }
}
