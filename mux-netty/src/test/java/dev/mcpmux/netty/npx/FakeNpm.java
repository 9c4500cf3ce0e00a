package dev.mcpmux.netty.npx;

import dev.mcpmux.core.port.ProcessLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An {@code npx} that says what it is told to, and a package in its cache. */
public final class FakeNpm {

  public static final String SPEC = "@scope/server-a";

  public final Path cwd;
  public final Path npx;
  public final Path description;
  public final Path program;
  public final ProcessLaunch launch;

  /** What the program would see. */
  public final Map<String, String> environment;

  /** How the shell finds the program. */
  public String found;

  public FakeNpm(Path base, String version) throws IOException {
    Path directory = Files.createDirectories(base).toRealPath();
    cwd = Files.createDirectories(directory.resolve("project"));
    npx = directory.resolve("npm/bin/npx-cli.js");
    Path tools = Files.createDirectories(directory.resolve("tools"));
    Files.createDirectories(npx.getParent());
    Files.createSymbolicLink(tools.resolve("npx"), npx);
    Path modules = directory.resolve("cache/_npx/0123/node_modules");
    Path installed = Files.createDirectories(modules.resolve(SPEC));
    description = installed.resolve("package.json");
    describe("1.0.0", "{\"server-a\": \"a.js\", \"other\": \"b.js\"}");
    executable(installed.resolve("a.js"), "#!/usr/bin/env node\n");
    program = Files.createDirectories(modules.resolve(".bin")).resolve("server-a");
    Files.createSymbolicLink(program, installed.resolve("a.js"));
    found = program.toString();
    launch =
        new ProcessLaunch(
            List.of("npx", "-y", SPEC + version, "--flag"),
            Map.of("PATH", tools + ":/usr/bin:/bin", "TOKEN", "secret"),
            cwd.toString());
    environment = new TreeMap<>(launch.environment());
    environment.put("PATH", program.getParent() + ":" + launch.environment().get("PATH"));
    environment.put("PWD", cwd.toString());
    environment.put("INIT_CWD", cwd.toString());
    environment.put("NODE", "/usr/bin/node");
    environment.put("COLOR", "0");
    environment.put("EDITOR", "vi");
    environment.put("npm_command", "exec");
    environment.put("npm_config_user_agent", "npm/11");
    environment.put("npm_config_package", SPEC + version);
    environment.put("npm_config_global_prefix", directory.resolve("global").toString());
    environment.put("npm_config_userconfig", directory.resolve("userconfig").toString());
    environment.put("npm_config_globalconfig", directory.resolve("globalconfig").toString());
    environment.put("npm_execpath", directory.resolve("npm/bin/npm-cli.js").toString());
    environment.put("npm_lifecycle_event", "npx");
    environment.put("npm_node_execpath", "/bin/sh");
    environment.put("npm_package_json", cwd.resolve("package.json").toString());
    say();
  }

  /** Makes npx say what stands in the fields. */
  public void say() throws IOException {
    StringBuilder script = new StringBuilder("#!/bin/sh\necho '" + found + "'\nprintf '\\000'\n");
    environment.forEach(
        (name, value) -> script.append("printf '%s\\000' '" + name + "=" + value + "'\n"));
    executable(npx, script.toString());
  }

  /** Makes npx do something else. */
  public void script(String text) throws IOException {
    executable(npx, "#!/bin/sh\n" + text + "\n");
  }

  /** What {@code npm view} prints. */
  public void sayVersion(String json) throws IOException {
    executable(npx.resolveSibling("npm-cli.js"), "echo '" + json + "'\n");
  }

  public void describe(String version, String bin) throws IOException {
    Files.writeString(
        description,
        "{\"name\": \"%s\", \"version\": \"%s\", \"bin\": %s}".formatted(SPEC, version, bin));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
