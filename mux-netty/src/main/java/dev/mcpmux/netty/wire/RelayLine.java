package dev.mcpmux.netty.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a control line of a relay says, as far as it is known.
 *
 * @param endOfInput the client's stdin has ended
 * @param ping what is to be answered at once; -1 for nothing
 * @param handsOver it keeps what its client sends from now on for the next daemon
 */
public record RelayLine(boolean endOfInput, long ping, boolean handsOver) {

  private static final RelayLine NOTHING = new RelayLine(false, -1, false);
  private static final JsonFactory JSON = new JsonFactory();

  /** A line of an unknown kind says nothing. */
  public static RelayLine of(ControlLine line) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line.json())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return NOTHING;
      }
      boolean end = false;
      boolean handsOver = false;
      long ping = -1;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        switch (name) {
          case "end" -> end |= value == JsonToken.VALUE_TRUE;
          case "handover" -> handsOver = true;
          case "ping" -> ping = value == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
          default -> {}
        }
        json.skipChildren();
      }
      return new RelayLine(end, ping, handsOver);
    } catch (JacksonException e) {
      return NOTHING;
    }
  }
}
