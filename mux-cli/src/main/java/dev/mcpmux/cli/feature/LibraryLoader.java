package dev.mcpmux.cli.feature;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads libraries from a directory, and some packages of ours, which must be loaded beside them to
 * see them, from where all of ours are. Everything else comes from its parent.
 */
final class LibraryLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final List<String> packages;

  private LibraryLoader(List<URL> places, List<String> packages, ClassLoader parent) {
    super(places.toArray(URL[]::new), parent);
    this.packages = packages;
  }

  /**
   * @param packages each with a dot at its end
   */
  static LibraryLoader of(Path directory, List<String> packages, ClassLoader parent)
      throws IOException {
    List<URL> places = new ArrayList<>();
    places.add(LibraryLoader.class.getProtectionDomain().getCodeSource().getLocation());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        places.add(jar.toUri().toURL());
      }
    }
    return new LibraryLoader(places, packages, parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (packages.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }
}
