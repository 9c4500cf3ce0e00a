package dev.mcpmux.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as clients and servers write them, with their line end. */
public enum SampleFrame {
  /** A call with a progress token, as real clients send it. */
  CALL,
  /** A short reply. */
  REPLY,
  /** A reply with one string of 1 MiB. */
  TEXT_1M,
  /** A reply with 1 MiB of small objects. */
  STRUCTURED_1M,
  /** A reply with one string of 1 MiB, in which every second character is not ASCII. */
  UTF8_1M;

  private static final int MIB = 1 << 20;
  private static final String WORDS = "the quick brown fox jumps over the lazy dog, ";

  /** The frame with this id. */
  public String line(long id) {
    return switch (this) {
      case CALL ->
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + id
              + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":"
              + "\"what is the weather like\"},\"_meta\":{\"progressToken\":"
              + id
              + "}}}\n";
      case REPLY -> reply(id, text("it is raining, and will be tomorrow"));
      case TEXT_1M -> reply(id, text(repeat(WORDS)));
      case STRUCTURED_1M -> reply(id, structured());
      case UTF8_1M -> reply(id, text(repeat("aäbö€ß")));
    };
  }

  /** The frame in a direct buffer, as the channels have it. */
  public ByteBuffer buffer(long id) {
    byte[] bytes = line(id).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static String reply(long id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}\n";
  }

  private static String text(String text) {
    return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
  }

  private static String repeat(String words) {
    return words.repeat(MIB / words.getBytes(StandardCharsets.UTF_8).length);
  }

  private static String structured() {
    StringBuilder json = new StringBuilder("{\"content\":[],\"structuredContent\":{\"items\":[");
    for (int i = 0; json.length() < MIB; i++) {
      json.append(i > 0 ? "," : "").append("{\"number\":").append(i).append(",\"title\":\"Item ");
      json.append(i).append(" of the list\",\"open\":").append(i % 2 == 1);
      json.append(",\"labels\":[\"bug\",\"ui\"],\"score\":").append(i % 100).append(".5,");
      json.append("\"author\":{\"login\":\"user").append(i % 17).append("\",\"id\":");
      json.append(1000 + i).append("}}");
    }
    return json.append("]}}").toString();
  }
}
