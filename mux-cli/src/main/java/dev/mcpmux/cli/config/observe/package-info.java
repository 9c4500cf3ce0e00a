/** What the config says of how others learn what happens: messages kept, usage, OpenTelemetry. */
package dev.mcpmux.cli.config.observe;
