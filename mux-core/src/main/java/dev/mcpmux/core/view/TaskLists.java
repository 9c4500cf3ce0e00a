package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.inner.InnerFrame;
import dev.mcpmux.core.time.Timers.Timer;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code tasks/list}: the session's tasks at all servers, asked for anew each time. */
final class TaskLists {
  private final View view;
  private final ListReplies replies;

  TaskLists(View view) {
    this.view = view;
    this.replies = new ListReplies(view);
  }

  /** One client's call. */
  private final class Call {
    final Front front;
    final FrontRequest request;
    final Set<Member> open = new LinkedHashSet<>();

    /** The elements of each server's array, with commas between. */
    final Map<Member, ByteArrayOutputStream> tasks = new LinkedHashMap<>();

    Timer timeout;
    final Map<Member, Integer> pages = new HashMap<>();

    /** Those that were told, with their server in front. */
    final Set<String> ids = new HashSet<>();

    Call(Front front, FrontRequest request) {
      this.front = front;
      this.request = request;
    }

    void start() {
      for (Member member : front.members().values()) {
        if (member.declares("tasks")) {
          open.add(member);
          tasks.put(member, new ByteArrayOutputStream());
        }
      }
      long millis = view.limits().aggregateListMillis();
      timeout = view.schedule(millis, this::timeOver);
      List.copyOf(open).forEach(member -> ask(member, ""));
      doneIfAllCame();
    }

    private void ask(Member member, String params) {
      pages.merge(member, 1, Integer::sum);
      view.ask(member, "tasks/list", params, reply -> onPage(member, reply));
    }

    private void onPage(Member member, InnerFrame reply) {
      if (!front.has(member)) {
        open.remove(member);
        doneIfAllCame();
        return;
      }
      if (reply != null && reply.view().kind() == FrameKind.RESPONSE && open.contains(member)) {
        if (reply.view().is(Field.RESULT_TASKS, ValueType.ARRAY)) {
          int array = reply.view().start(Field.RESULT_TASKS);
          JsonSpans.elements(
              reply.bytes(), array, (none, start, end) -> add(member, reply.bytes(), start, end));
        }
        if (bytes() > view.limits().maxFrameBytes()) {
          done(); // which is an error, whatever else there is
          return;
        }
        boolean more = reply.view().is(Field.NEXT_CURSOR, ValueType.STRING);
        int limit = view.limits().maxListPages();
        if (more && pages.get(member) < limit) {
          String cursor = FrameText.quoted(reply.view().text(Field.NEXT_CURSOR));
          ask(member, "{\"cursor\":" + cursor + "}");
          return;
        }
        String cut = more ? ListFetches.morePages(limit, limit) : null;
        view.inner.putTogether(member, Method.TASKS_LIST, cut);
      } else if (open.contains(member) && !ListFetches.isUnknownMethod(reply)) {
        skipped(member, "failed");
      }
      open.remove(member);
      doneIfAllCame();
    }

    private void timeOver() {
      open.forEach(member -> skipped(member, "has not answered"));
      done();
    }

    private void skipped(Member member, String why) {
      view.listener.memberSkipped(front.number, member.server, "tasks/list", why);
    }

    private void add(Member member, byte[] json, int start, int end) {
      String id = JsonSpans.textOf(json, start, "taskId");
      if (id != null && !ids.add(member.prefix + id)) {
        return; // comes twice
      }
      ByteArrayOutputStream out = tasks.get(member);
      if (out.size() > 0) {
        out.write(',');
      }
      int[] at = {start};
      JsonSpans.members(
          json,
          start,
          (name, from, to) -> {
            if (name.equals("taskId") && json[from] == '"') {
              out.write(json, at[0], from + 1 - at[0]);
              out.writeBytes(Frames.utf8(member.prefix));
              at[0] = from + 1;
            }
          });
      out.write(json, at[0], end - at[0]);
    }

    private long bytes() {
      return tasks.values().stream().mapToLong(ByteArrayOutputStream::size).sum();
    }

    private void doneIfAllCame() {
      if (open.isEmpty()) {
        done();
      }
    }

    private void done() {
      open.clear();
      view.cancel(timeout);
      if (!front.end(request)) {
        return;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(Frames.utf8("{\"tasks\":["));
      boolean first = true;
      tasks.keySet().removeIf(member -> !front.has(member)); // what it told before counts no more
      for (ByteArrayOutputStream own : tasks.values()) {
        if (own.size() > 0) {
          all.writeBytes(Frames.utf8(first ? "" : ","));
          all.writeBytes(own.toByteArray());
          first = false;
        }
      }
      all.writeBytes(Frames.utf8("]}"));
      replies.send(front, request, all.toByteArray());
    }
  }

  void answer(Front front, FrontRequest request) {
    new Call(front, request).start();
  }
}
