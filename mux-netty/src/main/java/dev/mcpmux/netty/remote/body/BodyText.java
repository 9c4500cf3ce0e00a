package dev.mcpmux.netty.remote.body;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the body of an answer says that is none: plain text, JSON of any form, HTML, or events. It
 * may have been cut anywhere.
 */
public final class BodyText {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_DEPTH = 8;

  /** Members that hold words for people, in lower case; the general ones first. */
  private static final List<String> KEYS =
      List.of(
          "error",
          "fault",
          "faultstring",
          "title",
          "message",
          "errormessage",
          "error_message",
          "error_description",
          "detail",
          "details",
          "errors",
          "reason",
          "msg",
          "description");

  /** Where pages of errors have their words. */
  private static final Pattern HTML =
      Pattern.compile("(?is)<(title|h1|pre)\\b[^<>]*>(.*?)(?:</\\1\\s*>|$)");

  private static final Pattern NO_WORDS =
      Pattern.compile("(?is)<(script|style)\\b.*?(?:</\\1\\s*>|$)");

  /** A new tag ends one that never ends, or a page of such would be read over and over. */
  private static final Pattern TAG = Pattern.compile("<[^<>]*>");

  private static final Pattern EVENTS =
      Pattern.compile("(?:data|event|id|retry)?:.*", Pattern.DOTALL);

  private BodyText() {}

  /** The body without what is only its form: a byte order mark, or the fields of an event. */
  public static String payload(String body) {
    String text = (body.startsWith("\uFEFF") ? body.substring(1) : body).strip();
    if (!EVENTS.matcher(text).matches()) {
      return text;
    }
    return text.lines()
        .filter(line -> line.startsWith("data:"))
        .map(line -> line.substring("data:".length()).strip())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  /** The words in it; empty for none. */
  public static String words(String body) {
    String text = payload(body);
    if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
      Set<String> found = new LinkedHashSet<>();
      collect(parse(text), found);
      return found.isEmpty() ? text : String.join("; ", found);
    }
    return text.startsWith("<") ? html(text) : text;
  }

  private static void collect(Object value, Set<String> found) {
    if (value instanceof String string && !string.isBlank()) {
      found.add(string.strip());
    } else if (value instanceof List<?> list) {
      list.forEach(element -> collect(element, found));
    } else if (value instanceof Map<?, ?> members) {
      KEYS.forEach(key -> collect(members.get(key), found));
    }
  }

  /** As strings, lists and maps with names in lower case; as much of it as there is. */
  private static Object parse(String text) {
    List<Object> all = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      read(parser, all, 0);
    } catch (JacksonException e) {
      // cut, or no JSON after all
    }
    return all;
  }

  private static void read(JsonParser parser, List<Object> into, int depth) {
    JsonToken token = parser.currentToken();
    if (depth > MAX_DEPTH) {
      parser.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      Map<String, Object> members = new LinkedHashMap<>();
      into.add(members);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        List<Object> value = new ArrayList<>();
        members.put(parser.currentName().toLowerCase(Locale.ROOT), value);
        parser.nextToken();
        read(parser, value, depth + 1);
      }
    } else if (token == JsonToken.START_ARRAY) {
      List<Object> elements = new ArrayList<>();
      into.add(elements);
      while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
        read(parser, elements, depth + 1);
      }
    } else if (token == JsonToken.VALUE_STRING) {
      into.add(parser.getString());
    }
  }

  private static String html(String page) {
    Set<String> found = new LinkedHashSet<>();
    Matcher matcher = HTML.matcher(page);
    while (matcher.find()) {
      found.add(text(matcher.group(2)));
    }
    found.remove("");
    return found.isEmpty()
        ? text(NO_WORDS.matcher(page).replaceAll(" "))
        : String.join("; ", found);
  }

  private static String text(String html) {
    return TAG.matcher(html)
        .replaceAll(" ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .strip();
  }
}
