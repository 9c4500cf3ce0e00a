package dev.mcpmux.core.port;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this build, as {@code mcpmux --version} prints it and servers see it in {@code
 * clientInfo}.
 */
public final class MuxVersion {

  private static final String VERSION = read();

  private MuxVersion() {}

  /** For example {@code 0.1.0-SNAPSHOT}. */
  public static String get() {
    return VERSION;
  }

  private static String read() {
    try (InputStream in =
        MuxVersion.class.getResourceAsStream("/dev/mcpmux/core/version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
