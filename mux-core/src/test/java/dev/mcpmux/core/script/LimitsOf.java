package dev.mcpmux.core.script;

import dev.mcpmux.core.Limits;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** Limits by their names, so that a test names those alone that it is about. */
public final class LimitsOf {
  private LimitsOf() {}

  public static Limits defaultsBut(Map<String, ?> changed) {
    RecordComponent[] components = Limits.class.getRecordComponents();
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        Object other = changed.get(components[i].getName());
        values[i] = other == null ? components[i].getAccessor().invoke(Limits.defaults()) : other;
      }
      return Limits.class
          .getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
