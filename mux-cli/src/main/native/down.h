/*
 * The bytes from the daemon on their way to the client, less the control lines. The Java class DaemonToClient.
 */
#ifndef MCPMUX_DOWN_H
#define MCPMUX_DOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "book.h"
#include "scan.h"
#include "stream.h"
#include "text.h"

/* The daemon's close line. */
struct close_line {
    struct text reason;
    struct text message;
};

struct down {
    char *bytes;
    size_t at;
    size_t ready;  /* those between at and ready may be written */
    size_t scanned;
    size_t end;
    size_t line;  /* where the line that is being read begins */
    bool cut;  /* that line is too long to be held, and goes on to the client as it comes */
    bool end_due;  /* of a line that was cut, the client has a part and will get no more */
    bool hidden;  /* the client is not to see that line */
    bool answer_due;  /* there is a whole answer in it, which counts when the client gets it */
    bool in_control;
    bool closed;  /* there is a close line, behind which nothing counts */
    bool handover;  /* the daemon has said farewell */
    struct text control;
    struct close_line *close;
    size_t owed_at;
    struct scan scan;
};

void down_open(struct down *down, struct close_line *close);

/* Whether down_read would get on: what has been read is with the client, but for a part of a line. */
bool down_may_read(const struct down *down);

/* Reads once; false at the end of the connection. */
bool down_read(struct down *down, struct book *book, int daemon, bool *heard);

/* Whether there is anything for the client. */
bool down_has_words(const struct down *down, const struct book *book);

/* Writes what goes; false if the client takes nothing any more. */
bool down_write(struct down *down, struct book *book, const struct sink *client);

/* The connection is lost: half a line is taken back where the client has nothing of it. */
void down_lost(struct down *down);

/* Gives back the memory that is not needed. */
void down_clean(struct down *down, struct book *book);

#endif
