/**
 * An open session between a client's standard streams and daemons, one after the other. The package
 * {@code attach} opens it and finds its daemons; nothing else may use it. Begin reading at {@link
 * dev.mcpmux.cli.attach.relay.Relay}.
 */
package dev.mcpmux.cli.attach.relay;
