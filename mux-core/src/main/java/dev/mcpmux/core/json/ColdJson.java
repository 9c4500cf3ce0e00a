package dev.mcpmux.core.json;

import dev.mcpmux.core.frame.FrameScanner;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Parses what peers sent, where the frame scanner's spans are not enough. The frame's own limits
 * bound what is read; the parser's would fail where nobody expects it.
 */
public final class ColdJson {

  /** More than in any frame, because what is kept of frames may stand within something else. */
  private static final int MAX_DEPTH = 2 * FrameScanner.DEFAULT_MAX_DEPTH;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNestingDepth(MAX_DEPTH)
                  .build())
          .build();

  private ColdJson() {}

  /**
   * @param json one value that the frame scanner has let pass, so that no parse error can come; its
   *     bytes keep their places
   */
  public static JsonParser parser(byte[] json) {
    return FACTORY.createParser(ObjectReadContext.empty(), withoutLoneSurrogates(json));
  }

  /**
   * Escapes of half a character are JSON, but no text, and jackson-core takes none in names. Their
   * backslash is replaced: different ones stay different.
   */
  private static byte[] withoutLoneSurrogates(byte[] json) {
    byte[] clean = json;
    for (int at = 0; at < json.length; at++) {
      if (json[at] != '\\') {
        continue;
      }
      int unit = escaped(json, at);
      if (Character.isHighSurrogate((char) unit)
          && Character.isLowSurrogate((char) escaped(json, at + 6))) {
        at += 11;
      } else if (Character.isSurrogate((char) unit)) {
        clean = clean == json ? json.clone() : clean;
        clean[at] = '#';
      } else {
        at++;
      }
    }
    return clean;
  }

  /** The code unit of the escape <code>&#92;uXXXX</code> that begins here; 0 when none does. */
  private static int escaped(byte[] json, int at) {
    if (at + 6 > json.length || json[at] != '\\' || json[at + 1] != 'u') {
      return 0;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      unit = unit << 4 | Character.digit(json[i], 16);
    }
    return unit;
  }
}
