package dev.mcpmux.cli.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads a class with the library that it needs. Where {@code bin/mcpmux} has left the libraries out
 * of the class path, it says in a system property where they lie, and they are loaded from there
 * with the packages that use them; anywhere else they are on the class path or the module path like
 * all others. What has been loaded once stays. Thread-safe.
 */
public final class Features {

  private static final String PROPERTY = "mcpmux.more";

  /** Those that name a class of such a library, and no others: no other class may name theirs. */
  static final List<String> PACKAGES =
      List.of(
          "dev.mcpmux.cli.context.",
          "dev.mcpmux.cli.metrics.",
          "dev.mcpmux.cli.sqlite.",
          "dev.mcpmux.cli.telemetry.otlp.");

  /** Made when it is first needed. */
  private static final class Loaded {
    static final ClassLoader LOADER = loader();
  }

  private Features() {}

  /**
   * Makes an instance with the one constructor of a class.
   *
   * @param type what it is to those who have not loaded it
   */
  public static <T> T load(Class<T> type, String name, Object... arguments) {
    try {
      Object made =
          Class.forName(name, true, Loaded.LOADER).getConstructors()[0].newInstance(arguments);
      return type.cast(made);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name + " cannot be had", e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) { // a library is missing
      throw new IllegalStateException(name + " cannot be had", e);
    }
  }

  private static ClassLoader loader() {
    ClassLoader ours = Features.class.getClassLoader();
    String directory = System.getProperty(PROPERTY);
    if (directory == null) {
      return ours;
    }
    try {
      return LibraryLoader.of(Path.of(directory), PACKAGES, ours);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
