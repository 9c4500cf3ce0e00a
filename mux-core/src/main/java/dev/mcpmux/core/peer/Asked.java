package dev.mcpmux.core.peer;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Requests that one side has sent and that are not answered yet, by their ids. Thread-safe. */
public final class Asked {
  public static final int MAX = 1024;

  /** What was taken back and has not gone out yet counts here alone. */
  static final long MAX_UNSENT_BYTES = 64L * 1024 * 1024;

  /** Takes lines to the other side, by any thread. */
  public interface Out {

    /**
     * @param line without its end
     * @param with the request of the other side that it belongs to; 0 for none
     * @return false when nobody takes anything any more
     */
    boolean send(byte[] line, long with);

    /** How much of that has not gone yet. */
    long waitingBytes();

    /** The longest line that the other side takes. */
    int maxBytes();

    /** How what is asked fails where nobody takes anything any more. */
    default McpException gone() {
      return new McpException(McpException.SERVER_ERROR, "mcpmux has ended");
    }
  }

  private final Out out;
  private final int max;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, CompletableFuture<Json>> open = new ConcurrentHashMap<>();
  private volatile McpException ended;

  public Asked(Out out) {
    this(out, MAX);
  }

  /**
   * @param max how many may be open at one time
   */
  Asked(Out out, int max) {
    this.out = out;
    this.max = max;
  }

  /** The answer; to cancel or end it in any other way takes the request back. */
  public CompletableFuture<Json> ask(String method, Json params, long with) {
    return ask(lastId.incrementAndGet(), method, params, with);
  }

  /** An id for {@link #ask(long, String, Json, long)}. */
  long newId() {
    return lastId.incrementAndGet();
  }

  CompletableFuture<Json> ask(long id, String method, Json params, long with) {
    if (open.size() >= max) {
      return refused("open requests: " + max, max);
    }
    if (out.waitingBytes() > MAX_UNSENT_BYTES) {
      return refused("bytes that wait to be sent: " + out.waitingBytes(), MAX_UNSENT_BYTES);
    }
    byte[] line = Message.request(id, method, params);
    if (line.length > out.maxBytes()) {
      return refused("bytes of the request: " + line.length, out.maxBytes());
    }
    Answer answer = new Answer(id);
    open.put(id, answer);
    McpException over = ended;
    if (over != null) {
      open.remove(id);
      answer.completeExceptionally(over);
    } else if (!out.send(line, with)) {
      open.remove(id);
      answer.completeExceptionally(out.gone());
    }
    return answer;
  }

  private static CompletableFuture<Json> refused(String what, long limit) {
    return CompletableFuture.failedFuture(
        new McpException(McpException.SERVER_ERROR, what + " (limit: " + limit + ")"));
  }

  /** Returns whether it is the answer of one that is open. */
  public boolean onReply(Message reply) {
    CompletableFuture<Json> answer = open.remove(reply.id().number(-1));
    if (answer == null) {
      return false;
    }
    if (reply.error().isNull()) {
      answer.complete(reply.result());
    } else {
      answer.completeExceptionally(reply.exception());
    }
    return true;
  }

  /** Nothing is answered any more. */
  public void failAll(McpException why) {
    ended = why;
    for (Long id : open.keySet()) {
      CompletableFuture<Json> answer = open.remove(id);
      if (answer != null) {
        answer.completeExceptionally(why);
      }
    }
  }

  /** One that takes the request back when its program ends it: cancels it, or lets it time out. */
  private final class Answer extends CompletableFuture<Json> {
    private final long id;

    Answer(long id) {
      this.id = id;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      return tookBack(super.cancel(mayInterrupt));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
      return tookBack(super.completeExceptionally(failure));
    }

    @Override
    public boolean complete(Json value) {
      return tookBack(super.complete(value));
    }

    private boolean tookBack(boolean ends) {
      if (ends && open.remove(id) != null) { // else it was answered
        Json what = Json.object().put("requestId", id).put("reason", "cancelled").build();
        out.send(Message.notice("notifications/cancelled", what), 0);
      }
      return ends;
    }

    /** What is made of it is a plain one. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
