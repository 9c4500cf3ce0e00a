/*
 * The bytes from the client on their way to the daemon, or waiting for one. The Java class ClientToDaemon.
 */
#ifndef MCPMUX_UP_H
#define MCPMUX_UP_H

#include <stdbool.h>
#include <stddef.h>

#include "book.h"
#include "lines.h"
#include "scan.h"
#include "stream.h"
#include "text.h"

enum {
    UP_CHUNK = 64 * 1024,
    UP_KEPT_BYTES = 1024 * 1024,  /* what waits for a daemon */
    UP_KEPT_FRAMES = 256,
};

struct up {
    struct text bytes;  /* those before at are written */
    size_t at;
    size_t scanned;
    size_t line;  /* where the line that is being read begins */
    bool line_gone;  /* it began before the first of the bytes */
    bool first_gone;  /* the first of the bytes is inside of a line */
    bool keeps;  /* what begins now is for the next daemon */
    bool hands_over;  /* but the one that is there still gets what belongs to the requests that it has */
    bool drops;  /* the line that is being read goes nowhere */
    bool over;  /* nothing more comes from the client */
    bool asks;  /* there is a request in what is kept */
    bool stale;  /* there is an answer to a daemon that is no more in the line */
    unsigned messages;  /* in the line */
    unsigned passing;  /* of these, that belong to requests that the daemon has */
    size_t frames;  /* that are kept */
    position base;  /* of the first of the bytes */
    struct failure refusal;  /* what requests are told while drops */
    struct text reason;  /* of refusal */
    struct text words;  /* of refusal.message */
    struct text control;  /* lines of our own that come first */
    size_t control_at;
    struct lines lines;  /* of what was written */
    struct scan scan;
};

/* Whether up_read would get on. */
bool up_may_read(const struct up *up, const struct book *book);

/* Whether what is kept is reason enough to have a daemon: there is a request in it, or more of one than is read without. */
bool up_asks(const struct up *up);

/* Reads from stdin once. */
void up_read(struct up *up, struct book *book);

/* Whether there is anything that up_write would write. */
bool up_has_words(const struct up *up, const struct book *book);

/* Writes what goes; false if nobody reads there any more. */
bool up_write(struct up *up, const struct book *book, const struct sink *daemon);

/* Puts a control line in front of all that has not begun. */
void up_say(struct up *up, const char *line);

/* From now on, lines are kept for the next daemon, but for answers and what else belongs to what this one has. */
void up_keep(struct up *up);

/*
 * The connection is lost: what was sent is failed, what was not is kept, from here on at position 0. why: for what was sent
 * whole; it has not been executed what was sent in part.
 */
void up_lost(struct up *up, struct book *book, const struct failure *why, const struct failure *in_part);

/* There is a daemon, which gets this first and then what was kept. */
void up_resume(struct up *up, struct book *book);

/* Fails and forgets what is kept, initialize too. */
void up_give_up(struct up *up, struct book *book, const struct failure *why);

/* Gives back the memory that is not needed. */
void up_clean(struct up *up);

#endif
