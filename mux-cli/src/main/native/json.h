/*
 * As much JSON as a relay needs: strings into its hello, and two or three members out of a line of the daemon. It finds
 * members without parsing the text; of a text that is not JSON it may find anything, but reads nothing outside of it.
 */
#ifndef MCPMUX_JSON_H
#define MCPMUX_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* Bytes somewhere in a text; start is NULL for none. */
struct span {
    const char *start;
    size_t length;
};

/*
 * The value of a member of an object, as it stands there; none if the text is no object or has no such member. A name
 * that is written with escapes is not recognized.
 */
struct span json_member(struct span object, const char *name);

bool json_is(struct span value, const char *token);

/* Adds the content of a JSON string as bytes, see json_quote; adds nothing and returns false if the value is no string. */
bool json_decode(struct text *out, struct span value);

/*
 * Adds bytes as a JSON string, in quotes. Each byte that is not UTF-8 becomes half a character, \udc00 plus the byte: JSON
 * has no bytes, and these escapes stand for nothing else. Whether there was any.
 */
bool json_quote(struct text *out, const char *bytes, size_t length);

/* Likewise for people and any parser: such a byte is \xNN, as half a character is no JSON to some. */
void json_quote_shown(struct text *out, const char *string);

#endif
