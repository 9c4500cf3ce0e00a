package dev.mcpmux.cli.config;

import dev.mcpmux.cli.text.Durations;
import dev.mcpmux.cli.text.Spelling;
import dev.mcpmux.core.config.ConfigWord;
import dev.mcpmux.core.text.Printable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
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
          .build();

  /** Of a member, as far as messages show it. */
  private static final int MAX_NAME = 100;

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
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      path.add(key);
      try {
        if (key.isEmpty()) {
          throw error("a name is missing");
        }
        if (!seen.add(key)) {
          throw error("a duplicate of an earlier member");
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
    return object(key -> member(key, members));
  }

  /** As {@link #object(Map)}; a member that is none of them is an error. */
  boolean closedObject(Map<String, Member> members) throws ConfigException {
    return object(
        key -> {
          Member member = members.get(key);
          if (member == null) {
            throw error(memberLocation, "unknown key" + didYouMean(members.keySet()));
          }
          member.read(key);
        });
  }

  /** Reads the member at hand if it is one of {@code members}, else warns of it. */
  void member(String key, Map<String, Member> members) throws ConfigException {
    Member member = members.get(key);
    if (member == null) {
      unknown(members.keySet());
    } else {
      member.read(key);
    }
  }

  /** Reads a value. */
  interface Value {
    void read() throws ConfigException;
  }

  /**
   * Reads the value at hand, to its end also where it is wrong. Returns what is wrong with it,
   * which does not count among the {@link #errors}.
   */
  List<String> trying(Value value) {
    int errorsBefore = errors.size();
    int levels = path.size();
    boolean structure = isObject() || isArray();
    int depth = parser.streamReadContext().getNestingDepth() - (structure ? 1 : 0);
    try {
      value.read();
    } catch (ConfigException e) {
      errors.addAll(e.messages());
      skipRest(depth);
    }
    while (path.size() > levels) {
      path.removeLast();
    }
    List<String> wrong = errors.subList(errorsBefore, errors.size());
    List<String> result = List.copyOf(wrong);
    wrong.clear();
    return result;
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
    return checked(string());
  }

  /** As {@link #template}; a number or a truth value counts as what is written there. */
  String scalar() throws ConfigException {
    boolean plain =
        isString() || parser.currentToken().isNumeric() || parser.currentToken().isBoolean();
    if (!plain) {
      throw error("expected a string");
    }
    return checked(parser.getString());
  }

  private String checked(String written) throws ConfigException {
    String value = Templates.translated(written);
    Optional<String> complaint = Templates.complaint(value);
    if (complaint.isPresent()) {
      throw error(complaint.get());
    }
    return value;
  }

  /** Of strings; numbers and truth values count as what is written there. */
  List<String> templates() throws ConfigException {
    if (!isArray()) {
      throw error("expected an array of strings");
    }
    List<String> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(scalar());
    }
    return values;
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

  boolean isFalse() {
    return parser.currentToken() == JsonToken.VALUE_FALSE;
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

  /** One of these words. */
  <T extends ConfigWord> T word(T[] all) throws ConfigException {
    String words =
        Stream.of(all).map(each -> '"' + each.configName() + '"').collect(Collectors.joining(", "));
    String expected = words.replaceFirst(", (?=[^,]*$)", " or ");
    return word(name -> ConfigWord.of(all, name), expected);
  }

  Map<String, String> templatesByName() throws ConfigException {
    Map<String, String> values = new LinkedHashMap<>();
    object(
        key -> {
          if (parser.currentToken() != JsonToken.VALUE_NULL) {
            values.put(key, scalar());
          } else {
            warn(here(), "null, ignored");
          }
        });
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
  void unknown(Collection<String> known) {
    warnUnknown(memberLocation, known);
    skip();
  }

  /** Warns of a key that means nothing to mcpmux. */
  void warnUnknown(TokenStreamLocation where, Collection<String> known) {
    warn(where, "unknown key, ignored" + didYouMean(known));
  }

  private String didYouMean(Collection<String> known) {
    return Spelling.nearest(path.getLast(), known).map(Spelling::didYouMean).orElse("");
  }

  /** Where the name of the member at hand begins. */
  TokenStreamLocation memberLocation() {
    return memberLocation;
  }

  /** The names of the members of an object, which is passed over. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      names.add(parser.currentName());
      parser.nextToken();
      parser.skipChildren();
    }
    return names;
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
    String member = path.stream().map(ConfigReader::shownName).collect(Collectors.joining("."));
    return file
        + ":"
        + where.getLineNr()
        + ":"
        + where.getColumnNr()
        + ": "
        + (member.isEmpty() ? "" : member + ": ")
        + what;
  }

  /** A whole {@code KEY=value} that stands in place of a name is not shown. */
  private static String shownName(String name) {
    int value = name.indexOf('=');
    return Printable.line(value < 0 ? name : name.substring(0, value + 1) + "…", MAX_NAME);
  }
}
