package dev.mcpmux.netty;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Records that are like others but for a few components. */
public final class Changed {

  private Changed() {}

  /**
   * By name, so that a new component is no change in any test.
   *
   * @param changes values by the component's name
   */
  public static <T extends Record> T of(T unchanged, Map<String, ?> changes) {
    RecordComponent[] components = unchanged.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    Set<String> unknown = new TreeSet<>(changes.keySet());
    try {
      for (int i = 0; i < components.length; i++) {
        String name = components[i].getName();
        unknown.remove(name);
        types[i] = components[i].getType();
        values[i] =
            changes.containsKey(name)
                ? changes.get(name)
                : components[i].getAccessor().invoke(unchanged);
      }
      if (!unknown.isEmpty()) {
        throw new AssertionError(unchanged.getClass() + " has no " + unknown);
      }
      @SuppressWarnings("unchecked") // the class of a T
      Class<T> type = (Class<T>) unchanged.getClass();
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("a record of public parts", e);
    }
  }
}
