package dev.mcpmux.cli.edit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Finds what stands where in a JSON text. */
final class JsonReader {

  private static final JsonFactory STRICT = new JsonFactory();
  private static final JsonFactory WITH_COMMENTS =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private final String text;
  private final int from;
  private final JsonParser in;

  private JsonReader(String text, int from, JsonParser in) {
    this.text = text;
    this.from = from;
    this.in = in;
  }

  /**
   * The value of a text; null if there is none.
   *
   * @throws EditException if it is not JSON
   */
  static JsonNode read(String text, boolean comments) throws EditException {
    return read(text, ConfigText.bodyOf(text), text.length(), comments);
  }

  /**
   * The value of a part of a text; offsets are those of the whole.
   *
   * @throws EditException if it is not JSON; its place is that in the part
   */
  static JsonNode read(String text, int from, int to, boolean comments) throws EditException {
    // as an array, so that offsets need no refill
    char[] chars = text.substring(from, to).toCharArray();
    JsonFactory factory = comments ? WITH_COMMENTS : STRICT;
    try (JsonParser in = factory.createParser(ObjectReadContext.empty(), chars)) {
      try {
        if (in.nextToken() == null) {
          return null;
        }
        JsonNode root = new JsonReader(text, from, in).value();
        if (in.nextToken() != null) {
          TokenStreamLocation place = in.currentTokenLocation();
          throw new EditException(
              place.getLineNr(), place.getColumnNr(), "there is more after the end of the value");
        }
        return root;
      } catch (JacksonException e) {
        throw failure(e, text, in, comments);
      }
    }
  }

  private JsonNode value() {
    int start = tokenStart();
    switch (in.currentToken()) {
      case START_OBJECT -> {
        List<JsonNode.Member> members = new ArrayList<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = in.currentName();
          int key = tokenStart();
          in.nextToken();
          members.add(new JsonNode.Member(name, key, stringEnd(key), value()));
        }
        return new JsonNode(start, tokenStart() + 1, null, List.copyOf(members), null);
      }
      case START_ARRAY -> {
        List<JsonNode> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value());
        }
        return new JsonNode(start, tokenStart() + 1, null, null, List.copyOf(elements));
      }
      case VALUE_STRING -> {
        String string = in.getString(); // only then is its end known to be there
        return new JsonNode(start, stringEnd(start), string, null, null);
      }
      default -> {
        return new JsonNode(start, wordEnd(start), scalar(), null, null);
      }
    }
  }

  private Object scalar() {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> number(in.getString());
    };
  }

  private static Object number(String digits) {
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      return Double.valueOf(digits); // an exponent that is too large
    }
  }

  private int tokenStart() {
    return from + (int) in.currentTokenLocation().getCharOffset();
  }

  private int stringEnd(int start) {
    int at = start + 1;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private int wordEnd(int start) {
    int at = start;
    while (at < text.length() && " \t\r\n,]}/".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** In words of our own where the parser's would quote a value. */
  private static EditException failure(
      JacksonException e, String text, JsonParser in, boolean comments) {
    TokenStreamLocation place = e.getLocation() == null ? in.currentLocation() : e.getLocation();
    String said = String.valueOf(e.getOriginalMessage());
    String message;
    if (e instanceof UnexpectedEndOfInputException) {
      message = "the text ends in the middle";
    } else if (said.startsWith("Unrecognized token")) {
      message = "a word that is no JSON value";
    } else if (!comments && said.contains("('/'")) {
      message = "a comment, which strict JSON does not have";
    } else if (!comments && isTrailingComma(said, text, place)) {
      message = "a comma after the last member, which strict JSON does not have";
    } else {
      int detail = said.indexOf('\n');
      message = detail < 0 ? said : said.substring(0, detail);
    }
    return new EditException(place.getLineNr(), place.getColumnNr(), message);
  }

  private static boolean isTrailingComma(String said, String text, TokenStreamLocation place) {
    if (!said.contains("('}'") && !said.contains("(']'")) {
      return false;
    }
    int at = ConfigText.bodyOf(text) + (int) place.getCharOffset();
    at = Math.min(at, text.length()) - 1;
    while (at >= 0 && " \t\r\n}]".indexOf(text.charAt(at)) >= 0) {
      at--;
    }
    return at >= 0 && text.charAt(at) == ',';
  }
}
