package dev.mcpmux.cli.dashboard;

import java.nio.charset.StandardCharsets;

/** Server-sent events as bytes. */
final class Events {

  static final byte[] NONE = new byte[0];

  private Events() {}

  /**
   * @param json in one line
   */
  static byte[] event(String name, String json) {
    return ("event: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
  }
}
