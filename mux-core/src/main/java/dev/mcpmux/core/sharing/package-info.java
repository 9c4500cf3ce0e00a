/**
 * Who may use the same process: from what a session said of itself ({@link
 * dev.mcpmux.core.port.SessionHello}) and declared in {@code initialize} to the {@link
 * dev.mcpmux.core.sharing.SharingKey} of its upstream. Two sessions share a process only when the
 * server could not tell them apart; in doubt there is one process too many. Begin with {@link
 * dev.mcpmux.core.sharing.SharingKeys}.
 */
package dev.mcpmux.core.sharing;
