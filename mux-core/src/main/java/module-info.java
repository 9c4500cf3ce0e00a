/** The protocol and every decision of mcpmux, free of sockets, threads and clocks. */
@SuppressWarnings("module") // those that it exports something to alone are compiled later
module dev.mcpmux.core {
  requires static org.jspecify;
  requires tools.jackson.core;

  exports dev.mcpmux.core;
  exports dev.mcpmux.core.api;
  exports dev.mcpmux.core.api.server;
  exports dev.mcpmux.core.api.session;
  exports dev.mcpmux.core.config;
  exports dev.mcpmux.core.frame;
  exports dev.mcpmux.core.meter;
  exports dev.mcpmux.core.port;

  // what the other modules of mcpmux need besides
  exports dev.mcpmux.core.message to
      dev.mcpmux.cli,
      dev.mcpmux.netty;
  exports dev.mcpmux.core.peer to
      dev.mcpmux.netty;
  exports dev.mcpmux.core.search to
      dev.mcpmux.cli;
  exports dev.mcpmux.core.text to
      dev.mcpmux.cli,
      dev.mcpmux.netty;
  exports dev.mcpmux.core.time to
      dev.mcpmux.netty;
}
