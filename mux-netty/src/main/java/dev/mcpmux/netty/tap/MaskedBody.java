package dev.mcpmux.netty.tap;

import dev.mcpmux.netty.mask.Masks;
import dev.mcpmux.netty.mask.SecretNames;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of a frame, written anew with secrets hidden: values that are known, wherever they stand
 * and however they are escaped, what looks like one, and all that lies under a name of one.
 */
final class MaskedBody {

  private static final JsonFactory JSON = new JsonFactory();

  /** In a JSON schema, what lies under this one describes values by their names. */
  private static final String SCHEMA_NAMES = "properties";

  /** JSON stands as a string in JSON, and that again. */
  private static final int MAX_INNER = 3;

  private final Masks masks;
  private final int inner;
  private final StringWriter out = new StringWriter();
  private final Deque<String> names = new ArrayDeque<>();

  /** How deep we are in what is secret as a whole; 0 for not at all. */
  private int secretDepth;

  private String name = "";
  private boolean whole;
  private boolean hid;

  /**
   * @param inner in how many strings of JSON this JSON stands
   */
  private MaskedBody(Masks masks, int inner) {
    this.masks = masks;
    this.inner = inner;
  }

  /**
   * @param masks null where nothing is hidden
   */
  static MaskedBody of(byte[] frame, Masks masks) {
    MaskedBody body = new MaskedBody(masks, 0);
    body.read(frame);
    if (body.text().isEmpty()) { // no JSON at all
      body.out.append(body.hidden(new String(frame, StandardCharsets.UTF_8)));
    }
    return body;
  }

  /**
   * Whether a frame may be shown as it is: one JSON value on one line, with nothing in it to hide.
   *
   * @param masks null where nothing is hidden
   */
  static boolean hidesNothing(byte[] frame, Masks masks) {
    MaskedBody body = new MaskedBody(masks, 0);
    body.look(frame, null);
    return body.whole && !body.hid && isOneLine(frame);
  }

  /** In UTF-8, and without a byte order mark: what is read may be neither. */
  private static boolean isOneLine(byte[] frame) {
    for (byte each : frame) {
      if (each == '\n' || each == '\r' || each == 0) {
        return false;
      }
    }
    int first = frame[0] & 0xff;
    return first != 0xef && first != 0xfe && first != 0xff;
  }

  /** Whether it is one JSON value; else it is the beginning of one, up to where that is cut. */
  boolean isWhole() {
    return whole;
  }

  String text() {
    return out.toString();
  }

  private void read(byte[] frame) {
    JsonGenerator to = JSON.createGenerator(ObjectWriteContext.empty(), out);
    look(frame, to);
    to.flush();
    if (whole) {
      to.close(); // else it would be completed
    }
  }

  /**
   * @param to null for nothing but a look, which ends at the first thing to hide
   */
  private void look(byte[] frame, JsonGenerator to) {
    try (JsonParser from = JSON.createParser(ObjectReadContext.empty(), frame)) {
      JsonToken token = from.nextToken();
      whole = token != null;
      boolean isFirst = true;
      for (; token != null && (to != null || !hid); token = from.nextToken()) {
        if (!isFirst && names.isEmpty()) {
          whole = false; // a second value
          return;
        }
        copy(token, from, to);
        isFirst = false;
      }
    } catch (JacksonException e) {
      whole = false; // it is shown as far as it can be read
    }
  }

  private void copy(JsonToken token, JsonParser from, JsonGenerator to) {
    switch (token) {
      case PROPERTY_NAME -> {
        name = from.currentName();
        String shown = hidden(name);
        if (to != null) {
          to.writeName(shown);
        }
      }
      case START_OBJECT, START_ARRAY -> begins();
      case VALUE_STRING -> {
        String shown = isSecret(false) ? secret() : hiddenInside(from.getString());
        if (to != null) {
          to.writeString(shown);
        }
        return;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        number(from.getString(), to);
        return;
      }
      default -> {
        // nothing of it could be a secret
      }
    }
    if (to != null) {
      structure(token, to);
    }
    if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
      ends();
    }
  }

  private void number(String number, JsonGenerator to) {
    boolean hides = isSecret(false) && !isCount() || !hidden(number).equals(number);
    if (hides) {
      secret();
    }
    if (to == null) {
      return;
    } else if (hides) {
      to.writeString(Masks.HIDDEN);
    } else {
      to.writeNumber(number);
    }
  }

  private static void structure(JsonToken token, JsonGenerator to) {
    switch (token) {
      case START_OBJECT -> to.writeStartObject();
      case START_ARRAY -> to.writeStartArray();
      case END_OBJECT -> to.writeEndObject();
      case END_ARRAY -> to.writeEndArray();
      case VALUE_TRUE, VALUE_FALSE -> to.writeBoolean(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> to.writeNull();
      default -> {
        // a name, which is written already
      }
    }
  }

  private void begins() {
    if (isSecret(true)) {
      secretDepth++;
    }
    names.push(name);
    name = names.peek(); // the elements of an array are called as it is
  }

  private void ends() {
    if (secretDepth > 0) {
      secretDepth--;
    }
    names.pop();
    name = names.isEmpty() ? "" : names.peek();
  }

  private boolean isSecret(boolean structure) {
    boolean ofSchema = structure && SCHEMA_NAMES.equals(names.peek());
    return masks != null && (secretDepth > 0 || !ofSchema && SecretNames.isMemberOfOne(name));
  }

  /** How many tokens, and none itself. */
  private boolean isCount() {
    return secretDepth == 0 && name.toLowerCase(Locale.ROOT).endsWith("tokens");
  }

  private String secret() {
    hid = true;
    return Masks.HIDDEN;
  }

  private String hidden(String text) {
    if (masks == null) {
      return text;
    }
    String shown = masks.hide(text);
    hid |= !shown.equals(text);
    return shown;
  }

  /** Tools give their results as JSON, and the same once more as a text. */
  private String hiddenInside(String text) {
    if (masks != null && inner < MAX_INNER && looksLikeJson(text)) {
      byte[] json = text.getBytes(StandardCharsets.UTF_8);
      MaskedBody look = new MaskedBody(masks, inner + 1);
      look.look(json, null);
      if (look.hid) {
        MaskedBody body = new MaskedBody(masks, inner + 1);
        body.read(json);
        if (body.whole) {
          hid = true;
          return body.text();
        }
      }
    }
    return hidden(text);
  }

  private static boolean looksLikeJson(String text) {
    String begin = text.stripLeading();
    return begin.startsWith("{") || begin.startsWith("[");
  }
}
