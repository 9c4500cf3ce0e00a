package dev.mcpmux.core.json;

import java.util.function.Function;

/**
 * Makes values of JSON of bytes that were checked on their way. Whoever gets it wrong breaks the
 * values, so it is for mcpmux alone: the type is exported, and this door to it is not.
 */
public final class CheckedJson {
  private static volatile Function<byte[], ?> maker;

  private CheckedJson() {}

  /** Said by the type itself, as its first act. */
  public static void opens(Function<byte[], ?> value) {
    maker = value;
  }

  /**
   * @param type the one that opens; it is initialized by this
   * @return given one JSON value in one line, without space around it, that nobody changes any more
   */
  public static <T> Function<byte[], T> of(Class<T> type) {
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    Function<byte[], ?> opened = maker;
    return line -> type.cast(opened.apply(line));
  }
}
