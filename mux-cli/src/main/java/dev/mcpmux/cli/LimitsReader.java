package dev.mcpmux.cli;

import dev.mcpmux.core.Limits;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.TokenStreamLocation;

/**
 * Reads {@code limits}. Its keys are the components of {@link Limits}, found by reflection, so that
 * none can be forgotten here.
 */
final class LimitsReader {

  /** A terabyte, or thirty years in milliseconds: what comes of it still fits in nanoseconds. */
  private static final long MAX_LONG = 1_000_000_000_000L;

  private Limits limits = Limits.defaults();

  Limits limits() {
    return limits;
  }

  void read(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    Map<String, RecordComponent> components = new HashMap<>();
    for (RecordComponent component : Limits.class.getRecordComponents()) {
      components.put(component.getName(), component);
    }
    Map<String, Object> values = new HashMap<>();
    in.object(
        key -> {
          RecordComponent component = components.get(key);
          if (component == null) {
            in.unknown();
          } else if (component.getType() == int.class) {
            values.put(key, (int) in.number(Integer.MAX_VALUE));
          } else {
            values.put(key, in.number(MAX_LONG));
          }
        });
    try {
      limits = with(values);
    } catch (InvocationTargetException e) {
      throw in.error(start, e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Limits with(Map<String, Object> values) throws ReflectiveOperationException {
    RecordComponent[] components = Limits.class.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object configured = values.get(components[i].getName());
      arguments[i] =
          configured != null ? configured : components[i].getAccessor().invoke(Limits.defaults());
    }
    Constructor<Limits> constructor =
        Limits.class.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    return constructor.newInstance(arguments);
  }
}
