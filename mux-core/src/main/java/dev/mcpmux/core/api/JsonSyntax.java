package dev.mcpmux.core.api;

import dev.mcpmux.core.frame.FrameScanner;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Checks text that nobody has checked yet. */
final class JsonSyntax {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(FrameScanner.DEFAULT_MAX_ID_BYTES)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(FrameScanner.DEFAULT_MAX_DEPTH)
                  .build())
          .build();

  private JsonSyntax() {}

  /**
   * @throws IllegalArgumentException if it is not one JSON value
   */
  static void check(byte[] utf8) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("JSON: nothing (expected: a value)");
      }
      parser.skipChildren();
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("JSON: something behind the value");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("JSON: " + e.getOriginalMessage(), e);
    }
  }
}
