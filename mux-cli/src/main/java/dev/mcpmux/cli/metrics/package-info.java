/**
 * What Prometheus gets at {@code /metrics}: the numbers of the core and the sizes of processes as
 * metrics with their names and units. The daemon makes a {@link PrometheusPage}, and all else here,
 * with the library that it needs, is loaded when somebody asks for the page. Begin with {@link
 * MetricsText}.
 */
package dev.mcpmux.cli.metrics;
