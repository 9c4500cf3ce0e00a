package dev.mcpmux.cli.setup.entry;

import dev.mcpmux.core.ServerFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Variables of the user's shell that change how programs of a kind run, by the program. Sessions
 * with other values part, so that no server is given those of which it makes nothing.
 */
final class OfProgram {

  private static final String NODE = "npx|npm|node|pnpm|pnpx|yarn|bun|bunx|tsx|deno|volta|mise";
  private static final String PYTHON = "(python|pip)[0-9.]*|uvx?|pipx|poetry|pdm|pipenv|hatch|rye";
  private static final String JAVA = "java|jbang|mvn|gradle|kotlin|scala";

  private static final List<String> OF_NODE =
      List.of("NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "NODE_PATH", "NODE_TLS_REJECT_UNAUTHORIZED");
  private static final List<String> OF_PYTHON =
      List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PYTHONPATH");
  private static final List<String> OF_CLOUDS =
      List.of(
          "KUBECONFIG",
          "GOOGLE_APPLICATION_CREDENTIALS",
          "AWS_PROFILE",
          "AWS_REGION",
          "AWS_DEFAULT_REGION",
          "AWS_CONFIG_FILE",
          "AWS_SHARED_CREDENTIALS_FILE");
  private static final List<String> OF_SCREENS =
      List.of("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY");

  /** Words in a command of a server that opens a window, if only to sign in. */
  private static final Set<String> WITH_SCREEN =
      Set.of(
          "browser",
          "browsermcp",
          "browserbase",
          "browsers",
          "playwright",
          "puppeteer",
          "chrome",
          "chromium",
          "firefox",
          "selenium",
          "webdriver",
          "desktop",
          "commander",
          "screen",
          "screenshot",
          "clipboard",
          "computer",
          "window",
          "windows",
          "gui",
          "electron",
          "blender",
          "godot",
          "unity",
          "unreal",
          "gimp",
          "inkscape",
          "remote",
          "oauth",
          "auth",
          "login",
          "gmail",
          "gdrive",
          "calendar",
          "workspace",
          "notify",
          "notification",
          "x11",
          "xdotool",
          "android",
          "mobile",
          "devtools",
          "serena");

  private OfProgram() {}

  /**
   * @param tokens the words that the command and the server's name are made of
   * @param environment the user's variables
   */
  static Set<String> of(List<String> words, Set<String> tokens, Set<String> environment) {
    Set<String> wanted = new HashSet<>();
    Set<String> names = new TreeSet<>();
    String program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
    if (PassEnv.CONTAINERS.matcher(words.get(0)).matches()) {
      return names; // what runs in it gets what it is told to
    }
    boolean node = program.matches(NODE);
    boolean python = program.matches(PYTHON);
    boolean java = program.matches(JAVA);
    boolean other = !node && !python && !java; // a script in any language
    if (node || other) {
      wanted.addAll(OF_NODE);
    }
    if (python || other) {
      wanted.addAll(OF_PYTHON);
    }
    if (python && !program.equals("uvx") && !program.equals("pipx") || other) {
      wanted.add("VIRTUAL_ENV");
    }
    if (java || other) {
      wanted.add("JAVA_HOME");
    }
    if (ServerFacts.known(words).isEmpty()) {
      wanted.addAll(OF_CLOUDS);
    }
    if (tokens.stream().anyMatch(WITH_SCREEN::contains)) {
      wanted.addAll(OF_SCREENS);
    }
    // npm sets them for what it runs, this program among it
    boolean ofNpm = environment.contains("npm_execpath");
    for (String name : environment) {
      boolean npm = name.startsWith("NPM_CONFIG_") || name.startsWith("npm_config_") && !ofNpm;
      boolean ofPython = name.startsWith("UV_") || name.startsWith("PIP_");
      if (wanted.contains(name) || node && npm || python && ofPython) {
        names.add(name);
      }
    }
    return names;
  }
}
