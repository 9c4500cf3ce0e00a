/*
 * What a relay has to know of its session to go on with the next daemon: who waits for an answer, the value that the daemon
 * gave, and what the client is still to be told by the relay itself. The Java class SessionBook.
 */
#ifndef MCPMUX_BOOK_H
#define MCPMUX_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "ids.h"
#include "json.h"
#include "text.h"

enum {
    MAX_ASKED = 4096,  /* requests of a client that await their answer; a daemon takes 1024 by default */
    MAX_ASKS = 1024,  /* requests of the daemon that are remembered */
    MAX_VALUE = 2 * 64 * 1024 + 2,  /* 64 KiB with every character escaped */
};

struct book {
    struct ids asked;  /* by the client */
    struct ids asks;  /* by the daemon */
    struct ids stale;  /* asked by a daemon that is no more */
    struct text owed;  /* frames to the client, whole lines */
    struct text value;  /* as JSON, what the session is resumed with; empty for none */
    struct text initialize;  /* the client's frame with its line end, for a daemon that cannot go by a value */
    bool initialize_seen;
    bool initialized_seen;
    bool unresumable;  /* the daemon has said so */
    bool swallow;  /* the client has had the answer to its initialize, which the relay has sent once more */
    bool not_replayed;  /* that was answered with an error */
    bool lists_due;  /* the client may know other lists than the daemon thinks */
};

/* Why a request gets an error from the relay. message: for people, without a dot; reason: a stable word. */
struct failure {
    const char *reason;
    const char *message;
    bool executed;  /* whether the call may have been executed */
};

/* Owes the client an error. */
void book_fail(struct book *book, struct span id, const struct failure *failure);

/* Fails and forgets those whose frame ends at first to last, less initialize unless that is to be failed as well. */
void book_fail_between(struct book *book, position first, position last, bool initialize, const struct failure *failure);

/* What the daemon asked is void: the client is told, and its answers will lead to nothing. */
void book_cancel_asks(struct book *book);

/* The client's initialize, or the relay's, has been answered; whether the client is not to see that. */
bool book_take_initialized(struct book *book, bool error);

/* The daemon's value, or null for none. */
void book_take_value(struct book *book, struct span value);

/* What the next daemon is to resume the session with; empty where the client's initialize is to open it, or nothing. */
struct text book_offer(const struct book *book);

/* The next daemon does not understand the value; whether the session can be opened without. */
bool book_drop_value(struct book *book);

/* Whether the session can go on with another daemon. */
bool book_can_resume(const struct book *book);

/*
 * Adds what has to be sent before anything else where there is no value: the client's initialize, and initialized. Expects
 * that what was sent to the last daemon has been failed, and that what was not has positions from 1 on.
 */
void book_replay(struct book *book, struct text *out);

#endif
