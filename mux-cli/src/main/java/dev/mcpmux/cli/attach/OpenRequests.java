package dev.mcpmux.cli.attach;

import java.util.ArrayList;
import java.util.List;

/** The requests of one side that await their answer, in the order in which they came. */
public final class OpenRequests {

  /** In place of where a frame ends: its line goes on. */
  static final long NOT_ENDED = -1;

  /** One of them. */
  static final class Request {
    final String id;
    final boolean initialize;

    /** Where its frame ends, in the bytes that go to the daemon. */
    long end;

    Request(String id, long end, boolean initialize) {
      this.id = id;
      this.end = end;
      this.initialize = initialize;
    }
  }

  private final List<Request> requests = new ArrayList<>();

  public void add(Request request) {
    requests.add(request);
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

  /** All of them, to be changed or taken out. */
  public List<Request> all() {
    return requests;
  }

  int count() {
    return requests.size();
  }
}
