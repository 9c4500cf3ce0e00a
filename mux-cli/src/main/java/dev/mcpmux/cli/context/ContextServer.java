package dev.mcpmux.cli.context;

import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.cli.daemon.NotesFeature;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.Connection;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private static final int MAX_CLIENT = 100;
  private static final int MAX_OPEN = 64;

  private final Path file;
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

  /**
   * @param state the directory for what is kept between two runs
   */
  public ContextServer(Path state, ContextSettings settings) {
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

  private McpServer open(Connection connection) throws IOException {
    Caller caller = caller(connection);
    try {
      if (desk == null) {
        begin();
      }
      Desk own = desk;
      List<Note> offered =
          own.handovers().offer(caller, settings.handover() && connection.isHeard());
      Visit visit = new Visit(own, caller, offered);
      own.visits().add(visit);
      visit.server().onClose(() -> end(own, visit));
      if (!offered.isEmpty()) {
        thread.schedule(() -> take(own, visit), CHECK_SECONDS, TimeUnit.SECONDS);
      }
      look();
      return visit.server();
    } catch (SQLException | StoreException e) {
      closeUnused();
      String why = e instanceof SQLException sql ? Desk.failed(sql) : e.getMessage();
      throw new McpException(McpException.SERVER_ERROR, why);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "context: " + e.getMessage());
      throw new McpException(McpException.SERVER_ERROR, e.getMessage());
    }
  }

  private void begin() throws IOException, SQLException {
    PrivateDirectory.createUnchecked(file.getParent());
    NoteStore store =
        NoteStore.open(
            file,
            Clock.systemUTC(),
            () -> new NoteStore.Bounds(settings.days(), settings.maxMegabytes()),
            said -> LOG.log(System.Logger.Level.WARNING, "context: " + said),
            NoteStore::prune);
    try {
      desk = new Desk(store, () -> settings.sessions());
    } catch (SQLException e) {
      store.close();
      throw e;
    }
    pruneLater(desk);
  }

  private void pruneLater(Desk open) {
    pruning =
        thread.schedule(
            () -> {
              open.prune();
              pruneLater(open);
            },
            PRUNE_HOURS,
            TimeUnit.HOURS);
  }

  private Caller caller(Connection connection) {
    Json client = connection.clientInfo();
    String name =
        Printable.line(
                client.get("name").text("") + " " + client.get("version").text(""), MAX_CLIENT)
            .strip();
    int number = connection.session().orElse(0);
    return new Caller(
        daemon + " " + number,
        connection.projectRoot().orElse(null),
        name.isEmpty() ? "a client without a name" : name,
        number > 0 ? "#" + number : "", // one in a session with all servers has none of its own
        marks(connection));
  }

  private static Set<String> marks(Connection connection) {
    Set<String> marks = new HashSet<>();
    connection.clientSessionId().ifPresent(id -> marks.add("client " + id));
    if (connection.relay() > 0) {
      String start =
          ProcessHandle.of(connection.relay())
              .flatMap(relay -> relay.info().startInstant())
              .map(Instant::toString)
              .orElse("");
      marks.add("relay " + connection.relay() + " " + start);
    }
    return marks;
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
          if (visit.isUsed()) {
            own.handovers().take(visit.caller());
          } else {
            own.handovers().giveBack(visit.caller());
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
