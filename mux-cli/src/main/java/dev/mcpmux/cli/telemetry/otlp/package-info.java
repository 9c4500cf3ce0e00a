/**
 * Makes spans and durations of calls, with the names of OpenTelemetry's conventions for MCP, and
 * sends them by OTLP. All of it needs the library, so it is loaded by {@link
 * dev.mcpmux.cli.feature.Features} alone. Begin with {@link Otlp}.
 */
package dev.mcpmux.cli.telemetry.otlp;
