package dev.mcpmux.cli.attach.book;

import java.util.ArrayList;
import java.util.List;

/** What daemons have asked the client and await the answer to, and what one asked that is lost. */
public final class DaemonQuestions {

  /** Those past it are not remembered: no other daemon asks under their ids. */
  private static final int MAX = 1024;

  private final List<String> open = new ArrayList<>();
  private final List<String> stale = new ArrayList<>();

  public void ask(String id) {
    if (open.size() < MAX) {
      open.add(id);
    }
  }

  /** The daemon wants to know it no more. */
  public void withdraw(String id) {
    open.remove(id);
  }

  /** The client has answered; whether that is for a daemon that is lost. */
  public boolean answer(String id) {
    return !open.remove(id) && stale.remove(id);
  }

  /** The daemon is lost: the client is told, and its answers will lead to nothing. */
  public void cancelAll(OwedFrames owed) {
    for (String id : open) {
      owed.cancel(id);
      if (stale.size() < MAX) {
        stale.add(id);
      }
    }
    open.clear();
  }
}
