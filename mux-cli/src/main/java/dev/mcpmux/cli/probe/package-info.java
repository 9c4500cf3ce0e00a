/**
 * Tries one server as a client would: opens a session through a daemon, has the process started and
 * its tools listed, within a bound of time. Used by {@code try} and {@code doctor}; begin with
 * {@link dev.mcpmux.cli.probe.Probe}.
 */
package dev.mcpmux.cli.probe;
