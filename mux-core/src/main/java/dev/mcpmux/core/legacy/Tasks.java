package dev.mcpmux.core.legacy;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.state.ClientRequest;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Task;
import dev.mcpmux.core.state.TaskTable;
import dev.mcpmux.core.state.TaskTable.EarlyStatus;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.table.Shares;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.List;
import java.util.Set;

/**
 * Whose task is whose. Only the session whose request made a task may ask for it, is told of it,
 * and sees it in a list.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks#security-considerations">2025-11-25/basic/utilities/tasks#security-considerations</a>
 */
public final class Tasks implements Feature {
  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");
  private static final String CANNOT_BE_CANCELLED = String.valueOf(Messages.INVALID_PARAMS);

  private static final int MAX_EARLY_BYTES = 1 << 16;

  private final MuxState state;
  private final InFlight inFlight;

  public Tasks(MuxState state, InFlight inFlight) {
    this.state = state;
    this.inFlight = inFlight;
  }

  /**
   * The frame is the reply to this request. When it makes a task under an id that another task of
   * the session has, at a process before or after this one, the session could not tell the two
   * apart: it is answered with an error, and the new one is cancelled. Returns whether that is so.
   */
  public boolean refuseTaken(ClientRequest request, FrameView reply) {
    Upstream upstream = request.upstream();
    String id =
        request.asksForTask && reply.is(Field.RESULT_TASK_ID, ValueType.STRING)
            ? reply.text(Field.RESULT_TASK_ID)
            : null;
    if (id == null || !hasElsewhere(request.session, upstream, id)) {
      return false;
    }
    upstream.tasks().takeEarly(id);
    cancel(upstream, id);
    String message =
        "server \""
            + upstream.server()
            + "\" gave the task an id that another task of this session has, at a process that was"
            + " replaced; it is cancelled";
    Refusal refusal = Refusal.of("task-id-taken", message, upstream.server());
    byte[] error = Messages.error(request.id, refusal);
    state.answer(request, error);
    inFlight.ended(request, CallEnd.ERROR, error.length);
    return true;
  }

  private static boolean hasElsewhere(Session session, Upstream upstream, String taskId) {
    Upstream now = session.upstream();
    return now != null && now != upstream && now.tasks().isOf(taskId, session)
        || session.lingering().stream()
            .anyMatch(left -> left != upstream && left.tasks().isOf(taskId, session));
  }

  /** A task of nobody: where the server can, it stops working on it. */
  private void cancel(Upstream upstream, String taskId) {
    upstream.leftWork().add(taskId);
    if (upstream.handshake().declares("tasks", "cancel")) {
      inFlight.ask(
          upstream,
          reply -> onCancelled(upstream, taskId, reply),
          id -> Messages.cancelTask(id, taskId));
    }
  }

  /** A server also refuses to cancel what has ended, or what it does not know any more. */
  private static void onCancelled(Upstream upstream, String taskId, FrameView reply) {
    boolean unknown = CANNOT_BE_CANCELLED.equals(reply.text(Field.ERROR_CODE));
    if (unknown || hasEnded(reply, Field.RESULT_STATUS)) {
      upstream.leftWork().ended(taskId);
    }
  }

  /**
   * The frame answers nothing that is in flight. A task that it makes for a call that was given up
   * is known to nobody: it is cancelled.
   */
  public void onLateReply(Upstream upstream, FrameView reply) {
    if (upstream.leftWork().answered(reply.idAsLong())
        && reply.is(Field.RESULT_TASK_ID, ValueType.STRING)) {
      String id = reply.text(Field.RESULT_TASK_ID);
      upstream.tasks().takeEarly(id);
      if (upstream.tasks().find(id) == null) {
        cancel(upstream, id);
      }
    }
  }

  /**
   * A session goes: nobody may ask for its tasks any more, and processes that others use would work
   * on for nobody. Where the last session goes the process does.
   */
  @Override
  public void onEnd(Session session, String why) {
    if (session.upstream() != null) {
      cancelAll(session, session.upstream());
    }
    session.lingering().forEach(upstream -> cancelAll(session, upstream));
  }

