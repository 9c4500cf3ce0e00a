package dev.mcpmux.netty.npx;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.files.FileStamp;
import dev.mcpmux.netty.files.JsonValues;
import dev.mcpmux.netty.process.CommandResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds out what {@code npx} runs, by letting npm set up everything and run a script of ours in the
 * program's place. Before a first start it does all that {@code npx} does, and installs what is
 * missing. Once a server runs it is told to look at nothing but its cache ({@code --offline}): what
 * it took a moment ago is there, and nothing newer is put in the place of files that a server runs
 * from.
 *
 * <p>The answer is refused ({@link Unclear}) wherever {@code npx} might take anything but the
 * package in its own cache: what is installed in the working directory or above it, or globally.
 */
final class NpxResolver {

  /** Why a command stays as it is. */
  static final class Unclear extends Exception {
    private static final long serialVersionUID = 1L;

    Unclear(String why) {
      super(why, null, false, false);
    }
  }

  /** What the program is given: by these a program may tell how and where it was started. */
  private static final Set<String> GIVEN =
      Set.of(
          "PATH",
          "PWD",
          "NODE",
          "COLOR",
          Resolution.INIT_CWD,
          "npm_command",
          "npm_config_user_agent",
          "npm_execpath",
          "npm_lifecycle_event",
          "npm_node_execpath",
          "npm_package_json");

  /** Of the shell, or a default for npm's own use. */
  private static final Set<String> LEFT_OUT = Set.of("_", "OLDPWD", "SHLVL", "EDITOR");

  /** With one of these, what runs and where is npm's secret. */
  private static final Set<String> STRANGE =
      Set.of("npm_config_workspace", "npm_config_workspaces", "npm_config_script_shell");

  private final NpmQuestion.Npm npm;
  private final NpxCommand command;
  private final ProcessLaunch launch;
  private final Path cwd;
  private final SortedMap<String, String> files = new TreeMap<>();

  NpxResolver(NpmQuestion.Npm npm, NpxCommand command, ProcessLaunch launch) throws IOException {
    this.npm = npm;
    this.command = command;
    this.launch = launch;
    this.cwd = Path.of(launch.cwd()).toRealPath();
  }

  /**
   * Blocks for as long as npm takes, about a second.
   *
   * @throws IOException when npm cannot be asked
   */
  Resolution resolve(long now) throws IOException, Unclear {
    Path npx = CommandResolver.resolve(launch.command().get(0), launch.environment(), cwd);
    if (!npx.toRealPath().endsWith("npm/bin/npx-cli.js")) {
      throw new Unclear("npx is not that of npm: " + npx);
    }
    watch(npx);
    for (Path directory = cwd; directory != null; directory = directory.getParent()) {
      lookAround(directory);
    }
    String printed = npm.answer(new NpmQuestion(npx, command.spec(), launch.environment(), cwd));
    int end = printed.indexOf('\0');
    if (end < 0) {
      throw new Unclear("its shell does not do what it is told");
    }
    List<String> foundByShell = printed.substring(0, end).lines().toList();
    Map<String, String> seen = variables(printed.substring(end + 1));
    checkEnvironment(seen);
    Path binaries = Path.of(seen.get("PATH").split(":", 2)[0]);
    if (!binaries.endsWith("node_modules/.bin")
        || !binaries.resolve("../../..").normalize().endsWith("_npx")) {
      throw new Unclear("it is not taken from npm's cache");
    }
    Path installed = binaries.getParent();
    Path description = installed.resolve(command.name()).resolve("package.json");
    Map<String, Object> found =
        JsonValues.members(JsonValues.read(Files.readAllBytes(description)));
    String version = String.valueOf(found.get("version"));
    if (!command.name().equals(found.get("name"))
        || command.isExact() && !command.version().equals(version)) {
      throw new Unclear("npm has " + found.get("name") + " " + version);
    }
    String bin = bin(found.get("bin"));
    Path program = binaries.resolve(bin);
    checkProgram(program, description.getParent(), foundByShell);
    notGlobal(Path.of(seen.get("npm_config_global_prefix"), "bin"), bin);
    watch(program);
    watch(description);
    watch(installed.resolve(".package-lock.json"));
    watch(Path.of(seen.get("npm_config_userconfig")));
    watch(Path.of(seen.get("npm_config_globalconfig")));
    SortedMap<String, String> given = new TreeMap<>(seen);
    given.keySet().retainAll(GIVEN);
    return new Resolution(program.toString(), version, given, files, now);
  }

