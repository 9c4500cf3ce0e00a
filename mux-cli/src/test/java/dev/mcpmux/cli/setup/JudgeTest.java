package dev.mcpmux.cli.setup;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an entry, and what is said of it. */
class JudgeTest {

  private static final String CONFIG = ".config/mcpmux/config.json";

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.empty(temporary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // client's file | entry | what is said
        ".cursor/mcp.json | {'command':'a-mcp'} | x  moves",
        ".cursor/mcp.json | {'command':'a-mcp','disabled':true} | x  stays: off",
        ".config/zed/settings.json | {'command':'a','enabled':false} | x  stays: off",
        ".cursor/mcp.json | {'command':'/usr/bin/mcpmux','args':['attach','y']} | x  stays: uses mcpmux already",
        ".cursor/mcp.json | {'url':'https://a.example/mcp'} | x  stays: remote: no process to share; --remote moves it",
        ".cursor/mcp.json | {'url':'https://a.example/mcp','headers':{'X-Key':'abc'}} | x  stays: remote, with credentials inside",
        ".cursor/mcp.json | {'url':'https://u:p@a.example/mcp'} | x  stays: remote, with credentials inside",
        ".claude.json | {'type':'http','url':'https://a.example/','headersHelper':'/bin/h'} | x  stays: remote, and the client signs in (headersHelper)",
        ".claude.json | {'type':'http','url':'https://a.example/','oauth':{'clientId':'c'}} | x  stays: remote, and the client signs in (oauth)",
        ".config/Code/User/mcp.json | {'command':'a','env':{'T':'${input:t}'}} | x  stays: ${input:…} is asked for by the client; --wrap can share it",
        ".config/Code/User/mcp.json | {'command':'a','sandboxEnabled':true} | x  stays: the client runs it in a sandbox",
        ".cursor/mcp.json | {'command':'a','envFile':'.env'} | x  is wrapped: only the client reads its envFile",
        ".cursor/mcp.json | {'command':'a','args':['${workspaceFolder}/x']} | x  is wrapped: only the client knows ${workspaceFolder}",
        ".cursor/mcp.json | {'command':'a','args':['.']} | x  is wrapped: its command counts from the client's directory",
        ".config/Claude/claude_desktop_config.json | {'command':'a','args':['${X}']} | x  is wrapped: only the client knows ${…} as a text",
        ".cursor/mcp.json | {'args':['a']} | x  stays: it names neither a program nor a URL",
        ".cline/data/settings/cline_mcp_settings.json | {'command':'a','env':{'U':'${env:UNSET}'}} | x  moves",
        ".cursor/mcp.json | ['a'] | x  stays: it is no object",
        ".cursor/mcp.json | {'command':'~/bin/a'} | x  stays: only the client knows what ~ is in its command",
        ".cursor/mcp.json | {'command':'npx -y a'} | x  stays: its command is one line; only the client knows how to part it",
        ".gemini/settings.json | {'command':'a','env':{'P':'p$abc'}} | x  is wrapped: it holds a $ that may mean no variable",
        ".gemini/settings.json | {'command':'a','env':{'P':'p$T'}} | x  moves",
        ".kiro/settings/mcp.json | {'command':'a','env':{'T':'${T:-d}'}} | x  is wrapped: the client hands on no variable that has a default",
      })
  void anEntryBecomesWhatTheTableSays(String file, String entry, String said) throws IOException {
    String key =
        file.contains("zed") ? "context_servers" : file.contains("Code") ? "servers" : "mcpServers";
    String text = "{\"" + key + "\": {\"x\": " + entry.replace('\'', '"') + "}}";
    home.write(file, text).variable("T", "t");

    String screen = home.setup();

    assertThat(screen.replaceAll("\n    (?=\\S)", " ")).contains(said.strip() + "\n");
    if (said.contains("stays")) {
      assertThat(home.read(file)).isEqualTo(text);
    }
  }

  @Test
  void whereAVariableIsEmptyForTheClientItIsEmptyForTheServer() throws IOException {
    home.write(
        ".config/opencode/opencode.json",
        "{\"mcp\": {\"x\": {\"type\": \"local\", \"command\": [\"a\"],"
            + " \"environment\": {\"U\": \"{env:UNSET}\", \"T\": \"{env:T}\"}}}}");

    String screen = home.variable("T", "t").setup();

    assertThat(home.read(CONFIG)).contains("\"U\": \"${UNSET:-}\"", "\"T\": \"${T}\"");
    assertThat(screen).doesNotContain("is refused its server");
  }

  @Test
  void longNamesDoNotMoveTheColumnAndTheHomeIsShort() throws IOException {
    String name = "a-server-with-a-very-long-name-indeed";
    home.write(
        ".claude.json",
        "{\"mcpServers\": {\"x\": {\"command\": \"a\"}, \""
            + name
            + "\": {\"command\": \"b\"}}, \"projects\": {\""
            + home.path("p")
            + "\": {\"mcpServers\": {\"y\": {\"command\": \"c\"}}}}}");

    String column = " ".repeat(2 + 24 + 2);
    assertThat(home.setup())
        .contains("  x" + " ".repeat(25) + "moves\n")
        .contains("  " + name + "\n" + column + "moves\n")
        .contains("  y in ~/p" + " ".repeat(18) + "moves\n");
  }

  @Test
  void whatCopilotHasTurnedOffStaysOff() throws IOException {
    String text = "{\"mcpServers\": {\"x\": {\"command\": \"a\"}, \"y\": {\"command\": \"b\"}}}";
    home.write(".copilot/mcp-config.json", text);
    home.write(".copilot/settings.json", "{\"disabledMcpServers\": [\"x\"]}");

    assertThat(home.setup()).contains("  x  stays: off\n").contains("  y  moves\n");
    assertThat(home.read(CONFIG)).doesNotContain("\"x\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npm run mcp | project",
        "npx foo-mcp | project",
        "bash -c cd_srv&&node_i.js | project",
        "uv run srv-mcp | project",
        "uvx mcp-server-git | project",
        "php artisan boost:mcp | project",
        "python -m src.server | project",
        "docker run --env-file .env img | project",
        "some-mcp | project",
        "npx -y @modelcontextprotocol/server-github | ",
        "npx -y @modelcontextprotocol/server-github ./x | project",
        "npx -y @playwright/mcp --config ./x.json | ",
      })
  void anEntryOfAProjectIsSharedThereUnlessTheServerIsKnown(String command, String share)
      throws IOException {
    home.write(
        ".claude.json", "{\"projects\": {\"/w/p\": {\"mcpServers\": " + one(command) + "}}}");

    home.setup();

    assertThat(share(home.read(CONFIG))).isEqualTo(share);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bash -lc node_i | local",
        "env A=1 npm run mcp | local",
        "npm exec foo | local",
        "pnpm mcp | local",
        "pnpm dlx foo-mcp | ",
        "yarn run mcp | local",
        "bun run mcp | local",
        "npx foo-mcp | local",
        "npx -y foo-mcp | ",
        "npx --yes foo-mcp | ",
        "npx foo-mcp -y | local",
        "npx @modelcontextprotocol/server-github | ",
        "uv run srv | local",
        "uv --directory /opt/srv run server.py | ",
        "uv run --project=/opt/srv srv | ",
        "uvx foo-mcp | ",
        "poetry run srv | local",
        "pipenv run srv | local",
        "pdm run srv | local",
        "python3.12 -m srv | local",
        "php artisan boost:mcp | local",
        "dotnet run | local",
        "dotnet run --project /opt/srv | ",
        "cargo run | local",
        "go run srv | local",
        "mix run | local",
        "docker compose run srv | local",
        "docker run -i img | ",
        "docker run --env-file .env img | local",
        "docker run -v .:/work img | local",
        "foo-mcp --config .foorc | local",
        "foo-mcp | ",
      })
  void aUsersEntryIsOfTheProjectWhereItsCommandIsFoundThere(String command, String local)
      throws IOException {
    home.write(".claude.json", "{\"mcpServers\": " + one(command) + "}");
    home.write(".cursor/mcp.json", "{\"mcpServers\": " + one(command) + "}");

    String screen = home.setup();

    assertThat(share(home.read(CONFIG))).isEqualTo(local == null ? null : "project");
    assertThat(screen.contains("counts from the client's directory")).isEqualTo(local != null);
  }

  @Test
  void aClientWithoutProjectsStartsEverythingInOneDirectory() throws IOException {
    String file = ".config/Claude/claude_desktop_config.json";
    home.write(file, "{\"mcpServers\": " + one("uv run srv") + "}");

    assertThat(home.setup()).contains("x  moves\n");
  }

  @Test
  void aVariableThatIsARelativePathCountsFromTheDirectory() throws IOException {
    home.write(
        ".cursor/mcp.json",
        "{\"mcpServers\": {\"x\": {\"command\": \"a\", \"env\": {\"FILE\": \"./m.json\"}}}}");

    assertThat(home.setup()).contains("counts from the client's");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ".config/Code/User/mcp.json | WRAP | {'command':'a','sandboxEnabled':true} | the client runs it in a sandbox",
        ".cursor/mcp.json | WRAP | {'command':'a','sandbox':{'x':1}} | the client runs it in a sandbox",
        ".cursor/mcp.json | WRAP | {'command':'a','env_keys':['K']} | its variables are in the client's keyring",
        ".kiro/settings/mcp.json | AGGREGATE | {'command':'a','disabledTools':['t']} | it has settings of its own in the client (disabledTools)",
        ".gemini/settings.json | AGGREGATE | {'command':'a','trust':true} | it has settings of its own in the client (trust)",
        ".gemini/settings.json | AGGREGATE | {'command':'a','timeout':5} | it has settings of its own in the client (timeout)",
        ".gemini/settings.json | MOVE | {'httpUrl':'https://a.example/','targetAudience':'x'} | remote, and the client signs in (targetAudience)",
        ".gemini/settings.json | MOVE | {'httpUrl':'https://a.example/','oauth':{}} | remote, and the client signs in (oauth)",
        ".cursor/mcp.json | MOVE | {'url':'https://a.example/','auth':{'CLIENT_ID':'x'}} | remote, and the client signs in (auth)",
        ".copilot/mcp-config.json | MOVE | {'type':'http','url':'https://a.example/','oauthClientId':'x'} | remote, and the client signs in (oauthClientId)",
      })
  void whatOnlyTheClientDoesKeepsAnEntryInEachMode(
      String file, Options.Mode mode, String entry, String why) throws IOException {
    String key = file.contains("Code") ? "servers" : "mcpServers";
    String text = "{\"" + key + "\": {\"x\": " + entry.replace('\'', '"') + "}}";
    home.write(file, text);

    String screen = home.setup(new Options(mode, true, true, false, false));

    assertThat(screen.replaceAll("\n    (?=\\S)", " ")).contains("x  stays: " + why + "\n");
    assertThat(home.read(file)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "env_http_headers = {X = 'VAR'}",
    "scopes = ['a']",
    "oauth_resource = 'r'",
    "bearer_token_env_var = ''",
  })
  void aRemoteServerThatCodexSignsInToStays(String member) throws IOException {
    String text = "[mcp_servers.x]\nurl = \"https://a.example/mcp\"\n" + member + "\n";
    home.write(".codex/config.toml", text);

    home.setup(new Options(Options.Mode.MOVE, true, true, false, false));

    assertThat(home.read(".codex/config.toml")).isEqualTo(text);
  }

  @Test
  void whatOnlyARemoteEntryHasGoesWithItsUrl() throws IOException {
    home.write(
        ".config/opencode/opencode.json",
        "{\"mcp\": {\"x\": {\"type\": \"remote\", \"url\": \"https://a.example/mcp\","
            + " \"oauth\": false, \"enabled\": true}}}");

    home.setup(new Options(Options.Mode.MOVE, true, true, false, false));

    assertThat(home.read(".config/opencode/opencode.json"))
        .contains("\"local\"", "\"enabled\": true")
        .doesNotContain("oauth", "url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'deniedMcpServers':[{'serverUrl':'https://a.example/*'}]}",
        "{'allowedMcpServers':[{'serverUrl':'https://a.example/*'}]}",
        "{'allowedMcpServers':[{'serverName':'x'},{'serverCommand':['a']}]}",
        "{'deniedMcpServers':[{'serverName':'x'}]}",
        "{'allowedMcpServers':[{'serverName':'y'}]}",
      })
  void rulesOfClaudeCodeKeepRemoteServersAsTheyAre(String rules) throws IOException {
    String text =
        "{\"mcpServers\": {\"x\": {\"type\": \"http\", \"url\": \"https://a.example/mcp\"}}}";
    home.write(".claude.json", text).write(".claude/settings.json", rules.replace('\'', '"'));

    home.setup(new Options(Options.Mode.MOVE, true, true, false, false));

    assertThat(home.read(".claude.json")).isEqualTo(text);
  }

  @Test
  void aUsersEntryOfClaudeCodeThatCountsFromTheProjectIsSharedPerProject() throws IOException {
    home.write(
        ".claude.json", "{\"mcpServers\": {\"x\": {\"command\": \"a\", \"args\": [\".\"]}}}");

    home.setup();

    assertThat(home.read(".config/mcpmux/config.json")).contains("\"share\": \"project\"");
  }

  @Test
  void anEntryOfAProjectBelowTheTopOfItsWorkTreeRunsWhereItDid() throws IOException {
    Files.createDirectories(home.path("mono/.git"));
    Path project = home.path("mono/web");
    home.in("mono/web")
        .write(
            "mono/web/.cursor/mcp.json",
            "{\"mcpServers\": {\"x\": {\"command\": \"./bin/x\", \"args\": []}}}");

    home.setup("mono/web/.cursor/mcp.json".replace("mono/web/", ""));

    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("\"cwd\": \"" + project + "\"")
        .doesNotContain("share");
  }

  @Test
  void remoteServersWithoutCredentialsMoveWhereThatIsAskedFor() throws IOException {
    home.write(
        ".claude.json",
        "{\"mcpServers\": {\"x\": {\"type\": \"http\", \"url\": \"https://a.example/mcp\","
            + " \"headers\": {\"Authorization\": \"Bearer ${T}\"}, \"timeout\": 5}}}");

    home.setup(new Options(Options.Mode.MOVE, true, true, false, false));

    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("https://a.example/mcp", "Bearer ${T}", "\"type\": \"http\"");
    assertThat(home.read(".claude.json"))
        .contains("\"type\": \"stdio\"", "\"attach\", \"x\"", "\"timeout\": 5")
        .doesNotContain("url", "headers");
  }

  @Test
  void aListOfAllowedCommandsKeepsEntriesAsTheyAre() throws IOException {
    home.write(".claude.json", "{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}");
    home.write(".claude/settings.json", "{\"allowedMcpServers\": [{\"serverCommand\": [\"a\"]}]}");

    assertThat(home.setup().replace("\n   ", ""))
        .contains("allowedMcpServers names commands, and would block mcpmux");
  }

  @Test
  void aVariableThatTheClientWouldDropStaysInItsEntry() throws IOException {
    home.write(
        ".copilot/mcp-config.json",
        "{\"mcpServers\": {\"x\": {\"type\": \"local\", \"command\": \"a\","
            + " \"env\": {\"TOKEN\": \"${MY_TOKEN}\", \"MODE\": \"fast\"}}}}");

    home.setup();

    assertThat(home.read(".copilot/mcp-config.json").replaceAll("\\s", ""))
        .contains("\"env\":{\"MY_TOKEN\":\"${MY_TOKEN}\"}");
    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("\"TOKEN\": \"${MY_TOKEN}\"", "\"MODE\": \"fast\"");
  }

  @Test
  void theProjectsFileThatCopilotReadsTooKeepsItsVariables() throws IOException {
    home.in("p")
        .write(
            "p/.mcp.json",
            "{\"mcpServers\": {\"x\": {\"command\": \"a\","
                + " \"env\": {\"T\": \"${MY_TOKEN}\", \"M\": \"${MODE:-fast}\"}}}}");

    home.setup(".mcp.json");

    assertThat(home.read("p/.mcp.json").replaceAll("\\s", ""))
        .contains("\"attach\",\"x\"", "\"env\":{\"MY_TOKEN\":\"${MY_TOKEN}\"}");
  }

  @Test
  void aVariableOfTheShellThatBelongsToTheServerReachesItAsBefore() throws IOException {
    home.variable("STRIPE_API_KEY", "s").variable("OTHER_KEY", "o");
    home.write(
        ".claude.json",
        "{\"mcpServers\": {\"pay\": {\"command\": \"npx\", \"args\": [\"-y\", \"@stripe/mcp\"]}}}");

    home.setup();

    assertThat(home.read(".config/mcpmux/config.json"))
        .contains("\"passEnv\": [\"STRIPE_API_KEY\"]");
  }

  @Test
  void aClientThatHandsOnLittleIsToldWhereTheConfigIs() throws IOException {
    String entry = "[mcp_servers.x]\ncommand = \"a\"\n\n[mcp_servers.y]\ncommand = \"./b\"\n";
    home.write(".codex/config.toml", entry).needing("XDG_CONFIG_HOME", "/etc/xdg-of-ann");
    home.write(".cursor/mcp.json", "{\"mcpServers\": {\"x\": {\"command\": \"a\"}}}");

    home.setup();

    String codex = home.read(".codex/config.toml");
    assertThat(codex.split("/etc/xdg-of-ann", -1)).hasSize(3);
    assertThat(home.read(".cursor/mcp.json")).doesNotContain("xdg-of-ann");
    home.undo();
    assertThat(home.read(".codex/config.toml")).isEqualTo(entry);
  }

  /** A server of this name with this command. */
  private static String one(String command) {
    String[] words = command.split(" ");
    String args = Arrays.stream(words).skip(1).map(word -> '"' + word + '"').collect(joining(", "));
    return "{\"x\": {\"command\": \"" + words[0] + "\", \"args\": [" + args + "]}}";
  }

  private static String share(String config) {
    var matcher = Pattern.compile("\"share\": \"(\\w+)\"").matcher(config);
    return matcher.find() ? matcher.group(1) : null;
  }
}
