/*
 * A daemon on its way: in a session of its own, with none of the client's streams and little of its environment, so that
 * it outlives the session that happened to need it first. It is this process's grandchild until it is let go, and
 * nobody's from then on: some clients end all that descends from what they have started. The Java class DaemonProcess
 * starts it the same way.
 */
#ifndef MCPMUX_DAEMON_H
#define MCPMUX_DAEMON_H

#include <stdbool.h>
#include <sys/types.h>

#include "home.h"
#include "text.h"

struct daemon {
    pid_t pid;  /* of the one between, which ends as the daemon does; 0 when there is none */
    int leash;  /* which it lets go when this is closed */
    int exit_code;  /* as a shell tells it; valid once daemon_has_ended */
    off_t log_start;  /* where its part of the log begins */
};

/* False with a message for people in why. */
bool daemon_start(struct daemon *daemon, const struct home *home, struct text *why);

/* Becomes bin/mcpmux attach with the arguments, of which three count; returns with why if that cannot be done. */
void daemon_become_launcher(char **arguments, struct text *why);

bool daemon_has_ended(struct daemon *daemon);

/* Whether it has ended because another daemon has this home, or was told to, or was idle. */
bool daemon_ended_in_order(const struct daemon *daemon);

/* Whether somebody has killed it: it did not fail. */
bool daemon_was_killed(const struct daemon *daemon);

/* From now on it is on its own. */
void daemon_let_go(struct daemon *daemon);

/* Adds why it has ended, with the last lines of its log. */
void daemon_failure(const struct daemon *daemon, const struct home *home, struct text *why);

#endif
