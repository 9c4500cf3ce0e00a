/**
 * The commands of mcpmux. The distribution's {@code bin/mcpmux} starts them on the class path, or
 * as this module where the distribution has a runtime of its own. It is open, because picocli fills
 * the fields of commands by reflection, in whatever package they are.
 */
@SuppressWarnings("requires-automatic") // some of them have a name only
open module dev.mcpmux.cli {
  requires dev.mcpmux.core;
  requires dev.mcpmux.netty;
  requires info.picocli;
  requires io.github.javadiffutils;
  requires io.opentelemetry.api;
  requires io.opentelemetry.common;
  requires io.opentelemetry.context;
  requires io.opentelemetry.exporter.otlp;
  requires io.opentelemetry.exporter.sender.jdk.internal;
  requires io.opentelemetry.sdk;
  requires io.opentelemetry.sdk.common;
  requires io.opentelemetry.sdk.metrics;
  requires io.opentelemetry.sdk.trace;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires java.logging;
  requires java.net.http;
  requires java.sql;
  requires jdk.net;
  requires jdk.security.auth;
  requires json.schema;
  requires org.jline.terminal;
  requires org.snakeyaml.engine;
  requires org.tomlj;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.core;

  provides System.LoggerFinder with
      dev.mcpmux.cli.daemon.DaemonLog;
}
