/*
 * The one thing a relay knows about the bytes it copies: a line that begins with the byte 0x1E is between relay and
 * daemon (docs/attach-protocol.md, "Control lines"). Both functions take a stream in pieces as it comes.
 */
#ifndef MCPMUX_LINES_H
#define MCPMUX_LINES_H

#include <stdbool.h>
#include <stddef.h>

enum { CONTROL = 0x1E };

/* What has to be known of the pieces before. All zero at the start of a stream, as the other members of a relay are. */
struct lines {
    bool inside;  /* whether the last byte was none that ends a line */
};

/*
 * How many of the bytes belong to the lines before the first one that begins with 0x1E; all of them if there is none.
 * Expects every byte before these to have been passed.
 */
size_t lines_before_control(const struct lines *lines, const char *bytes, size_t length);

/* Takes note that these bytes are done with. */
void lines_pass(struct lines *lines, const char *bytes, size_t length);

#endif
