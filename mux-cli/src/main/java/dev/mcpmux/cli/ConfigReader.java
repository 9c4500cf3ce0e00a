package dev.mcpmux.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Walks through a config file and knows where it is, so that each complaint can say so. The methods
 * that read a value expect the parser on the value's first token and leave it on its last.
 */
final class ConfigReader implements AutoCloseable {

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** What may follow {@code ${}; a default may hold anything but a closing brace. */
  private static final Pattern VARIABLE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?}", Pattern.DOTALL);

  /** Reads the value of one member. */
  interface Member {
    void read(String key) throws ConfigException;
  }

  private final String file;
  private final JsonParser parser;
  private final Deque<String> path = new ArrayDeque<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private TokenStreamLocation memberLocation;

  ConfigReader(String file, String text) {
    this.file = file;
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), text);
  }

  @Override
  public void close() {
    parser.close();
  }

  List<String> warnings() {
    return warnings;
  }

  /** What is wrong, in the order of the file. */
  List<String> errors() {
    return errors;
  }

  /** The next token, null at the end. */
  JsonToken next() {
    return parser.nextToken();
  }

  /**
   * Reads an object, each member by {@code member}. What is wrong with a member is kept, and the
   * next one is read. Returns whether nothing was wrong.
   */
  boolean object(Member member) throws ConfigException {
    if (!isObject()) {
      throw error("expected an object");
    }
    int errorsBefore = errors.size();
    int depth = parser.streamReadContext().getNestingDepth();
    int levels = path.size();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      path.add(key);
      try {
        if (key.isEmpty()) {
          throw error("a name is missing");
        }
        memberLocation = parser.currentTokenLocation();
        parser.nextToken();
        member.read(key);
      } catch (ConfigException e) {
        errors.addAll(e.messages());
        skipRest(depth);
      }
      while (path.size() > levels) {
        path.removeLast();
      }
    }
    return errors.size() == errorsBefore;
  }

  /** Reads an object whose members may be those of {@code members}; others are warned of. */
  boolean object(Map<String, Member> members) throws ConfigException {
    return object(
        key -> {
          Member member = members.get(key);
          if (member == null) {
            unknown(members.keySet());
          } else {
            member.read(key);
          }
        });
  }

  /** Goes to the end of a member's value that was left somewhere, in an object of this depth. */
  private void skipRest(int depth) {
    if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
      parser.nextToken();
    }
    while (parser.streamReadContext().getNestingDepth() > depth) {
      parser.nextToken();
    }
  }

  String string() throws ConfigException {
    if (!isString()) {
      throw error("expected a string");
    }
    return parser.getString();
  }

  /** A string that may hold {@code ${VAR}} and {@code ${VAR:-default}}. */
  String template() throws ConfigException {
    String value = string();
    Matcher variable = VARIABLE.matcher(value);
    for (int at = value.indexOf("${"); at >= 0; at = value.indexOf("${", at)) {
      if (!variable.find(at + 2) || variable.start() != at + 2) {
        throw error("expected ${NAME} or ${NAME:-default}, found " + value.substring(at));
      }
      at = variable.end();
    }
    return value;
  }

  List<String> templates() throws ConfigException {
    return array(this::template);
  }

  List<String> strings() throws ConfigException {
    return array(this::string);
  }

  /** Reads one element. */
  interface Element<T> {
    T read() throws ConfigException;
  }

  /** An array of strings, each read by {@code element}. */
  <T> List<T> array(Element<T> element) throws ConfigException {
    if (!isArray()) {
      throw error("expected an array of strings");
    }
    List<T> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!isString()) {
        throw error("expected an array of strings");
      }
      values.add(element.read());
    }
    return values;
  }

  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  boolean isString() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  boolean bool() throws ConfigException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw error("expected true or false");
    };
  }

  /** One of a few words. */
  <T> T word(Function<String, Optional<T>> meaning, String expected) throws ConfigException {
    Optional<T> value = meaning.apply(string());
    if (value.isEmpty()) {
      throw error("expected " + expected);
    }
    return value.get();
  }

  Map<String, String> templatesByName() throws ConfigException {
    Map<String, String> values = new LinkedHashMap<>();
    object(key -> values.put(key, template()));
    return values;
  }

  /** A whole number from 0 to {@code max}. */
  long number(long max) throws ConfigException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      try {
        long value = Long.parseLong(parser.getString());
        if (value >= 0 && value <= max) {
          return value;
        }
      } catch (NumberFormatException e) {
        // too long a number: said below
      }
    }
    throw error("expected a whole number from 0 to " + max);
  }

  Duration duration() throws ConfigException {
    try {
      return Durations.parse(string());
    } catch (IllegalArgumentException e) {
      throw error(e.getMessage());
    }
  }

  /** Passes over the value. */
  void skip() {
    parser.skipChildren();
  }

  /** Passes over the value of a key that means nothing to mcpmux. */
  private void unknown(Collection<String> known) {
    String meant = Spelling.nearest(path.getLast(), known).map(Spelling::didYouMean).orElse("");
    warn(memberLocation, "unknown key, ignored" + meant);
    skip();
  }

  /** Where the current token begins, to be complained about later. */
  TokenStreamLocation here() {
    return parser.currentTokenLocation();
  }

  ConfigException error(String what) {
    return error(here(), what);
  }

  ConfigException error(TokenStreamLocation where, String what) {
    return new ConfigException(message(where, what));
  }

  void warn(TokenStreamLocation where, String what) {
    warnings.add(message(where, what));
  }

  /** Takes the end of the file, behind its one object. */
  void end() throws ConfigException {
    if (parser.nextToken() != null) {
      throw error("expected nothing more after the closing brace");
    }
  }

  String message(TokenStreamLocation where, String what) {
    String member = String.join(".", path);
    return file
        + ":"
        + where.getLineNr()
        + ":"
        + where.getColumnNr()
        + ": "
        + (member.isEmpty() ? "" : member + ": ")
        + what;
  }
}