  private void cancelAll(Session session, Upstream upstream) {
    boolean goesOn =
        upstream.isReady() && !upstream.isExclusive() && upstream.scope() != Scope.SESSION;
    if (goesOn || upstream.isUp() && upstream.parties().all().size() > 1) {
      upstream.tasks().of(session).stream()
          .filter(task -> !task.hasEnded())
          .forEach(task -> cancel(upstream, task.id));
    }
  }

  /**
   * The frame is the reply to this request: notes a task that was made, or has ended; hides those
   * of others.
   */
  public void onReply(ClientRequest request, FrameView reply, FrameEdits edits) {
    Upstream upstream = request.upstream();
    if (request.asksForTask && reply.is(Field.RESULT_TASK_ID, ValueType.STRING)) {
      add(upstream, new Task(reply.text(Field.RESULT_TASK_ID), request));
    } else if (request.taskId() != null) {
      Task task = upstream.tasks().find(request.taskId());
      boolean over = request.method == Method.TASKS_RESULT || hasEnded(reply, Field.RESULT_STATUS);
      if (task != null && over) {
        end(upstream, task);
        if (request.method == Method.TASKS_RESULT) {
          task.fetch();
        }
      }
    } else if (request.method == Method.TASKS_LIST
        && !upstream.isExclusive()
        && reply.has(Field.RESULT_TASKS)) {
      byte[] own =
          reply.is(Field.RESULT_TASKS, ValueType.ARRAY)
              ? ownOf(request.session, upstream, reply.raw(Field.RESULT_TASKS))
              : new byte[] {'[', ']'};
      edits.replace(reply, Field.RESULT_TASKS, own);
    }
  }

  private void add(Upstream upstream, Task task) {
    // An id that is in use already would give one session's task to another: the first owner keeps
    // it.
    if (upstream.tasks().find(task.id) != null) {
      return;
    }
    makeRoom(upstream, task.owner);
    upstream.tasks().add(task);
  }

  /** Forgets what the session with the most tasks needs the least. */
  private void makeRoom(Upstream upstream, Session adding) {
    int limit = state.limits().maxTasksPerUpstream();
    while (upstream.tasks().size() >= limit) {
      Session largest =
          Shares.largest(upstream.tasks().all().stream().map(task -> task.owner), adding);
      if (largest == null) {
        return;
      }
      state.listener.forgotten(
          upstream.server(), Refusal.over("tasks", limit + 1L, limit) + "; the oldest is given up");
      forgetOldest(upstream, largest);
    }
  }

  /** One that has ended, if there is any; another would be worked on for nobody. */
  private void forgetOldest(Upstream upstream, Session owner) {
    List<Task> own = upstream.tasks().of(owner);
    Task oldest = own.stream().filter(Task::hasEnded).findFirst().orElse(own.get(0));
    upstream.tasks().remove(oldest);
    state.touched.add(owner);
    if (!oldest.hasEnded()) {
      cancel(upstream, oldest.id);
    }
  }

  private static boolean hasEnded(FrameView frame, Field status) {
    return frame.is(status, ValueType.STRING) && ENDED.contains(frame.text(status));
  }

  private void end(Upstream upstream, Task task) {
    upstream.tasks().end(task);
    state.touched.add(task.owner);
  }

  /** The frame tells how far something is that may be a task. */
  public void onProgress(Upstream upstream, FrameView frame) {
    Task task = upstream.tasks().ofToken(frame.longValue(Field.PROGRESS_TOKEN));
    if (task != null) {
      state.passProgress(upstream, task.owner, task.stream, task.progressToken, frame);
    } else {
      state.drop(upstream, frame, MuxState.NO_REQUEST);
    }
  }

