package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.RecordNumbers;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.TokenStreamLocation;

/**
 * Reads an object of limits. Its keys are the components of a record, found by reflection, so that
 * none can be forgotten here.
 *
 * @param <T> the record, of numbers
 */
final class LimitsReader<T extends Record> {

  /** A terabyte, or thirty years in milliseconds: what comes of it still fits in nanoseconds. */
  private static final long MAX_LONG = 1_000_000_000_000L;

  private T limits;

  LimitsReader(T defaults) {
    limits = defaults;
  }

  T limits() {
    return limits;
  }

  void read(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    Map<String, Number> values = new HashMap<>();
    if (!in.object(members(in, values))) {
      return; // complained of already
    }
    try {
      limits = RecordNumbers.with(limits, values);
    } catch (IllegalArgumentException e) {
      throw in.error(start, e.getMessage());
    }
  }

  /**
   * @param values takes what is read
   */
  Map<String, ConfigReader.Member> members(ConfigReader in, Map<String, Number> values) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    for (RecordComponent component : limits.getClass().getRecordComponents()) {
      boolean isInt = component.getType() == int.class;
      members.put(
          component.getName(),
          key -> {
            values.put(key, in.number(isInt ? Integer.MAX_VALUE : MAX_LONG));
          });
    }
    return members;
  }
}
