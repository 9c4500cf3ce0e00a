/*
 * Connects to the daemon and starts one if there is none. Of several relays one gets the start lock; the others wait for
 * its daemon's socket, or for the lock if it gives up. The Java classes DaemonStarter, StartLock and Patience do the same,
 * and relays of both kinds wait for each other.
 */
#ifndef MCPMUX_STARTER_H
#define MCPMUX_STARTER_H

#include <stdbool.h>

#include "home.h"
#include "text.h"

enum {
    ANSWER_MILLIS = 60000,  /* for the answer to the hello */
    FALLBACK_MILLIS = 25000,  /* in place of this and of the wait for a daemon, where something else can be run */
};

struct starter {
    const struct home *home;
    bool has_fallback;  /* whether something else can be run if there is no daemon */
    bool stopping;  /* it said so, and may have something to finish for a while */
    long long refused_since;  /* 0 before a daemon first did not take the session */
};

/* A connection to the daemon of a home, -1 if none accepts; why is set only if none may be asked, or one takes nobody. */
int starter_find(const struct home *home, struct text *why);

/* A connection to a daemon that accepts, -1 with a message for people in why if there can be none. */
int starter_connect(struct starter *starter, struct text *why);

/* Waits a moment because a daemon is about to go; false with a message when it has been long enough. */
bool starter_pause(struct starter *starter, struct text *why);

#endif
