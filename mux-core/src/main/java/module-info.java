/** The protocol and every decision of mcpmux, free of sockets, threads and clocks. */
module dev.mcpmux.core {
  requires tools.jackson.core;

  exports dev.mcpmux.core;
  exports dev.mcpmux.core.frame;
  exports dev.mcpmux.core.message;
}
