package dev.mcpmux.cli.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a client writes an entry.
 *
 * @param command the member that has the program
 * @param array whether that has the arguments as well
 * @param env the member that has the variables
 * @param type what the type of a program is called where it is to be written; empty where it need
 *     not be
 * @param urlType what a remote server is that has no type
 * @param allTools whether an entry names the tools that it is about
 */
public record Shape(
    String command, boolean array, String env, String type, String urlType, boolean allTools) {

  static final Shape USUAL = new Shape("command", false, "env", "", "http");

  public Shape(String command, boolean array, String env, String type, String urlType) {
    this(command, array, env, type, urlType, false);
  }

  private static final String STDIO = "stdio";
  private static final String TYPE = "type";
  private static final String ARGS = "args";
  private static final String CWD = "cwd";
  private static final String TRANSPORT = "transport";
  private static final String PATH = "path";
  private static final Set<String> STDIO_TYPES = Set.of(STDIO, "local");
  private static final List<String> URLS = List.of("url", "httpUrl", "serverUrl", "uri");

  /** Continue has headers in it, and what else there may be keeps the entry where it is. */
  private static final String REQUEST = "requestOptions";

  private static final List<String> HEADERS = List.of("headers", "http_headers");

  /** A member of an entry that gets another value; null takes it out. */
  public record Change(List<String> path, Object value) {}

  Shape typed(String word) {
    return new Shape(command, array, env, word, urlType, allTools);
  }

  Shape withAllTools() {
    return new Shape(command, array, env, type, urlType, true);
  }

  /** What the entry has the client do. */
  public Start read(Map<String, Object> entry) {
    if (entry.get(TRANSPORT) instanceof Map<?, ?>) {
      return read(Layout.object(entry, TRANSPORT));
    }
    String kind = String.valueOf(entry.getOrDefault(TYPE, ""));
    Object program = entry.get(command);
    if (program == null || !kind.isEmpty() && !STDIO_TYPES.contains(kind)) {
      return remote(entry, kind);
    }
    List<String> words = new ArrayList<>();
    Map<String, Object> members = entry;
    if (program instanceof Map<?, ?>) { // an older form of Zed's
      members = Layout.object(entry, command);
      program = members.get(PATH);
    }
    words.addAll(strings(program instanceof List<?> ? program : List.of(String.valueOf(program))));
    words.addAll(strings(members.get(ARGS)));
    if (words.isEmpty() || words.get(0).isBlank() || program == null) {
      return new Start.Unclear("it names no program");
    }
    return new Start.Program(
        words,
        map(members.get(env)),
        Optional.ofNullable(entry.get(CWD)).map(String::valueOf),
        names(entry.get("env_vars")));
  }

  private Start remote(Map<String, Object> entry, String kind) {
    String url = null;
    String type = kind.isEmpty() ? urlType : kind;
    for (String name : URLS) {
      if (url == null && entry.get(name) instanceof String text) {
        url = text;
        type = name.equals("httpUrl") ? "http" : type;
      }
    }
    if (url == null) {
      return new Start.Unclear("it names neither a program nor a URL");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    HEADERS.forEach(name -> headers.putAll(map(entry.get(name))));
    headers.putAll(map(Layout.object(entry, REQUEST).get("headers")));
    return new Start.Remote(type.equals("sse") ? "sse" : "http", url, headers);
  }

  /**
   * What is to change so that the entry starts this and nothing else.
   *
   * @param env the variables that the client is to hand on
   */
  public List<Change> moved(
      Map<String, Object> entry, List<String> words, Map<String, String> env) {
    List<Change> changes = new ArrayList<>(wrapped(entry, words));
    Inside inside = inside(entry);
    if (!env.isEmpty()) {
      changes.add(new Change(inside.at(inside.envName()), env));
    } else if (inside.members().containsKey(inside.envName())) {
      changes.add(new Change(inside.at(inside.envName()), null));
    }
    List<String> gone = new ArrayList<>(List.of(CWD));
    gone.addAll(URLS);
    gone.addAll(HEADERS);
    gone.add(REQUEST);
    if (Boolean.FALSE.equals(entry.get("oauth"))) {
      gone.add("oauth"); // only right beside a URL
    }
    for (String name : gone) {
      if (entry.containsKey(name)) {
        changes.add(new Change(List.of(name), null));
      }
      if (inside.nested() && inside.members().containsKey(name)) {
        changes.add(new Change(inside.at(name), null));
      }
    }
    return changes;
  }

  /** What is to change so that the entry starts another program, with the rest as it is. */
  public List<Change> wrapped(Map<String, Object> entry, List<String> words) {
    List<Change> changes = new ArrayList<>();
    Inside inside = inside(entry);
    if (array || inside.members().get(inside.commandName()) instanceof List<?>) {
      changes.add(new Change(inside.at(inside.commandName()), words));
      if (inside.members().containsKey(ARGS)) {
        changes.add(new Change(inside.at(ARGS), null));
      }
    } else {
      changes.add(new Change(inside.at(inside.commandName()), words.get(0)));
      changes.add(new Change(inside.at(ARGS), words.subList(1, words.size())));
    }
    List<String> prefix = inside.nested() && !inside.ofZed() ? inside.prefix() : List.of();
    Map<String, Object> typed = prefix.isEmpty() ? entry : inside.members();
    Object written = typed.get(TYPE);
    boolean right = written == null ? type.isEmpty() : STDIO_TYPES.contains(written);
    if (!right) {
      List<String> path = new ArrayList<>(prefix);
      path.add(TYPE);
      changes.add(new Change(path, type.isEmpty() ? STDIO : type));
    }
    return changes;
  }

  /** What is to change so that the entry has these variables as well. */
  public List<Change> handingOn(Map<String, Object> entry, Map<String, String> variables) {
    List<Change> changes = new ArrayList<>();
    Inside inside = inside(entry);
    variables.forEach(
        (name, value) -> {
          List<String> path = inside.at(inside.envName());
          path.add(name);
          changes.add(new Change(path, value));
        });
    return changes;
  }

  /** An entry of its own. */
  public Map<String, Object> fresh(List<String> words) {
    Map<String, Object> entry = new LinkedHashMap<>();
    if (!type.isEmpty()) {
      entry.put(TYPE, type);
    }
    if (allTools) {
      entry.put("tools", List.of("*"));
    }
    entry.put(command, array ? words : words.get(0));
    if (!array) {
      entry.put(ARGS, words.subList(1, words.size()));
    }
    return entry;
  }

  /** The object that has the command: the entry, or one in it. */
  private record Inside(
      List<String> prefix,
      Map<String, Object> members,
      String commandName,
      String envName,
      boolean ofZed) {

    boolean nested() {
      return !prefix.isEmpty();
    }

    List<String> at(String name) {
      List<String> path = new ArrayList<>(prefix);
      path.add(name);
      return path;
    }
  }

  private Inside inside(Map<String, Object> entry) {
    if (entry.get(TRANSPORT) instanceof Map<?, ?>) {
      return new Inside(List.of(TRANSPORT), Layout.object(entry, TRANSPORT), command, env, false);
    } else if (entry.get(command) instanceof Map<?, ?>) {
      return new Inside(List.of(command), Layout.object(entry, command), PATH, env, true);
    }
    return new Inside(List.of(), entry, command, env, false);
  }

  private static List<String> strings(Object list) {
    List<String> words = new ArrayList<>();
    if (list instanceof List<?> elements) {
      elements.forEach(element -> words.add(String.valueOf(element)));
    }
    return words;
  }

  /** Codex has names, or objects with one. */
  private static List<String> names(Object list) {
    List<String> names = new ArrayList<>();
    if (list instanceof List<?> elements) {
      for (Object element : elements) {
        names.add(String.valueOf(element instanceof Map<?, ?> map ? map.get("name") : element));
      }
    }
    return names;
  }

  /** null takes a variable out, which is nothing where none is handed on. */
  private static Map<String, String> map(Object object) {
    Map<String, String> values = new LinkedHashMap<>();
    if (object instanceof Map<?, ?> members) {
      members.forEach(
          (name, value) -> {
            if (value != null) {
              values.put(String.valueOf(name), String.valueOf(value));
            }
          });
    }
    return values;
  }
}
