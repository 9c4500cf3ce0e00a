package dev.mcpmux.core.frame;

import org.jspecify.annotations.Nullable;

/**
 * The single causes behind a {@link FrameFault}, so that a text is made only when one is asked for.
 */
enum FaultReason {
  NONE(FrameFault.NONE, ""),
  BLANK(FrameFault.BLANK, "empty line"),
  UNEXPECTED_BYTE(FrameFault.PARSE_ERROR, ""),
  BAD_UTF8(FrameFault.PARSE_ERROR, ""),
  UNEXPECTED_END(FrameFault.PARSE_ERROR, ""),
  NOT_AN_OBJECT(FrameFault.INVALID_REQUEST, "not a JSON object"),
  ARRAY(FrameFault.ARRAY, "a batch is not accepted"),
  TOO_DEEP(FrameFault.TOO_DEEP, ""),
  DUPLICATE(FrameFault.DUPLICATE_KEY, ""),
  LOOK_ALIKE(FrameFault.AMBIGUOUS_KEY, ""),
  OVERSIZE(FrameFault.OVERSIZE, ""),
  TOO_LONG(FrameFault.INVALID_REQUEST, ""),
  WRONG_VERSION(FrameFault.INVALID_REQUEST, "member \"jsonrpc\" is not \"2.0\""),
  METHOD_NOT_STRING(FrameFault.INVALID_REQUEST, "member \"method\" is not a string"),
  METHOD_AND_RESULT(FrameFault.INVALID_REQUEST, "a method together with a result or an error"),
  RESULT_AND_ERROR(FrameFault.INVALID_REQUEST, "a result together with an error"),
  NO_PURPOSE(FrameFault.INVALID_REQUEST, "neither a method nor a result nor an error"),
  BAD_ID(FrameFault.INVALID_REQUEST, "member \"id\" is not a string or an integer"),
  NO_ID(FrameFault.INVALID_REQUEST, "a result without an id"),
  BAD_PARAMS(FrameFault.INVALID_REQUEST, "member \"params\" is not an object or an array"),
  BAD_ERROR(FrameFault.INVALID_REQUEST, "member \"error\" is not an object");

  final FrameFault fault;
  private final String text;

  FaultReason(FrameFault fault, String text) {
    this.fault = fault;
    this.text = text;
  }

  /**
   * The reason in words.
   *
   * @param field the member it is about, null when it is about none
   * @param actual the byte found, or the length or depth
   * @param position the index of that byte, or the limit that the length or depth exceeds
   */
  String text(@Nullable Field field, long actual, long position) {
    return switch (this) {
      case UNEXPECTED_BYTE ->
          String.format("unexpected byte 0x%02x at byte %d", actual & 0xff, position);
      case BAD_UTF8 ->
          String.format("invalid UTF-8 byte 0x%02x at byte %d", actual & 0xff, position);
      case UNEXPECTED_END -> "unexpected end of line at byte " + position;
      case TOO_DEEP -> "nesting depth: " + actual + " (limit: " + position + ")";
      case TOO_LONG -> field.key() + " length: " + actual + " (limit: " + position + ")";
      case DUPLICATE -> "member \"" + field.key() + "\" appears twice";
      case LOOK_ALIKE ->
          "member \"" + field.key() + "\" is written in another case: readers differ on what it is";
      case OVERSIZE -> "frame length: " + actual + " (limit: " + position + ")";
      default -> text;
    };
  }
}
