/**
 * What Prometheus gets at {@code /metrics}: the numbers of the core and the sizes of processes as
 * metrics with their names and units. All of it needs the library, so {@link
 * dev.mcpmux.cli.feature.Features} alone loads it, when somebody asks for the page. Begin with
 * {@link MetricsText}.
 */
package dev.mcpmux.cli.metrics;
