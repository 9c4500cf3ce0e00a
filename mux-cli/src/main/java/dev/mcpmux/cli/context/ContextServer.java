package dev.mcpmux.cli.context;

import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.cli.daemon.NotesFeature;
import dev.mcpmux.cli.sqlite.Sqlite;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.Connection;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The server of notes in the daemon. All of it runs on one thread of its own, which is there only
 * while something is to be done, and the database is open only while a session uses it.
 */
public final class ContextServer implements NotesFeature {

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  /** How late another process's note may be. */
  private static final long LOOK_MILLIS = 500;

  /**
   * A session that ends sooner and has asked for nothing was a check whether the server is there,
   * such as {@code claude mcp list}.
   */
  private static final long CHECK_SECONDS = 10;

  private static final long PRUNE_HOURS = 6;
  private static final int MAX_OPEN = 64;

  private final Path file;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, ContextServer::thread);
  private final ServerMount mount = ServerMount.of(this::open).on(thread).bounded(1, MAX_OPEN);

  /** What the sessions of this daemon have before their number, as those of no other. */
  private final String daemon = UUID.randomUUID().toString();

  private volatile ContextSettings settings;

  /** Null while nobody uses it. */
  private Desk desk;

  /** Of the desk that is open. */
  private Future<?> pruning;

  private boolean looking;

  /** Whether all of the file could be read when it was looked at last. */
  private boolean sound;

  /**
   * @param state the directory for what is kept between two runs
   */
  public ContextServer(Path state, ContextSettings settings) {
    this(state, settings, Clock.systemUTC());
  }

  ContextServer(Path state, ContextSettings settings, Clock clock) {
    this.clock = clock;
    this.file = NoteFile.in(state);
    this.settings = settings;
    thread.setKeepAliveTime(1, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
    thread.setRemoveOnCancelPolicy(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "mcpmux-context");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public ServerMount mount() {
    return mount;
  }

  @Override
  public void settings(ContextSettings changed) {
    if (changed.equals(settings)) {
      return;
    }
    boolean told = changed.sessions() != settings.sessions();
    settings = changed;
    if (!told) {
      return;
    }
    thread.execute(
        () -> {
          if (desk != null) {
            desk.visits().forEach(visit -> visit.allowSessions(changed.sessions()));
          }
        });
  }

  private McpServer open(Connection connection) {
    Caller caller = Callers.of(daemon, connection);
    if (desk != null && !sound) {
      throw failed("the notes are corrupt, and are looked at once all sessions have let them go");
    }
    try {
      if (desk == null) {
        begin(caller);
      }
    } catch (SQLException e) {
      sound &= !Sqlite.isCorrupt(e);
      throw failed(Desk.describe(e));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "context: " + Failures.describe(e));
      throw failed(Failures.describe(e));
    }
    Desk own = desk;
    try {
      caller = own.store().guests().enter(caller, connection.isResumed());
      List<Note> offered =
          own.handovers().offer(caller, settings.handover() && connection.isHeard());
      Visit visit = new Visit(own, caller, offered);
      own.visits().add(visit);
      visit.server().onClose(() -> end(own, visit));
      if (!offered.isEmpty()) {
        connection.heard().thenAccept(heard -> told(own, visit, heard));
      }
      look();
      return visit.server();
    } catch (SQLException | StoreException e) {
      String why = e instanceof SQLException sql ? own.failed(sql) : e.getMessage();
      closeUnused();
      throw failed(why);
    }
  }

  private static McpException failed(String why) {
    return new McpException(McpException.SERVER_ERROR, why);
  }

  private void begin(Caller caller) throws IOException, SQLException {
    PrivateDirectory.createUnchecked(file.getParent());
    NoteStore store =
        NoteStore.own(
            file,
            clock,
            () -> new NoteStore.Bounds(settings.days(), settings.maxMegabytes()),
            said -> LOG.log(System.Logger.Level.WARNING, "context: " + said),
            opened -> first(opened, caller));
    try {
      desk = new Desk(store, () -> settings.sessions(), this::corrupt);
    } catch (SQLException e) {
      store.close();
      throw e;
    }
    pruneLater();
  }

  private void first(NoteStore store, Caller caller) throws SQLException {
    boolean known = sound;
    if (!known) {
      store.check();
      sound = true;
    }
    store.guests().back(caller); // else what it has may go before it has come
    try {
      store.prune();
    } catch (SQLException e) {
      if (!known || !Sqlite.isCorrupt(e)) {
        throw e;
      }
      store.check();
      store.indexWords(); // all else is right
      store.prune();
    }
  }

  /** All connections end; who comes first after the last of them has the file looked at. */
  private void corrupt() {
    if (sound) {
      sound = false;
      List<Visit> visits = desk == null ? List.of() : List.copyOf(desk.visits());
      thread.execute(() -> visits.forEach(visit -> visit.server().close()));
    }
  }

  /** Removes what is too old. On the thread of the notes. */
  void prune() {
    if (desk != null) {
      desk.prune();
    }
  }

  private void pruneLater() {
    pruning =
        thread.schedule(
            () -> {
              prune();
              pruneLater();
            },
            PRUNE_HOURS,
            TimeUnit.HOURS);
  }

  /** It is certain whether the client was given what the session was offered. */
  private void told(Desk own, Visit visit, boolean heard) {
    if (!own.visits().contains(visit)) {
      return; // what it was offered was given back
    }
    if (heard) {
      visit.hear();
      thread.schedule(() -> take(own, visit), CHECK_SECONDS, TimeUnit.SECONDS);
    } else {
      own.logged(() -> own.handovers().giveBack(visit.caller()));
    }
  }

  private static void take(Desk own, Visit visit) {
    if (own.visits().contains(visit)) {
      own.logged(() -> own.handovers().take(visit.caller()));
    }
  }

  private void end(Desk own, Visit visit) {
    own.visits().remove(visit);
    own.logged(
        () -> {
          if (own.visits().stream().noneMatch(visit::isOfSameSession)) {
            own.store().guests().leave(visit.caller());
          }
          if (visit.isUsed() && visit.isHeard()) {
            own.handovers().take(visit.caller());
          } else if (own.handovers().giveBack(visit.caller())) {
            own.handovers().forget(visit.caller());
          }
        });
    closeUnused();
  }

  private void closeUnused() {
    if (desk != null && desk.visits().isEmpty()) {
      Desk unused = desk;
      desk = null;
      pruning.cancel(false);
      unused.logged(unused::close);
    }
  }

  /** Looks for what other processes have written, while there is somebody to be told. */
  private void look() {
    if (!looking) {
      looking = true;
      thread.schedule(this::lookAgain, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void lookAgain() {
    looking = false;
    if (desk != null) {
      desk.look();
      look();
    }
  }
}
