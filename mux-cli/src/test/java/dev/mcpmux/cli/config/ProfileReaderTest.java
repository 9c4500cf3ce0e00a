package dev.mcpmux.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ToolFilter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileReaderTest {

  private static ConfigFile parse(String profiles) throws ConfigException {
    return ConfigFile.parse("c.json", "{\"mcpServers\": {}, \"profiles\": " + profiles + "}");
  }

  private static Map<String, Profile> profiles(ConfigFile file) {
    return file.config().aggregate().profiles();
  }

  @Test
  void servers_have_all_their_tools_unless_some_are_named() throws Exception {
    ConfigFile file =
        parse(
            "{\"a\": [\"x\"], \"b\": {\"tools\": {\"y\": [\"get_*\"], \"z\": {\"deny\": [\"w\"]}},"
                + " \"servers\": [\"x\", \"y\"]}}");

    assertThat(file.errors()).isEmpty();
    assertThat(profiles(file).get("a").servers()).containsExactly(entry("x", ToolFilter.none()));
    assertThat(profiles(file).get("b").servers())
        .containsOnly(
            entry("x", ToolFilter.none()),
            entry("y", new ToolFilter(List.of("get_*"), List.of())),
            entry("z", new ToolFilter(List.of(), List.of("w"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7 | expected an object",
        "[] | it names no server",
        "{} | it names no server",
        "[1] | expected an array of strings",
        "{\"tools\": {\"x\": 7}} | profiles.b.tools.x: expected an object",
        "{\"servers\": [\"x\"], \"tools\": []} | profiles.b.tools: expected an object",
        "{\"servers\": [\"x\"], \"tools\": {\"x\": {\"allow\": 1}}} | profiles.b.tools.x.allow",
        "{\"servers\": [\"x\"], \"tols\": {}} | b.tols: unknown key; did you mean \"tools\"?",
        "{\"tools\": {\"x\": {\"alow\": [\"y\"]}}} | x.alow: unknown key; did you mean \"allow\"?",
        "{\"tools\": {\"x\": []}} | b.tools.x: expected names of tools, or patterns",
        "{\"tools\": {\"x\": {}}} | b.tools.x: expected \"allow\" or \"deny\"",
        "{\"tools\": {\"x\": [\"\"]}} | b.tools.x: expected names of tools, or patterns",
        "{\"tools\": {\"x\": {\"allow\": []}}} | b.tools.x.allow: expected names of tools",
        "{\"tools\": {\"x\": {\"deny\": []}}} | b.tools.x.deny: expected names of tools",
      })
  void a_profile_that_is_wrong_costs_only_itself_and_stays_what_it_was(String wrong, String why)
      throws Exception {
    ConfigFile before = parse("{\"a\": [\"x\"], \"b\": [\"x\"]}");

    ConfigFile now = parse("{\"a\": [\"y\"], \"b\": " + wrong + "}");

    assertThat(now.errors()).singleElement().asString().startsWith("c.json:1:").contains(why);
    assertThat(profiles(now)).containsOnlyKeys("a");
    assertThat(profiles(now.whereWrong(before)).get("b")).isEqualTo(profiles(before).get("b"));
    assertThat(profiles(now.whereWrong(before)).get("a")).isEqualTo(profiles(now).get("a"));
  }

  @Test
  void one_that_is_gone_is_gone() throws Exception {
    assertThat(profiles(parse("{}").whereWrong(parse("{\"a\": [\"x\"]}")))).isEmpty();
  }
}
