package dev.mcpmux.core.peer;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A list of a server that comes in pages, each asked for when the one before it is there. */
final class Pages<T> {
  private static final int MAX_LISTED = 100_000;
  private static final int MAX_PAGES = 10_000;

  private final Function<Json, CompletableFuture<Json>> ask;
  private final String member;
  private final Function<Json, T> maker;
  private final List<T> listed = new ArrayList<>();
  private final CompletableFuture<List<T>> whole = new CompletableFuture<>();
  private int count;

  /** The page that was asked for last. */
  private volatile CompletableFuture<Json> open;

  /**
   * @param ask sends the request with these parameters
   * @param member what the list is called in a page
   */
  Pages(Function<Json, CompletableFuture<Json>> ask, String member, Function<Json, T> maker) {
    this.ask = ask;
    this.member = member;
    this.maker = maker;
  }

  /** All of it; to cancel that takes back the page that is under way. */
  CompletableFuture<List<T>> all() {
    next(Json.NULL);
    whole.whenComplete((list, failure) -> open.cancel(false));
    return whole;
  }

  private void next(Json params) {
    CompletableFuture<Json> page = ask.apply(params);
    open = page;
    if (whole.isDone()) {
      page.cancel(false);
    }
    page.whenComplete(
        (answer, failure) -> {
          try {
            if (failure == null) {
              take(answer);
            } else {
              whole.completeExceptionally(Failure.cause(failure));
            }
          } catch (RuntimeException | Error e) {
            whole.completeExceptionally(e);
          }
        });
  }

  private void take(Json page) {
    page.get(member).elements().forEach(each -> listed.add(maker.apply(each)));
    check("listed", listed.size(), MAX_LISTED);
    check("pages", ++count, MAX_PAGES);
    Json cursor = page.get("nextCursor");
    if (cursor.isNull()) {
      whole.complete(listed);
    } else if (!whole.isDone()) {
      next(Json.object().put("cursor", cursor).build());
    }
  }

  private static void check(String what, int actual, int limit) {
    if (actual > limit) {
      throw new McpException(
          McpException.SERVER_ERROR, what + ": " + actual + " (limit: " + limit + ")");
    }
  }
}
