package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.attach.book.SessionBook;

/**
 * One open session of a client, whose parts the threads of a relay share.
 *
 * @param book whose monitor guards the others
 * @param up from the client
 * @param down to the client
 */
record Session(
    SessionBook book, ClientToDaemon up, DaemonToClient down, Standing standing, Ending ending) {}
