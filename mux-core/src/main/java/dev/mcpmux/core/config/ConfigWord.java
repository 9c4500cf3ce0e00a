package dev.mcpmux.core.config;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A constant that has a word of its own in the config. */
public interface ConfigWord {
  String name();

  /** Its word: the constant's name in lower case, in one. */
  default String configName() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Empty when none of these has this word. */
  static <E extends ConfigWord> Optional<E> of(E[] all, String word) {
    return Stream.of(all).filter(each -> each.configName().equals(word)).findFirst();
  }
}
