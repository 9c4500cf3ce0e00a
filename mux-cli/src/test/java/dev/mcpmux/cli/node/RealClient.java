package dev.mcpmux.cli.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A client of npm: how its own commands add a server and list them, and how it is brought to
 * connect to them without a login.
 */
enum RealClient {
  CLAUDE_CODE("claude-code", "@anthropic-ai/claude-code", "latest", "claude", ".claude.json") {
    @Override
    Talk connect() {
      return new Talk(list(), "", "");
    }

    @Override
    String connected(String server) {
      return "(?m)^" + server + ": .* - \\S+ Connected$";
    }
  },

  GEMINI("gemini", "@google/gemini-cli", "0.61.0", "gemini", ".gemini/settings.json") {
    @Override
    Talk connect() {
      return new Talk(list(), "", "");
    }

    @Override
    String connected(String server) {
      return "(?m)^✓ " + server + ": .* - Connected$";
    }
  },

  QWEN("qwen", "@qwen-code/qwen-code", "0.24.4", "qwen", ".qwen/settings.json") {
    @Override
    Talk connect() {
      return new Talk(list(), "", "");
    }

    @Override
    String connected(String server) {
      return "(?m)^✓ " + server + ": .* - Connected$";
    }
  },

  CODEX("codex", "@openai/codex", "0.171.0", "codex", ".codex/config.toml") {
    @Override
    Talk connect() {
      return new Talk(
          List.of("app-server"),
          """
          {"id":1,"method":"initialize","params":{"clientInfo":{"name":"test","version":"1"}}}
          {"method":"initialized"}
          {"id":2,"method":"mcpServerStatus/list","params":{}}
          """,
          "{\"id\":2,");
    }

    @Override
    String connected(String server) {
      return "\"name\":\"" + server + "\",[^{}]*\"serverInfo\":\\{";
    }
  },

  OPENCODE("opencode", "opencode-ai", "1.18.33", "opencode", ".config/opencode/opencode.jsonc") {
    @Override
    Talk connect() {
      return new Talk(list(), "", "");
    }

    @Override
    String connected(String server) {
      return "(?m)✓ " + server + " connected$";
    }
  },

  COPILOT("copilot", "@github/copilot", "1.0.102", "copilot", ".copilot/mcp-config.json") {
    @Override
    Talk connect() {
      return new Talk(List.of("-p", "hello", "--output-format", "json"), "", "\"type\":\"result\"");
    }

    @Override
    String connected(String server) {
      return "ame\":\"" + server + "\",\"status\":\"connected\"";
    }
  };

  /** Nobody listens there. */
  private static final String NOWHERE = "http://127.0.0.1:9";

  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

  private final String setupName;
  private final String packageName;
  private final String version;
  private final String program;
  private final String file;

  RealClient(String setupName, String packageName, String version, String program, String file) {
    this.setupName = setupName;
    this.packageName = packageName;
    this.version = version;
    this.program = program;
    this.file = file;
  }

  /**
   * A command and what it is told.
   *
   * @param until in its last line, after which it is ended, as it is when it is connected to all;
   *     empty where it ends by itself
   */
  record Talk(List<String> words, String input, String until) {}

  /** What makes it connect to its servers. */
  abstract Talk connect();

  /** A pattern of what it says then about a server to which it is connected. */
  abstract String connected(String server);

  /** What {@code mcpmux setup} calls it. */
  String setupName() {
    return setupName;
  }

  /** Its config, from the user's directory. */
  String file() {
    return file;
  }

  /**
   * Its program, installed if need be; {@code -Dmcpmux.clients=latest} takes the newest that npm
   * has.
   */
  String program() {
    return NodeTools.installed(packageName, System.getProperty("mcpmux.clients", version), program);
  }

  /** The words that add a server to the user's own. */
  List<String> add(String server, String variable, List<String> command) {
    List<String> words = new ArrayList<>(List.of("mcp", "add", server));
    if (this == CLAUDE_CODE || this == GEMINI || this == QWEN) {
      words.addAll(List.of("-s", "user", "-e", variable));
    } else {
      words.addAll(List.of("--env", variable));
    }
    if (this != GEMINI && this != QWEN) {
      words.add("--");
    }
    words.addAll(command);
    return words;
  }

  /** The words that print what it is configured with. */
  List<String> list() {
    return this == CODEX || this == COPILOT
        ? List.of("mcp", "list", "--json")
        : List.of("mcp", "list");
  }

  /** What it needs to run here, and what keeps it from asking others. */
  Map<String, String> environment() {
    return switch (this) {
      case CLAUDE_CODE ->
          Map.of(
              "ANTHROPIC_API_KEY", "dummy",
              "ANTHROPIC_BASE_URL", NOWHERE,
              "CLAUDE_CODE_MAX_RETRIES", "0",
              "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
      case GEMINI -> Map.of("GEMINI_CLI_TRUST_WORKSPACE", "true");
      case COPILOT ->
          Map.of(
              "COPILOT_PROVIDER_BASE_URL", NOWHERE,
              "COPILOT_MODEL", "none",
              "COPILOT_OFFLINE", "true",
              "COPILOT_AUTO_UPDATE", "false",
              // it unpacks 200 MB of itself
              "COPILOT_CACHE_HOME", NodeTools.TARGET.resolve("copilot-cache").toString());
      default -> Map.of();
    };
  }

  /** What it printed, without colours. */
  static String plain(String said) {
    return COLOURS.matcher(said).replaceAll("");
  }
}
