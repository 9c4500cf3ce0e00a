/*
 * The guardian of one daemon: a process that does nothing until the daemon is gone, in whatever way, and then ends what it
 * has left. The Java class Guardian starts it; no client does.
 */
#ifndef MCPMUX_GUARD_H
#define MCPMUX_GUARD_H

#include <stdbool.h>

/* Whether a daemon has started this process for that: --guard PID LEDGER. */
bool guard_is_meant(char **arguments);

/* arguments: the daemon's pid, and the file in which it writes down its processes. Returns an exit code when nothing is left. */
int guard_run(char **arguments);

#endif
