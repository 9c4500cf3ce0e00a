package dev.mcpmux.netty.process;

import dev.mcpmux.netty.process.ProcessTable.Entry;
import io.netty.channel.EventLoop;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks from time to time what the servers that run have started: one look at the table of
 * processes for all of them. Event loop only.
 */
public final class ProcessWatch {

  /** Browsers and the like come soon after a server's start, if they do not come with a call. */
  private static final long FIRST_SECONDS = 2;

  private static final long EACH_SECONDS = 30;

  private final EventLoop loop;
  private final Executor helper;
  private final Set<ChildProcess> children = new HashSet<>();
  private boolean looks;

  public ProcessWatch(EventLoop loop, Executor helper) {
    this.loop = loop;
    this.helper = helper;
  }

  public void add(ChildProcess child) {
    children.add(child);
    loop.schedule(() -> look(List.of(child)), FIRST_SECONDS, TimeUnit.SECONDS);
    if (!looks) {
      looks = true;
      loop.schedule(this::lookAtAll, EACH_SECONDS, TimeUnit.SECONDS);
    }
  }

  public void remove(ChildProcess child) {
    children.remove(child);
  }

  public boolean isEmpty() {
    return children.isEmpty();
  }

  private void lookAtAll() {
    looks = !children.isEmpty();
    if (looks) {
      look(List.copyOf(children));
      loop.schedule(this::lookAtAll, EACH_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void look(List<ChildProcess> at) {
    List<Outsiders> outsiders =
        at.stream().filter(children::contains).map(ChildProcess::outsiders).toList();
    if (outsiders.isEmpty()) {
      return;
    }
    try {
      helper.execute(() -> lookNow(outsiders));
    } catch (RejectedExecutionException e) {
      // at the daemon's own end all are looked at
    }
  }

  /** One after the other, so that none hands on what is older than what has been handed on. */
  private static synchronized void lookNow(List<Outsiders> outsiders) {
    try {
      List<Entry> all = ProcessTable.all();
      outsiders.forEach(each -> each.look(all));
    } catch (UncheckedIOException e) {
      // with the next look
    }
  }
}
