package dev.mcpmux.cli.daemon;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The modules of a Java that a daemon needs. One that lacks a module would fail where a class of it
 * is first used, perhaps in the midst of a session.
 */
public final class RuntimeModules {

  /** For logging; TLS; and who is at the other end of a socket, as NIO tells it. */
  private static final List<String> NEEDED = List.of("java.logging", "java.naming", "jdk.net");

  /** Who the user is, where there is no {@code /proc}. */
  private static final String USER = "jdk.security.auth";

  private RuntimeModules() {}

  /**
   * @throws IOException when this Java lacks one, with a line that says which
   */
  public static void check() throws IOException {
    boolean linux = System.getProperty("os.name").equals("Linux");
    List<String> lacking =
        Stream.concat(NEEDED.stream(), linux ? Stream.empty() : Stream.of(USER))
            .filter(name -> ModuleLayer.boot().findModule(name).isEmpty())
            .toList();
    if (!lacking.isEmpty()) {
      throw new IOException(message(lacking, System.getProperty("java.home")));
    }
  }

  static String message(List<String> lacking, String home) {
    String which = lacking.size() == 1 ? "the module " : "the modules ";
    return "the Java in "
        + home
        + " lacks "
        + which
        + String.join(", ", lacking)
        + "; set JAVA_HOME to one that has all";
  }
}
