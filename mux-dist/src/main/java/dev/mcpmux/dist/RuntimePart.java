package dev.mcpmux.dist;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Adds the Java runtime to a list of parts (CycloneDX), which Maven knows nothing of; it is the
 * part in which most is found later.
 */
public final class RuntimePart {

  private static final String FIRST_PART = "\n  \"components\" : [\n";

  private RuntimePart() {}

  /**
   * @param args the list as Maven has made it, the {@code release} file of the runtime, and the
   *     file to write
   */
  public static void main(String[] args) throws IOException {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[1]))) {
      release.load(reader);
    }
    Files.writeString(Path.of(args[2]), add(Files.readString(Path.of(args[0])), release));
  }

  /**
   * @throws IOException when the list is not written as expected
   */
  static String add(String parts, Properties release) throws IOException {
    int at = parts.indexOf(FIRST_PART);
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    if (at < 0 || !version.matches("[0-9.]+")) {
      throw new IOException(at < 0 ? "a list without parts" : "a runtime without a version");
    }
    String part =
        """
            {
              "type" : "platform",
              "bom-ref" : "openjdk",
              "name" : "openjdk",
              "version" : "%1$s",
              "description" : "The Java runtime in the package: %2$s",
              "scope" : "required",
              "licenses" : [
                { "expression" : "GPL-2.0-only WITH Classpath-exception-2.0" }
              ],
              "cpe" : "cpe:2.3:a:oracle:openjdk:%1$s:*:*:*:*:*:*:*",
              "purl" : "pkg:generic/openjdk@%1$s"
            },
        """
            .formatted(version, release.getProperty("MODULES", "").replace("\"", ""));
    int end = at + FIRST_PART.length();
    return parts.substring(0, end) + part + parts.substring(end);
  }
}
