package dev.mcpmux.core.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamingTest {
  private final Naming naming = new Naming("__");

  private String name(String server, String tool) {
    return naming.name(naming.key(server), tool);
  }

  @Test
  void a_plain_name_stays_readable() {
    assertThat(name("memory", "read_graph")).isEqualTo("memory__read_graph");
    assertThat(name("sequential-thinking", "sequentialthinking"))
        .isEqualTo("sequential-thinking__sequentialthinking");
    assertThat(new Naming("--").name("my_server", "get-it")).isEqualTo("my_server--get-it");
  }

  @Test
  void what_model_apis_refuse_is_replaced_and_told_apart_by_a_hash_that_is_always_the_same() {
    assertThat(name("files", "fs/read.text")).isEqualTo("files__fs_read_text_019d6ff6");
    assertThat(name("files", "fs/read_text")).isEqualTo("files__fs_read_text_39499ad0");
    assertThat(name("日本", "é")).matches("[0-9a-f]{8}____[0-9a-f]{8}");
  }

  @Test
  void names_that_differ_in_half_a_character_are_two() {
    assertThat(name("files", "a\ud800")).isNotEqualTo(name("files", "a\ud801"));
    assertThat(name("files", "a\udce9")).isNotEqualTo(name("files", "a?"));
  }

  @Test
  void with_what_clients_put_in_front_no_name_is_too_long() {
    String long1 = name("a".repeat(40), "b".repeat(100) + "1");
    String long2 = name("a".repeat(40), "b".repeat(100) + "2");

    assertThat(("mcp__12345678__" + long1).length()).isEqualTo(64);
    assertThat(long1).isNotEqualTo(long2);
  }

  @Test
  void names_of_different_tools_differ_whatever_their_servers_are_called() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> parts = List.of("a", "b", "_", "__", "-", "--", ".", " ", "x".repeat(30));
    for (String separator : List.of("__", "--", "_", "-", "_-")) {
      Naming any = new Naming(separator);
      Map<String, String> owners = new HashMap<>();
      Set<String> servers = new HashSet<>();
      for (int i = 0; i < 3_000; i++) {
        String server = random(random, parts);
        String tool = random(random, parts);
        servers.add(server);
        String name = any.name(any.key(server), tool);
        String owner = owners.putIfAbsent(name, server + "\0" + tool);
        assertThat(name).as("seed %s", seed).matches("[A-Za-z0-9_-]{1,49}");
        assertThat(owner).as("seed %s: %s", seed, name).isIn(null, server + "\0" + tool);
      }
      assertThat(servers.stream().map(any::key).distinct()).hasSameSizeAs(servers);
    }
  }

  private static String random(Random random, List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.toString();
  }
}
