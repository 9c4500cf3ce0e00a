package dev.mcpmux.core.sharing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The environment of one session of a real program, of {@code environments.json}: as it was found
 * when the program was run, or as people have published it.
 *
 * @param program with its version, and which of its sessions
 * @param kind of the program
 * @param stays the variables of the program that are settings all the same
 * @param handsOnLittle whether it leaves out variables of the login that it was started in
 * @param variables all of them
 */
record Surveyed(
    String program,
    String kind,
    Set<String> stays,
    boolean handsOnLittle,
    Map<String, String> variables) {

  /** A login from which all of them were started, without any of them. */
  static Surveyed login() {
    return new Surveyed("login", "login", Set.of(), false, strings(read().get("base")));
  }

  static List<Surveyed> all() {
    Map<String, String> base = login().variables();
    List<Surveyed> all = new ArrayList<>();
    for (Object each : (List<?>) read().get("programs")) {
      Map<?, ?> program = (Map<?, ?>) each;
      Set<String> stays = new TreeSet<>();
      if (program.get("stays") instanceof List<?> names) {
        names.forEach(name -> stays.add((String) name));
      }
      int number = 1;
      for (Object session : (List<?>) program.get("sessions")) {
        Map<String, String> variables = new TreeMap<>(base);
        variables.putAll(strings(session));
        boolean handsOnLittle = variables.values().removeIf(value -> value == null);
        String name = program.get("program") + " " + program.get("version") + " #" + number++;
        all.add(new Surveyed(name, (String) program.get("kind"), stays, handsOnLittle, variables));
      }
    }
    return all;
  }

  /** A session with these variables in the one project. */
  Given of(Given given) {
    variables.forEach(given::variable);
    return given.in("/home/ann/proj1", "/home/ann/proj1");
  }

  /** The same without what stays. */
  Surveyed withoutSettings() {
    Map<String, String> rest = new TreeMap<>(variables);
    rest.keySet().removeAll(stays);
    stays.forEach(name -> login().variables().computeIfPresent(name, rest::put));
    return new Surveyed(program, kind, stays, handsOnLittle, rest);
  }

  @Override
  public String toString() {
    return program;
  }

  private static Map<String, String> strings(Object object) {
    Map<String, String> strings = new TreeMap<>();
    ((Map<?, ?>) object).forEach((name, value) -> strings.put((String) name, (String) value));
    return strings;
  }

  private static Map<?, ?> read() {
    try (InputStream in = Surveyed.class.getResourceAsStream("environments.json");
        JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      parser.nextToken();
      return (Map<?, ?>) value(parser);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Object value(JsonParser parser) {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        object.put(name, value(parser));
      }
      return object;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(parser));
      }
      return list;
    }
    return parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getString();
  }
}
