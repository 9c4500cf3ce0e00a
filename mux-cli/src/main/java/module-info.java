/** The commands of mcpmux. The distribution's {@code bin/mcpmux} starts them on the class path. */
@SuppressWarnings("requires-automatic") // two of them have a name only
module dev.mcpmux.cli {
  requires dev.mcpmux.core;
  requires dev.mcpmux.netty;
  requires info.picocli;
  requires io.github.javadiffutils;
  requires java.logging;
  requires jdk.net;
  requires jdk.security.auth;
  requires org.tomlj;
  requires tools.jackson.core;

  provides System.LoggerFinder with
      dev.mcpmux.cli.DaemonLog;

  // picocli fills the commands' fields by reflection
  opens dev.mcpmux.cli to
      info.picocli;
}
