package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.CachePolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheReaderTest {

  private static ConfigFile parse(String members) throws ConfigException {
    return ConfigFile.parse(
        "c.json", "{\"mcpServers\": {\"a\": {\"command\": \"x\"" + members + "}}}");
  }

  private static Optional<CachePolicy> policy(String members) throws ConfigException {
    ConfigFile file = parse(members);
    assertThat(file.errors()).isEmpty();
    return file.config().servers().get("a").cache();
  }

  @Test
  void nothing_is_kept_unless_the_entry_says_so() throws Exception {
    assertThat(policy("")).isEmpty();
    assertThat(policy(", \"cache\": {}")).contains(new CachePolicy(List.of("*"), 300_000));
    assertThat(policy(", \"cache\": {\"tools\": [\"read_*\", \"look\"], \"ttl\": \"90s\"}"))
        .contains(new CachePolicy(List.of("read_*", "look"), 90_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true | cache: expected an object",
        "{\"tools\": []} | cache.tools: expected names of tools",
        "{\"tools\": [\"\"]} | cache.tools: expected names of tools",
        "{\"tools\": \"x\"} | cache.tools: expected an array of strings",
        "{\"ttl\": \"never\"} | cache.ttl: expected a duration",
        "{\"ttl\": 5} | cache.ttl: expected a string"
      })
  void what_is_wrong_is_named_with_its_place(String cache, String why) throws Exception {
    assertThat(parse(", \"cache\": " + cache).errors())
        .singleElement()
        .asString()
        .startsWith("c.json:1:")
        .contains("mcpServers.a." + why);
  }
}
