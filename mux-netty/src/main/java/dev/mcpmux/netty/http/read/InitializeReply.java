package dev.mcpmux.netty.http.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What the answer to {@code initialize} says, once per session. */
public final class InitializeReply {

  private static final JsonFactory JSON = new JsonFactory();

  private InitializeReply() {}

  /** The negotiated protocol version; empty when the answer is an error. Reads, takes nothing. */
  public static String version(ByteBuf reply) {
    InputStream bytes = new ByteBufInputStream(reply.duplicate());
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      in.nextToken();
      return find(in, "result") && find(in, "protocolVersion") ? in.getString() : "";
    } catch (JacksonException e) {
      return "";
    }
  }

  /** Goes to the value of a member of the object at hand. */
  private static boolean find(JsonParser in, String name) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = in.currentName().equals(name);
      in.nextToken();
      if (found) {
        return true;
      }
      in.skipChildren();
    }
    return false;
  }
}
