/** The protocol and every decision of mcpmux, free of sockets, threads and clocks. */
module dev.mcpmux.core {
  requires tools.jackson.core;

  exports dev.mcpmux.core.api;
  exports dev.mcpmux.core.api.server;
  exports dev.mcpmux.core.api.session;
  exports dev.mcpmux.core.config;
  exports dev.mcpmux.core.frame;
  exports dev.mcpmux.core.message;
  exports dev.mcpmux.core.meter;
  exports dev.mcpmux.core.port;
  exports dev.mcpmux.core.search;
  exports dev.mcpmux.core.text;
  exports dev.mcpmux.core.time;
  exports dev.mcpmux.core;
}
