package dev.mcpmux.netty.model;

import dev.mcpmux.core.api.TextModel;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model out of a jar that is no part of mcpmux, with a class loader of its own: nothing of it is
 * loaded before, and what it brings meets nothing of ours. One thread.
 */
public final class ModelJar implements TextModel {
  /** A jar as it was read; one that has been replaced is another. */
  private record Version(Path jar, FileTime changed, long bytes) {
    static Version of(Path jar) throws IOException {
      return new Version(jar, Files.getLastModifiedTime(jar), Files.size(jar));
    }
  }

  /**
   * They stay: native code of a model cannot be relied on to let its loader go, and another one
   * would load that code beside it.
   */
  private static final Map<Version, URLClassLoader> LOADERS = new ConcurrentHashMap<>();

  private final Path jar;
  private final TextModel model;

  private ModelJar(Path jar, TextModel model) {
    this.jar = jar;
    this.model = model;
  }

  /**
   * Loads it, which may take a second.
   *
   * @throws IOException when there is none; it says which jar, and why
   */
  public static ModelJar open(Path jar) throws IOException {
    if (!Files.isRegularFile(jar) || !Files.isReadable(jar)) {
      throw new IOException(jar + ": there is no such file that can be read");
    }
    Version version = Version.of(jar);
    URLClassLoader known = LOADERS.get(version);
    URLClassLoader loader = known == null ? loader(jar) : known;
    try {
      TextModel model =
          ServiceLoader.load(TextModel.class, loader).stream()
              .filter(provider -> provider.type().getClassLoader() == loader)
              .findFirst()
              .orElseThrow(() -> new IOException("there is no model for mcpmux in it"))
              .get();
      LOADERS.put(version, loader);
      return new ModelJar(jar, model);
    } catch (IOException | RuntimeException | LinkageError | ServiceConfigurationError e) {
      if (known == null) {
        loader.close();
      }
      throw new IOException(jar + ": " + why(e), e);
    }
  }

  private static URLClassLoader loader(Path jar) throws IOException {
    return new URLClassLoader(
        "model", new URL[] {jar.toUri().toURL()}, ModelJar.class.getClassLoader());
  }

  /**
   * @throws IllegalStateException when it cannot; it says which jar, and why
   */
  @Override
  public float[] embed(String text) {
    float[] vector;
    try {
      vector = model.embed(text);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(jar + ": " + why(e), e);
    }
    if (vector == null || vector.length == 0 || vector.length > MAX_NUMBERS) {
      throw new IllegalStateException(
          jar
              + ": numbers of a vector: "
              + (vector == null ? 0 : vector.length)
              + " (limit: "
              + MAX_NUMBERS
              + ")");
    }
    return vector;
  }

  @Override
  public void close() {
    try {
      model.close();
    } catch (RuntimeException e) {
      // it is not used any more
    }
  }

  /** What the class itself has thrown says more than that it has. */
  private static String why(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof ServiceConfigurationError
            || cause instanceof ExceptionInInitializerError)) {
      cause = cause.getCause();
    }
    boolean says = cause.getMessage() != null && cause instanceof Exception;
    return says ? cause.getMessage() : cause.toString();
  }
}
