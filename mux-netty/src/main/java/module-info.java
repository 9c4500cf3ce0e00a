/** Channels, pipelines, child processes and buffers around the core of mcpmux. */
@SuppressWarnings("module") // the one that it exports something to alone is compiled later
module dev.mcpmux.netty {
  requires transitive dev.mcpmux.core;
  requires static org.jspecify;
  // the hello, its answers and the status
  requires tools.jackson.core;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.compression;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  // SO_PEERCRED on a NIO unix socket: jdk.net.ExtendedSocketOptions
  requires jdk.net;

  exports dev.mcpmux.netty;
  exports dev.mcpmux.netty.config;

  // what the other modules of mcpmux need besides
  exports dev.mcpmux.netty.model to
      dev.mcpmux.cli;

  uses dev.mcpmux.core.api.TextModel;
}
