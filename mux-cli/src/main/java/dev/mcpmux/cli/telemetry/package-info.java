/**
 * Traces and metrics for OpenTelemetry: a {@link CallListener} notes on the event loop what begins
 * and ends, and a thread of its own has an {@link Exporter} send what becomes of that. Only the
 * daemon uses it, and loads nothing of it unless the config says where to send. Begin with {@link
 * Telemetry}.
 */
package dev.mcpmux.cli.telemetry;
