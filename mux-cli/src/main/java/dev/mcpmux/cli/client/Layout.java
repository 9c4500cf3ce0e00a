package dev.mcpmux.cli.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a client's file has its servers. */
interface Layout {

  List<Container> containers(ClientFile file, Map<String, Object> tree);

  /** In one object. */
  static Layout at(String... path) {
    return (file, tree) ->
        List.of(new Container(List.of(path), file.scope(), file.project(), Set.of()));
  }

  /** Claude Code: in one object, and in one for each project. */
  static Layout withProjects() {
    return (file, tree) -> {
      List<Container> all = new ArrayList<>(at("mcpServers").containers(file, tree));
      object(tree, "projects")
          .forEach(
              (directory, project) -> {
                if (directory.startsWith("/") && project instanceof Map<?, ?> members) {
                  all.add(
                      new Container(
                          List.of("projects", directory, "mcpServers"),
                          Scope.LOCAL,
                          Optional.of(Path.of(directory)),
                          words(members.get("disabledMcpServers"))));
                }
              });
      return all;
    };
  }

  /** Gemini CLI and its like: in one object, beside lists of those that may be used. */
  static Layout withLists() {
    return (file, tree) -> {
      Map<String, Object> lists = object(tree, "mcp");
      Set<String> off = words(lists.get("excluded"));
      Set<String> allowed = words(lists.get("allowed"));
      if (!allowed.isEmpty()) {
        Set<String> others = new LinkedHashSet<>(object(tree, "mcpServers").keySet());
        others.removeAll(allowed);
        off.addAll(others);
      }
      return List.of(new Container(List.of("mcpServers"), file.scope(), file.project(), off));
    };
  }

  /** Copilot CLI: in one object; another of the user's files lists those that are off. */
  static Layout ofCopilot() {
    return (file, tree) -> {
      Path settings = file.path().resolveSibling("settings.json");
      Set<String> off =
          file.project().isPresent()
              ? Set.of()
              : words(JsonFile.tree(settings).get("disabledMcpServers"));
      return List.of(new Container(List.of("mcpServers"), file.scope(), file.project(), off));
    };
  }

  /** OpenCode: in one object, and in one in that, as its second version has them. */
  static Layout ofOpenCode() {
    return (file, tree) -> {
      List<Container> all = new ArrayList<>(at("mcp").containers(file, tree));
      Map<String, Object> inner = object(object(tree, "mcp"), "servers");
      if (!inner.isEmpty() && inner.values().stream().allMatch(Map.class::isInstance)) {
        all.addAll(at("mcp", "servers").containers(file, tree));
      }
      return all;
    };
  }

  /** A member that is an object; empty where there is none. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Map<String, Object> tree, String name) {
    return tree.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static Set<String> words(Object list) {
    Set<String> words = new LinkedHashSet<>();
    if (list instanceof List<?> elements) {
      elements.forEach(element -> words.add(String.valueOf(element)));
    }
    return words;
  }
}
