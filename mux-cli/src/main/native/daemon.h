/*
 * A daemon on its way: in a session of its own, with none of the client's streams and little of its environment, so that
 * it outlives the session that happened to need it first. The Java class DaemonProcess starts it the same way.
 */
#ifndef MCPMUX_DAEMON_H
#define MCPMUX_DAEMON_H

#include <stdbool.h>
#include <sys/types.h>

#include "home.h"
#include "text.h"

struct daemon {
    pid_t pid;  /* 0 when there is none */
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

/* Adds why it has ended, with the last lines of its log. */
void daemon_failure(const struct daemon *daemon, const struct home *home, struct text *why);

#endif