  /** The frame tells the status of a task: for its owner only. */
  public void onStatus(Upstream upstream, FrameView frame) {
    Task task =
        frame.is(Field.TASK_ID, ValueType.STRING)
            ? upstream.tasks().find(frame.text(Field.TASK_ID))
            : null;
    if (task != null) {
      boolean news = hasEnded(frame, Field.STATUS) && !task.hasEnded();
      if (news) {
        end(upstream, task);
      }
      tell(upstream, task.owner, task.stream, frame, news);
      return;
    }
    if (hasEnded(frame, Field.STATUS)) {
      upstream.leftWork().ended(frame.text(Field.TASK_ID));
    }
    if (isOfOnly(upstream, frame)) {
      tell(
          upstream,
          upstream.parties().all().iterator().next(),
          MuxActions.MAIN_STREAM,
          frame,
          false);
    } else if (!hold(upstream, frame)) {
      state.drop(upstream, frame, "a task of no session that is here");
    }
  }

  /** A session that does not read is told no more than once of each task, that it has ended. */
  private void tell(Upstream upstream, Session owner, int stream, FrameView frame, boolean owed) {
    if (owner.reads() || owed) {
      state.pass(owner, stream, frame);
    } else {
      state.drop(upstream, frame, "its session does not read");
    }
  }

  /**
   * Whether a task that is not known can only be one of the only session there is, and none that it
   * has elsewhere.
   */
  private static boolean isOfOnly(Upstream upstream, FrameView frame) {
    return upstream.isExclusive()
        && !upstream.parties().isEmpty()
        && !(frame.is(Field.TASK_ID, ValueType.STRING)
            && hasElsewhere(
                upstream.parties().all().iterator().next(), upstream, frame.text(Field.TASK_ID)));
  }

  /** A server may tell of a task before the reply from which its owner is known. */
  private boolean hold(Upstream upstream, FrameView frame) {
    boolean expected =
        frame.is(Field.TASK_ID, ValueType.STRING)
            && frame.frameBytes() <= MAX_EARLY_BYTES
            && upstream.pendings().all().stream()
                .anyMatch(
                    pending -> pending instanceof ClientRequest request && request.asksForTask);
    if (expected) {
      byte[] copy = FrameSplicer.splice(frame, new FrameEdits());
      EarlyStatus status =
          new EarlyStatus(frame.text(Field.TASK_ID), hasEnded(frame, Field.STATUS), copy);
      if (upstream.tasks().keep(status)) {
        int limit = TaskTable.MAX_EARLY;
        state.listener.forgotten(
            upstream.server(),
            Refusal.over("statuses of tasks that nobody has yet", limit + 1L, limit)
                + "; the oldest is dropped");
      }
    }
    return expected;
  }

  /**
   * The reply to this request has been passed on: so is what was told before of the task that it
   * made.
   */
  public void afterReply(ClientRequest request, FrameView reply) {
    Upstream upstream = request.upstream();
    if (!request.asksForTask || !reply.is(Field.RESULT_TASK_ID, ValueType.STRING)) {
      return;
    }
    Task task = upstream.tasks().find(reply.text(Field.RESULT_TASK_ID));
    for (EarlyStatus status : upstream.tasks().takeEarly(task.id)) {
      if (task.owner == request.session) {
        state.answer(request, status.frame());
        if (status.ended()) {
          end(upstream, task);
        }
      }
    }
  }

  /** Whether the session has a task there whose result it has not had. */
  @Override
  public boolean owes(Upstream upstream, Session session) {
    return upstream.tasks().of(session).stream().anyMatch(task -> !task.isFetched());
  }

  @Override
  public boolean holds(Upstream upstream, Session session) {
    return upstream.tasks().hasLive(session);
  }

  /** What was a session's belongs to nobody any more. */
  @Override
  public void forget(Upstream upstream, Session session) {
    for (Task task : upstream.tasks().of(session)) {
      if (!task.hasEnded()) {
        upstream.leftWork().add(task.id);
      }
      upstream.tasks().remove(task);
    }
  }

  /** The array without the tasks of others. */
  private static byte[] ownOf(Session session, Upstream upstream, byte[] array) {
    return JsonSpans.filter(
        array,
        0,
        at -> {
          String id = JsonSpans.textOf(array, at, "taskId");
          return upstream.tasks().isOf(id, session);
        });
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return !upstream.tasks().isEmpty();
  }
}
