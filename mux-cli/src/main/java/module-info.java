/** The commands of mcpmux. The distribution's {@code bin/mcpmux} starts them on the class path. */
module dev.mcpmux.cli {
  requires dev.mcpmux.netty;
  requires info.picocli;

  // picocli fills the commands' fields by reflection
  opens dev.mcpmux.cli to
      info.picocli;
}
