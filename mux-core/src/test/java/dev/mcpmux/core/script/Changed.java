package dev.mcpmux.core.script;

import dev.mcpmux.core.Limits;
import java.lang.reflect.RecordComponent;
import java.util.Map;

/** Limits that are the defaults but for a few. */
public final class Changed {

  private Changed() {}

  /**
   * By name, so that a new one is no change in any test.
   *
   * @param changes values by the component's name
   */
  public static Limits limits(Map<String, ?> changes) {
    Limits defaults = Limits.defaults().withoutCatalog();
    RecordComponent[] components = Limits.class.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        String name = components[i].getName();
        types[i] = components[i].getType();
        Object kept = components[i].getAccessor().invoke(defaults);
        values[i] = changes.containsKey(name) ? changes.get(name) : kept;
      }
      return Limits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("a record of public parts", e);
    }
  }
}
