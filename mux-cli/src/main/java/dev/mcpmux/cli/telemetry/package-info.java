/**
 * Traces and metrics for OpenTelemetry, with the names of its conventions for MCP: a {@link
 * CallListener} notes on the event loop what begins and ends, and a thread of its own makes spans
 * and durations of that and sends them by OTLP. Only the daemon uses it, and loads nothing of it,
 * nor of the library, unless the config says where to send. Begin with {@link Telemetry}.
 */
package dev.mcpmux.cli.telemetry;
