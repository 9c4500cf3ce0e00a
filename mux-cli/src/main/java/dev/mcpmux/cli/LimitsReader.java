package dev.mcpmux.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
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
    Map<String, Object> values = new HashMap<>();
    if (!in.object(members(in, values))) {
      return; // complained of already
    }
    try {
      limits = with(values);
    } catch (InvocationTargetException e) {
      throw in.error(start, e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param values takes what is read
   */
  Map<String, ConfigReader.Member> members(ConfigReader in, Map<String, Object> values) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    for (RecordComponent component : limits.getClass().getRecordComponents()) {
      boolean isInt = component.getType() == int.class;
      members.put(
          component.getName(),
          key -> {
            long value = in.number(isInt ? Integer.MAX_VALUE : MAX_LONG);
            values.put(key, isInt ? (Object) (int) value : (Object) value);
          });
    }
    return members;
  }

  private T with(Map<String, Object> values) throws ReflectiveOperationException {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) limits.getClass();
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object configured = values.get(components[i].getName());
      arguments[i] = configured != null ? configured : components[i].getAccessor().invoke(limits);
    }
    Constructor<T> constructor =
        type.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    return constructor.newInstance(arguments);
  }
}
