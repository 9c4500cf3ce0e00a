/*
 * The exit codes of all commands of mcpmux, as docs/cli.md documents them; the Java class ExitCode has the same.
 */
#ifndef MCPMUX_EXITS_H
#define MCPMUX_EXITS_H

enum {
    EXIT_OK = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_DAEMON_GONE = 4,
    EXIT_REFUSED = 5,
    EXIT_DAEMON_NOT_STARTED = 6,
    EXIT_SESSION_CLOSED = 7,
    EXIT_ALREADY_RUNNING = 8,
    EXIT_COMMAND_NOT_FOUND = 127,
};

#endif