  private static Map<String, String> variables(String environ) {
    Map<String, String> variables = new HashMap<>();
    for (String variable : environ.split("\0")) {
      int name = variable.indexOf('=');
      if (name > 0) {
        variables.put(variable.substring(0, name), variable.substring(name + 1));
      }
    }
    return variables;
  }

  /** In one directory of those in which npx looks for what a project has. */
  private void lookAround(Path directory) throws IOException, Unclear {
    Path project = watch(directory.resolve("package.json"));
    if (Files.exists(project)) {
      // read as text: taking too much for a hit costs one launch its shortcut, no more
      String text = Files.readString(project, StandardCharsets.ISO_8859_1);
      for (String word : List.of("workspaces", "bin", command.name())) {
        if (text.contains('"' + word + '"')) {
          throw new Unclear(project + " has \"" + word + '"');
        }
      }
    }
    Path modules = watch(directory.resolve("node_modules"));
    watch(modules.resolve(".package-lock.json"));
    watch(directory.resolve(".npmrc"));
    Path local = watch(modules.resolve(".bin").resolve(command.bin().orElse(command.spec())));
    if (Files.exists(local)) {
      throw new Unclear("there is " + local);
    }
  }

  private void checkEnvironment(Map<String, String> seen) throws Unclear {
    Set<String> names = new HashSet<>(seen.keySet());
    names.addAll(launch.environment().keySet());
    for (String name : names) {
      String before = launch.environment().get(name);
      boolean same = seen.containsKey(name) && seen.get(name).equals(before);
      if (!same && !name.startsWith("npm_") && !GIVEN.contains(name) && !LEFT_OUT.contains(name)) {
        throw new Unclear("npm changes " + name);
      }
    }
    for (String name : STRANGE) {
      if (!seen.getOrDefault(name, "").isEmpty()) {
        throw new Unclear("npm is set up with " + name);
      }
    }
    boolean expected =
        command.spec().equals(seen.get("npm_config_package"))
            && cwd.toString().equals(seen.get(Resolution.INIT_CWD))
            && cwd.resolve("package.json").toString().equals(seen.get("npm_package_json"));
    if (!expected || !seen.keySet().containsAll(GIVEN)) {
      throw new Unclear("npm works elsewhere");
    }
  }

  /** The rule of npm: its only program, else the one that is called like the package. */
  private String bin(Object ofPackage) throws Unclear {
    Map<String, String> bins =
        ofPackage instanceof String
            ? Map.of(command.unscopedName(), "")
            : JsonValues.strings(ofPackage);
    String bin = command.unscopedName();
    if (command.bin().isPresent()) {
      bin = command.bin().get();
    } else if (new HashSet<>(bins.values()).size() == 1) {
      bin = bins.keySet().iterator().next();
    }
    if (!bins.containsKey(bin) || !NpxCommand.isBin(bin)) {
      throw new Unclear("the package has no program " + bin);
    }
    return bin;
  }

  private static void checkProgram(Path program, Path inPackage, List<String> foundByShell)
      throws IOException, Unclear {
    if (!foundByShell.contains(program.toString())) {
      throw new Unclear("the shell finds another " + program.getFileName());
    }
    if (!program.toRealPath().startsWith(inPackage.toRealPath())) {
      throw new Unclear(program + " is not of the package");
    }
    try (InputStream in = Files.newInputStream(program)) {
      // without it a shell would take the file for a script of its own
      if (!new String(in.readNBytes(2), StandardCharsets.ISO_8859_1).equals("#!")) {
        throw new Unclear(program + " does not say what runs it");
      }
    }
  }

  private void notGlobal(Path programs, String bin) throws Unclear {
    if (command.bin().isEmpty()) {
      for (String name : List.of(bin, command.spec())) {
        if (Files.exists(watch(programs.resolve(name)))) {
          throw new Unclear("it is installed globally");
        }
      }
    }
  }

  private Path watch(Path path) {
    files.put(path.toString(), FileStamp.of(path));
    return path;
  }
}
