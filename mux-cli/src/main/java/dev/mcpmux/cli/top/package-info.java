/**
 * {@code mcpmux top}: servers, sessions and calls as they are now, in a terminal. {@code Poller}
 * asks the daemon, {@code Model} knows what is looked at and what keys mean, {@code Picture} makes
 * lines of it, and {@code Screen} alone knows JLine's terminal. Begin with {@link
 * dev.mcpmux.cli.top.TopCommand}.
 */
package dev.mcpmux.cli.top;
