package dev.mcpmux.core.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Records that are many numbers, each known by its name. */
public final class RecordNumbers {

  private RecordNumbers() {}

  /**
   * A record with other numbers in place of some.
   *
   * @param record of a public type, with components of the types {@code int} and {@code long}
   * @param values by the names of components
   * @throws IllegalArgumentException for a name that there is not, and what the record's own
   *     constructor throws
   */
  public static <T extends Record> T with(T record, Map<String, ? extends Number> values) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] arguments = new Object[components.length];
    Map<String, Number> left = new HashMap<>(values);
    try {
      for (int i = 0; i < components.length; i++) {
        Number value = left.remove(components[i].getName());
        if (value == null) {
          value = (Number) components[i].getAccessor().invoke(record);
        }
        arguments[i] = types[i] == int.class ? (Object) value.intValue() : value.longValue();
      }
      if (!left.isEmpty()) {
        throw new IllegalArgumentException("there is no " + String.join(", ", left.keySet()));
      }
      @SuppressWarnings("unchecked")
      T changed = (T) record.getClass().getDeclaredConstructor(types).newInstance(arguments);
      return changed;
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof IllegalArgumentException wrong
          ? wrong
          : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
