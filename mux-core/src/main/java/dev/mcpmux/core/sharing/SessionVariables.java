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

  private final Set<String> names;
  private final List<String> patterns;

  /** Of entries of {@code PATH}. */
  private final List<String> pathEntries;

  private final List<String> credentialNames;
  private final List<String> credentialValues;
  private final List<String> settings;
  private final List<String> notLearned;
  private final List<String> kept;

  private SessionVariables(
      Set<String> names,
      List<String> patterns,
      List<String> pathEntries,
      List<String> credentialNames,
      List<String> credentialValues,
      List<String> settings,
      List<String> notLearned,
      List<String> kept) {
    this.names = names;
    this.patterns = patterns;
    this.pathEntries = pathEntries;
    this.credentialNames = credentialNames;
    this.credentialValues = credentialValues;
    this.settings = settings;
    this.notLearned = notLearned;
    this.kept = kept;
  }

  /** The rules as they come with mcpmux. */
  public static SessionVariables shipped() {
    return SHIPPED;
  }

  /** These rules with what a config says over them. */
  public SessionVariables with(SessionEnv config) {
    Set<String> allNames = new HashSet<>(names);
    List<String> allPatterns = new ArrayList<>(patterns);
    for (String added : config.add()) {
      (isPattern(added) ? allPatterns : allNames).add(added);
    }
    return new SessionVariables(
        allNames,
        allPatterns,
        pathEntries,
        credentialNames,
        credentialValues,
        settings,
        notLearned,
        config.keep());
  }

  /** Whether a shared process does not get this variable. */
  public boolean isSessions(String name, String value) {
    if (matchesAny(kept, name)) {
      return false;
    }
    return names.contains(name)
        || names.contains(name + '=' + value)
        || matchesAny(patterns, name)
            && !matchesAny(settings, name)
            && !looksLikeCredential(name, value);
  }

  /** Whether it may come out by itself that this variable names a session. */
  public boolean mayBeLearned(String name, String value) {
    return !matchesAny(kept, name)
        && !matchesAny(settings, name)
        && !matchesAny(notLearned, name)
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
        .filter(entry -> !matchesAny(pathEntries, entry))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private boolean looksLikeCredential(String name, String value) {
    return matchesAny(credentialNames, name.toUpperCase(Locale.ROOT))
        || credentialValues.stream().anyMatch(value::startsWith)
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
      Set<String> names = new HashSet<>();
      List<String> patterns = new ArrayList<>();
      List<String> pathEntries = new ArrayList<>();
      List<String> credentialNames = new ArrayList<>();
      List<String> credentialValues = new ArrayList<>();
      List<String> settings = new ArrayList<>();
      List<String> notLearned = new ArrayList<>();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        switch (parser.currentName()) {
          case "comment" -> skip(parser);
          case "names" -> readGroups(parser).values().forEach(names::addAll);
          case "patterns" -> patterns.addAll(readStrings(parser));
          case "path" -> pathEntries.addAll(readStrings(parser));
          case "credentials" -> {
            Map<String, List<String>> looks = readGroups(parser);
            credentialNames.addAll(looks.get("names"));
            credentialValues.addAll(looks.get("values"));
          }
          case "settings" -> settings.addAll(readStrings(parser));
          case "notLearned" -> notLearned.addAll(readStrings(parser));
          default -> throw new IllegalStateException(RESOURCE + ": " + parser.currentName());
        }
      }
      return new SessionVariables(
          names,
          patterns,
          pathEntries,
          credentialNames,
          credentialValues,
          settings,
          notLearned,
          List.of());
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
