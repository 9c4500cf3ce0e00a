package dev.mcpmux.netty.remote;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds in the result of {@code initialize} what the transport needs to know. */
final class ProtocolVersion {

  private static final JsonFactory JSON = new JsonFactory();

  private ProtocolVersion() {}

  /**
   * @param result the result of {@code initialize}
   * @return null when there is none that a header may hold
   */
  static String of(byte[] result) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), result)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          boolean version = parser.currentName().equals("protocolVersion");
          if (parser.nextToken() == JsonToken.VALUE_STRING && version) {
            String text = parser.getString();
            return text.matches("[A-Za-z0-9._-]{1,64}") ? text : null;
          }
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      // the core says so
    }
    return null;
  }

  /** Whether the server has tools that can be listed. */
  static boolean offersTools(byte[] result) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), result)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean capabilities = parser.currentName().equals("capabilities");
        if (parser.nextToken() == JsonToken.START_OBJECT && capabilities) {
          while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            if (parser.currentName().equals("tools")) {
              return true;
            }
            parser.nextToken();
            parser.skipChildren();
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      // the core says so
    }
    return false;
  }
}
