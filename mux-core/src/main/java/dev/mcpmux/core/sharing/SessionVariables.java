package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.SessionEnv;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Which variables of an environment belong to one session of a client: {@code
 * session-variables.json} beside this class, and what the config says over it. A process that
 * several sessions share gets none of them.
 */
public final class SessionVariables {
  private static final String RESOURCE = "session-variables.json";
  private static final String PATH = "PATH";
  private static final SessionVariables SHIPPED = read();

  /** {@code user:password@} in a URL. */
  private static final Pattern USER_INFO = Pattern.compile("://[^/?#@\\s]*:[^/?#@\\s]+@");

  private static final Pattern RANDOM_TEXT =
      Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9_+=-]{20,}");

  private static final Pattern MADE = Pattern.compile("[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*");

  private final Set<String> names = new HashSet<>();
  private final List<String> patterns = new ArrayList<>();

  /** What comes with mcpmux and no config changes. */
  private final Fixed fixed;

  private final List<String> kept;

  private static final class Fixed {
    /** Of entries of {@code PATH}. */
    final List<String> pathEntries = new ArrayList<>();

    final List<String> credentialNames = new ArrayList<>();
    final List<String> credentialValues = new ArrayList<>();
    final List<String> settings = new ArrayList<>();
    final List<String> notLearned = new ArrayList<>();
  }

  private SessionVariables(Fixed fixed, List<String> kept) {
    this.fixed = fixed;
    this.kept = kept;
  }

  /** The rules as they come with mcpmux. */
  public static SessionVariables shipped() {
    return SHIPPED;
  }

  /** These rules with what a config says over them. */
  public SessionVariables with(SessionEnv config) {
    SessionVariables all = new SessionVariables(fixed, config.keep());
    all.names.addAll(names);
    all.patterns.addAll(patterns);
    for (String added : config.add()) {
      (isPattern(added) ? all.patterns : all.names).add(added);
    }
    return all;
  }

  /** Whether a shared process does not get this variable. */
  public boolean isSessions(String name, String value) {
    if (matchesAny(kept, name)) {
      return false;
    }
    return names.contains(name)
        || names.contains(name + '=' + value)
        || matchesAny(patterns, name)
            && !matchesAny(fixed.settings, name)
            && !looksLikeCredential(name, value);
  }

  /** Whether it may come out by itself that this variable names a session. */
  public boolean mayBeLearned(String name, String value) {
    return !matchesAny(kept, name)
        && !matchesAny(fixed.settings, name)
        && !matchesAny(fixed.notLearned, name)
        && !looksLikeCredential(name, value)
        && !isSessions(name, value);
  }

  /** Whether a value is no word of people's: letters and digits with nothing else between them. */
  public static boolean looksMade(String value) {
    return MADE.matcher(value).matches();
  }

  /** The variables that a shared process may get. */
  SortedMap<String, String> without(Map<String, String> environment) {
    SortedMap<String, String> shared = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (!isSessions(name, value)) {
            shared.put(name, value);
          }
        });
    return shared;
  }

  /** A {@code PATH} without the directories that a client put on it for itself. */
  String sharedPath(String path) {
    if (matchesAny(kept, PATH)) {
      return path;
    }
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(entry -> !matchesAny(fixed.pathEntries, entry))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private boolean looksLikeCredential(String name, String value) {
    return matchesAny(fixed.credentialNames, name.toUpperCase(Locale.ROOT))
        || fixed.credentialValues.stream().anyMatch(value::startsWith)
        || RANDOM_TEXT.matcher(value).matches()
        || USER_INFO.matcher(value).find();
  }

  private static boolean isPattern(String text) {
    return text.indexOf('*') >= 0;
  }

  private static boolean matchesAny(List<String> patterns, String name) {
    for (String pattern : patterns) {
      if (matches(pattern, 0, name, 0)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the rest of a name is as the rest of a pattern says, in which * is any text. */
  private static boolean matches(String pattern, int p, String name, int n) {
    int star = pattern.indexOf('*', p);
    if (star < 0) {
      return name.length() - n == pattern.length() - p
          && name.regionMatches(n, pattern, p, name.length() - n);
    }
    if (!name.regionMatches(n, pattern, p, star - p)) {
      return false;
    }
    for (int from = n + star - p; from <= name.length(); from++) {
      if (matches(pattern, star + 1, name, from)) {
        return true;
      }
    }
    return false;
  }

  private static SessionVariables read() {
    try (InputStream in = SessionVariables.class.getResourceAsStream(RESOURCE);
        JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      Fixed fixed = new Fixed();
      SessionVariables read = new SessionVariables(fixed, List.of());
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        switch (parser.currentName()) {
          case "comment" -> skip(parser);
          case "names" -> readGroups(parser).values().forEach(read.names::addAll);
          case "patterns" -> read.patterns.addAll(readStrings(parser));
          case "path" -> fixed.pathEntries.addAll(readStrings(parser));
          case "credentials" -> {
            Map<String, List<String>> looks = readGroups(parser);
            fixed.credentialNames.addAll(looks.get("names"));
            fixed.credentialValues.addAll(looks.get("values"));
          }
          case "settings" -> fixed.settings.addAll(readStrings(parser));
          case "notLearned" -> fixed.notLearned.addAll(readStrings(parser));
          default -> throw new IllegalStateException(RESOURCE + ": " + parser.currentName());
        }
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void skip(JsonParser parser) {
    parser.nextToken();
    parser.skipChildren();
  }

  private static Map<String, List<String>> readGroups(JsonParser parser) {
    Map<String, List<String>> groups = new TreeMap<>();
    parser.nextToken();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      groups.put(parser.currentName(), readStrings(parser));
    }
    return groups;
  }

  private static List<String> readStrings(JsonParser parser) {
    List<String> strings = new ArrayList<>();
    parser.nextToken();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      strings.add(parser.getString());
    }
    return strings;
  }
}
