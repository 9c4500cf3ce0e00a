package dev.mcpmux.cli.attach.book;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The client's requests that await their answer, in the order in which they came. Of each it is
 * known where its line ends, in the bytes that go to the daemon: 0 where the daemon before had it.
 */
public final class ClientRequests {

  /** A daemon takes 1024 by default. */
  public static final int MAX = 4096;

  /** In place of where a line ends: it goes on. */
  public static final long NOT_ENDED = -1;

  /** One of them. */
  public static final class Request {
    private final String id;
    private final boolean initialize;
    private long end;

    private Request(String id, boolean initialize, long end) {
      this.id = id;
      this.initialize = initialize;
      this.end = end;
    }

    String id() {
      return id;
    }

    boolean isInitialize() {
      return initialize;
    }

    /** Whether the daemon before had it. */
    boolean isSent() {
      return end == 0;
    }
  }

  private final List<Request> requests = new ArrayList<>();

  public int count() {
    return requests.size();
  }

  public boolean isFull() {
    return requests.size() >= MAX;
  }

  /** A request has come, in the line that is being read. */
  public void add(String id, boolean initialize) {
    requests.add(new Request(id, initialize, NOT_ENDED));
  }

  /** The relay sends the client's initialize again. */
  public void replay(String id) {
    requests.add(new Request(id, true, 0));
  }

  /** Takes the first one with this id out; null if there is none. */
  public Request remove(String id) {
    for (int i = 0; i < requests.size(); i++) {
      if (requests.get(i).id.equals(id)) {
        return requests.remove(i);
      }
    }
    return null;
  }

  /** The client cancels one; whether the daemon has it, that is all up to this position. */
  public boolean cancel(String id, long written) {
    Request request = remove(id);
    return request != null && request.end != NOT_ENDED && request.end <= written;
  }

  /** Takes out those whose line ends at {@code first} to {@code last}. */
  public List<Request> removeBetween(long first, long last, boolean initialize) {
    List<Request> removed = new ArrayList<>();
    for (Iterator<Request> all = requests.iterator(); all.hasNext(); ) {
      Request request = all.next();
      if (request.end >= first && request.end <= last && (initialize || !request.initialize)) {
        removed.add(request);
        all.remove();
      }
    }
    return removed;
  }

  /** Whether the client's initialize is in the line that is being read. */
  public boolean isInitializeComing() {
    for (Request request : requests) {
      if (request.initialize && request.end == NOT_ENDED) {
        return true;
      }
    }
    return false;
  }

  /** The line that is being read ends here; whether there is a request in it. */
  public boolean endLine(long position) {
    boolean any = false;
    for (Request request : requests) {
      if (request.end == NOT_ENDED) {
        request.end = position;
        any = true;
      }
    }
    return any;
  }

  /** Positions count from here on; whatever ends before was sent. */
  public void rebase(long position) {
    for (Request request : requests) {
      if (request.end != NOT_ENDED) {
        request.end = Math.max(request.end - position, 0);
      }
    }
  }

  /** So many bytes are sent before all that was not sent. */
  public void shift(int length) {
    for (Request request : requests) {
      request.end += request.end > 0 ? length : 0;
    }
  }

  /** Whether anything waits to be sent, or an initialize to be sent again. */
  public boolean isAnyDue(boolean initializeAgain) {
    for (Request request : requests) {
      if (request.end != 0 || request.initialize && initializeAgain) {
        return true;
      }
    }
    return false;
  }

  /** The client's initialize, or the relay's, that awaits its answer; null for none. */
  public Request initialize() {
    for (Request request : requests) {
      if (request.initialize) {
        return request;
      }
    }
    return null;
  }
}
