/*
 * Finds, in a stream of lines that comes in pieces, what each JSON-RPC message in it is: its id, its method, and whose
 * cancelling it tells. Reads every byte once and keeps none but those few tokens, so a message of any length passes. It
 * does not check that a line is JSON: of one that is not it may find anything, and the daemon refuses it. A line with an
 * array is a batch, each element of which is a message. The Java class MessageScanner is the same.
 */
#ifndef MCPMUX_SCAN_H
#define MCPMUX_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

enum {
    SCAN_ID_BYTES = 1024 + 2,  /* the daemon refuses longer ids */
    SCAN_WORD_BYTES = 32,
};

/* A string with its quotes, or a number, as it stands there; length is past capacity for one that is too long. */
struct token {
    size_t length;
    size_t capacity;
    char *bytes;
};

enum scan_event {
    SCAN_MORE,  /* all bytes are taken, and nothing has ended */
    SCAN_MESSAGE,  /* a message has ended; its tokens are valid until the next one begins */
    SCAN_LINE,  /* a line has ended */
};

/* All zero at the start of a stream, as the other members of a relay are. */
struct scan {
    unsigned char state;
    unsigned char which;  /* the member whose value comes */
    bool key_next;
    bool in_params;
    bool error;  /* the message has a member of that name */
    bool inside;  /* whether the current line has begun */
    unsigned depth;
    unsigned base;  /* the depth at which the members of a message are */
    struct token *into;  /* where the bytes of the current string or number go, NULL for nowhere */
    struct token id;
    struct token method;
    struct token cancelled;
    struct token key;
    char id_bytes[SCAN_ID_BYTES];
    char method_bytes[SCAN_WORD_BYTES];
    char cancelled_bytes[SCAN_ID_BYTES];
    char key_bytes[SCAN_WORD_BYTES];
};

/* Takes bytes up to the next event, and says how many these are. */
size_t scan_next(struct scan *scan, const char *bytes, size_t length, enum scan_event *event);

/* The id of the message that has ended; none if it has none that can be given back. */
struct span scan_id(const struct scan *scan);

bool scan_has_method(const struct scan *scan);
bool scan_is_method(const struct scan *scan, const char *quoted);

/* Whether the message is an answer that is an error. */
bool scan_is_error(const struct scan *scan);

/* The request that the message cancels; none if it does not. */
struct span scan_cancelled(const struct scan *scan);

#endif
