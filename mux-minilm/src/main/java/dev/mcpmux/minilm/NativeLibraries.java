package dev.mcpmux.minilm;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Loads the libraries of ONNX Runtime out of the jar. It would do that itself, and leave a
 * directory of 29 MB behind for each process that is killed.
 */
final class NativeLibraries {
  private static final String PLACES = "/ai/onnxruntime/native/";
  private static final List<String> FILES = List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");
  private static final String PROPERTY = "onnxruntime.native.path";

  private static boolean loaded;

  private NativeLibraries() {}

  /**
   * Once for all models.
   *
   * @throws IllegalStateException when there are none for this machine
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Path directory = Files.createTempDirectory("mcpmux-model");
      try {
        for (String file : FILES) {
          copy(file, directory.resolve(file));
        }
        System.setProperty(PROPERTY, directory.toString());
        OrtEnvironment.getEnvironment();
        loaded = true;
      } finally {
        System.clearProperty(PROPERTY);
        remove(directory); // what is loaded stays
      }
    } catch (IOException e) {
      throw new IllegalStateException("the libraries cannot be unpacked: " + e, e);
    }
  }

  private static void copy(String file, Path to) throws IOException {
    String machine = machine();
    try (InputStream in =
        NativeLibraries.class.getResourceAsStream(PLACES + machine + "/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "the model runs on Linux with x86-64 or ARM64, and this is " + machine);
      }
      Files.copy(in, to);
    }
  }

  private static String machine() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    return system + "-" + (processor.equals("amd64") ? "x64" : processor);
  }

  private static void remove(Path directory) throws IOException {
    for (String file : FILES) {
      Files.deleteIfExists(directory.resolve(file));
    }
    Files.deleteIfExists(directory);
  }
}
