package dev.mcpmux.core.words;

import dev.mcpmux.core.json.ColdJson;
import dev.mcpmux.core.text.Printable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The {@code clientInfo} of an {@code initialize}, for people. */
public final class ClientInfo {
  /** What of a client's name and version is kept each. */
  private static final int MAX_CHARS = 100;

  private ClientInfo() {}

  /** Name and version, as far as they are there. */
  public static String label(byte[] clientInfo) {
    return Printable.line(member(clientInfo, "name") + " " + member(clientInfo, "version")).trim();
  }

  /** The name; empty when there is none. */
  public static String name(byte[] clientInfo) {
    return member(clientInfo, "name");
  }

  private static String member(byte[] clientInfo, String wanted) {
    String value = "";
    try (JsonParser parser = ColdJson.parser(clientInfo)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String member = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING && member.equals(wanted)) {
          value = shortened(parser.getString());
        }
        parser.skipChildren();
      }
    }
    return value;
  }

  private static String shortened(String text) {
    return Printable.line(text, MAX_CHARS);
  }
}
