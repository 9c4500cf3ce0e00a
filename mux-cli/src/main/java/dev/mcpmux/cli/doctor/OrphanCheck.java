package dev.mcpmux.cli.doctor;

import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Servers that a client has started and left behind. Named only if all of this holds: the user's
 * own process, whose parent has died; a client's name is among its variables; its stdin is a pipe
 * that nobody who could be its client has; and its words look like those of an MCP server. Of
 * variables names are read, never values, and of words only one that names a program is told.
 */
final class OrphanCheck {

  private static final String NAME = "orphans";
  private static final int MAX_NAMED = 5;

  /** Who takes over what has lost its parent, beside the first process of all. */
  private static final Set<String> REAPERS = Set.of("systemd", "init", "launchd");

  /** What the first process is where a container runs nothing but a client. */
  private static final Set<String> CLIENT_PROGRAMS =
      Set.of(
          "node",
          "bun",
          "deno",
          "python3",
          "java",
          "claude",
          "codex",
          "gemini",
          "qwen",
          "copilot",
          "opencode",
          "goose",
          "code",
          "cursor",
          "zed",
          "amp");

  /** How variables begin that only a client sets. */
  private static final List<String> CLIENTS =
      List.of(
          "CLAUDECODE",
          "CLAUDE_CODE_",
          "CLAUDE_PROJECT_DIR",
          "CURSOR_",
          "VSCODE_",
          "COPILOT_AGENT",
          "CODEX_",
          "GEMINI_CLI",
          "QWEN_CODE",
          "OPENCODE",
          "CLINE_",
          "AMP_",
          "GOOSE_",
          "WINDSURF_",
          "ZED_");

  private static final Pattern MCP =
      Pattern.compile("(?i)(.*[^a-z])?(mcp|modelcontextprotocol)([^a-z].*)?");
  private static final Pattern PLAIN = Pattern.compile("@?[\\w./-]+(@[\\w.^~-]+)?");
  private static final String OWN = "mcpmux";

  private final Path proc;

  /**
   * @param proc where the system tells of processes
   */
  OrphanCheck(Path proc) {
    this.proc = proc;
  }

  /** What is told of one. */
  private record Orphan(long pid, String command) {}

  List<Finding> look() throws IOException {
    List<Orphan> orphans = new ArrayList<>();
    if (Files.isDirectory(proc)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
        for (Path each : all) {
          orphan(each).ifPresent(orphans::add);
        }
      }
    }
    if (orphans.isEmpty()) {
      return List.of();
    }
    List<String> lines =
        orphans.stream()
            .limit(MAX_NAMED)
            .map(orphan -> "pid " + orphan.pid + "  " + orphan.command)
            .toList();
    String many = orphans.size() == 1 ? "a server runs" : orphans.size() + " servers run";
    return List.of(
        Finding.note(
                NAME,
                many + " that a client has started and left behind, as it seems",
                "if nobody needs it: kill " + orphans.get(0).pid)
            .with(lines));
  }

  private Optional<Orphan> orphan(Path process) {
    try {
      if (!isOwn(process) || !isOrphan(process)) {
        return Optional.empty();
      }
      List<String> words = words(process.resolve("cmdline"));
      Optional<String> shown = shown(words);
      if (shown.isEmpty() || !isOfClient(process)) {
        return Optional.empty();
      }
      return shown.map(
          command -> new Orphan(Long.parseLong(process.getFileName().toString()), command));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // it has ended just now, or may not be looked at
    }
  }

  private static boolean isOwn(Path process) throws IOException {
    return ((Integer) Files.getAttribute(process, "unix:uid")).longValue()
        == PrivateDirectory.uid();
  }

  private boolean isOrphan(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    String parent = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1];
    String name = Files.readString(proc.resolve(parent).resolve("comm")).strip();
    String stdin = Files.readSymbolicLink(process.resolve("fd/0")).toString();
    boolean died = parent.equals("1") ? !CLIENT_PROGRAMS.contains(name) : REAPERS.contains(name);
    return died
        && (stdin.startsWith("pipe:") || stdin.startsWith("socket:"))
        && !hasOpen(proc.resolve(parent), stdin);
  }

  /** Whether it has the other end of a pipe, or the same one. */
  private static boolean hasOpen(Path process, String file) {
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return open.anyMatch(each -> file.equals(target(each)));
    } catch (IOException e) {
      return false; // the system's own first process
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isOfClient(Path process) throws IOException {
    return words(process.resolve("environ")).stream()
        .map(variable -> variable.substring(0, Math.max(0, variable.indexOf('='))))
        .anyMatch(name -> CLIENTS.stream().anyMatch(name::startsWith));
  }

  /** Its program and the word that looks like a server; empty where none does. */
  private static Optional<String> shown(List<String> words) {
    if (words.isEmpty() || words.stream().anyMatch(word -> word.contains(OWN))) {
      return Optional.empty();
    }
    String program = last(words.get(0));
    return words.stream()
        .filter(word -> PLAIN.matcher(word).matches() && MCP.matcher(word).matches())
        .findFirst()
        .map(word -> word.equals(words.get(0)) ? program : program + " " + word);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static List<String> words(Path file) throws IOException {
    return List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
  }
}
