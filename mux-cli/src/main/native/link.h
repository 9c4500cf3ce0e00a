/*
 * The way to the next daemon. Connecting may have to start it and may take a minute, and nothing that waits so may keep the
 * client waiting: so a child of this process does it, and hands the open connection over. The Java class Reconnection does
 * it in a thread.
 */
#ifndef MCPMUX_LINK_H
#define MCPMUX_LINK_H

#include <stdbool.h>

#include "options.h"
#include "text.h"

enum link_result {
    LINK_OPEN,  /* the session is open */
    LINK_REFUSED,  /* a daemon refuses it */
    LINK_NONE,  /* there is no daemon */
    LINK_LIVES,  /* the daemon that was asked after lives */
    LINK_ENDED,  /* it does not, or it has been ended */
};

struct link_answer {
    enum link_result result;
    int daemon;  /* the connection; -1 without one */
    long pid;  /* the daemon's, 0 if it did not say */
    bool resumes;  /* whether it knows of resuming, and of being asked whether it is there */
    struct text reason;  /* a stable word of a refusal */
    struct text message;  /* for people, of all that did not succeed */
};

/* Begins to connect; what link_take reads from is returned, -1 if that cannot be. value: JSON, empty for none. */
int link_connect(const struct options *options, const struct text *value);

/*
 * Begins to find out whether a daemon that says nothing on its connection lives, and to end it if not: only the process that
 * has the daemon's lock, and only if it is this one.
 */
int link_check(const struct options *options, long pid);

/* Takes the answer; false if it has not come yet. */
bool link_take(int from, struct link_answer *answer);

void link_free(struct link_answer *answer);

/* What an answer of the daemon to a hello says. */
bool link_is_open(const struct text *line, struct link_answer *answer);

/* Whether a daemon still answers that is this process; one that is slow to take the question or to answer does. */
bool link_is_alive(const struct options *options, long pid);

#endif
