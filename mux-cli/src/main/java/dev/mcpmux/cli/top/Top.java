package dev.mcpmux.cli.top;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Draws, and does what keys say: all of it on the thread that calls {@link #run}. */
final class Top implements Poller.Listener {

  private static final int MAX_EVENTS = 64;

  private final Home home;
  private final boolean coloured;
  private final Poller poller;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MAX_EVENTS);
  private Model model;
  private Screen screen;
  private boolean ended;

  /** What is done next. */
  private interface Event {
    void run() throws IOException, InterruptedException;
  }

  Top(Home home, Duration pause, boolean coloured) {
    this.home = home;
    this.coloured = coloured;
    this.poller = new Poller(home, pause, this);
  }

  /** Returns the exit code, when somebody has had enough. */
  int run() throws IOException, InterruptedException {
    Snapshot first = poller.ask();
    if (first == null) {
      return DaemonControl.complainOfNone(home);
    }
    screen = new Screen(() -> events.offer(this::resize), () -> events.offer(this::stop));
    try (Screen taken = screen) {
      model = new Model(taken.look(coloured), first);
      poller.start();
      reader().start();
      while (!ended) {
        taken.show(Picture.of(model));
        events.take().run();
        for (Event next = events.poll(); next != null && !ended; next = events.poll()) {
          next.run();
        }
      }
    } finally {
      poller.interrupt();
    }
    return ExitCode.OK;
  }

  @Override
  public void answered(Snapshot snapshot) throws InterruptedException {
    events.put(() -> model.take(snapshot));
  }

  @Override
  public void lost(String why) throws InterruptedException {
    events.put(() -> model.lose(why));
  }

  private void resize() {
    screen.measure();
    model.look(screen.look(coloured));
  }

  private void stop() throws IOException, InterruptedException {
    screen.stop();
    resize();
  }

  private Thread reader() {
    Keys keys = screen.keys();
    Thread reader =
        new Thread(
            () -> {
              try {
                for (Key key = keys.next(); key != null; key = keys.next()) {
                  Key pressed = key;
                  events.put(() -> on(pressed));
                }
                events.put(() -> ended = true);
              } catch (IOException e) {
                end(e);
              } catch (InterruptedException e) {
                // it is over
              }
            },
            "keys");
    reader.setDaemon(true);
    return reader;
  }

  /** The terminal has gone. */
  private void end(IOException why) {
    events.clear();
    events.offer(
        () -> {
          throw why;
        });
  }

  private void on(Key key) {
    Effect effect = model.on(key);
    poller.log(model.logged());
    if (effect == Effect.QUIT) {
      ended = true;
    } else if (effect == Effect.LOOK) {
      poller.hurry();
    } else if (effect instanceof Effect.Act act) {
      Thread deed = new Thread(() -> act(act), "deed");
      deed.setDaemon(true);
      deed.start();
    }
  }

  /** On a thread of its own, since a restart may take long. */
  private void act(Effect.Act act) {
    try {
      String done;
      boolean failed = false;
      try {
        done = act.deed().run(home, act.server());
      } catch (IOException | RuntimeException e) {
        done = Failures.describe(e);
        failed = true;
      }
      String text = done;
      boolean bad = failed;
      events.put(() -> model.say(text, bad));
      poller.hurry();
    } catch (InterruptedException e) {
      // it is over
    }
  }
}
