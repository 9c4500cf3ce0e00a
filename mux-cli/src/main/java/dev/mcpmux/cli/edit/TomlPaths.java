package dev.mcpmux.cli.edit;

import java.util.ArrayList;
import java.util.List;

/** Paths of keys. */
final class TomlPaths {

  private TomlPaths() {}

  static boolean startsWith(List<String> path, List<String> prefix) {
    return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
  }

  static List<String> join(List<String> path, List<String> more) {
    List<String> joined = new ArrayList<>(path);
    joined.addAll(more);
    return joined;
  }

  static List<String> child(List<String> path, String name) {
    return join(path, List.of(name));
  }

  static List<String> parent(List<String> path) {
    return path.subList(0, path.size() - 1);
  }
}
