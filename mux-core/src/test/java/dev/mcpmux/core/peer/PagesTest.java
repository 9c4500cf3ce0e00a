package dev.mcpmux.core.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PagesTest {
  private final List<String> asked = new ArrayList<>();
  private final List<CompletableFuture<Json>> pages = new ArrayList<>();

  private CompletableFuture<List<String>> all() {
    return new Pages<>(
            params -> {
              asked.add(params.toString());
              CompletableFuture<Json> page = new CompletableFuture<>();
              pages.add(page);
              return page;
            },
            "tools",
            Json::text)
        .all();
  }

  @Test
  void a_page_without_entries_is_not_the_last_one_if_it_names_another() {
    CompletableFuture<List<String>> all = all();
    pages.get(0).complete(Json.parse("{\"tools\":[\"a\"],\"nextCursor\":\"1\"}"));
    pages.get(1).complete(Json.parse("{\"tools\":[],\"nextCursor\":\"2\"}"));
    pages.get(2).complete(Json.parse("{\"tools\":[\"b\"]}"));
    assertThat(all.join()).containsExactly("a", "b");
    assertThat(asked).containsExactly("null", "{\"cursor\":\"1\"}", "{\"cursor\":\"2\"}");
  }

  @Test
  void to_cancel_the_list_takes_back_the_page_that_is_under_way() {
    CompletableFuture<List<String>> all = all();
    pages.get(0).complete(Json.parse("{\"tools\":[\"a\"],\"nextCursor\":\"1\"}"));
    all.cancel(true);
    assertThat(pages.get(1)).isCancelled();
    assertThat(asked).hasSize(2);
  }

  @Test
  void a_server_that_names_ever_another_page_fails_the_list() {
    CompletableFuture<List<String>> all = all();
    for (int i = 0; i <= 10_000; i++) {
      pages.get(i).complete(Json.parse("{\"tools\":[],\"nextCursor\":\"1\"}"));
    }
    assertThat(pages).hasSize(10_001);
    assertThatThrownBy(all::join).hasMessageContaining("pages: 10001 (limit: 10000)");
  }

  @Test
  void a_page_that_is_not_as_it_should_be_fails_the_list() {
    CompletableFuture<List<String>> all = all();
    pages.get(0).complete(Json.parse("{\"tools\":[7]}"));
    assertThatThrownBy(all::join).hasMessageContaining("expected: a string");
  }
}
