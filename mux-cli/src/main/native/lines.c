/*
 * Looks for the control byte with memchr: it occurs in no JSON text, so there is nearly never a match.
 */
#include "lines.h"

#include <string.h>

size_t lines_before_control(const struct lines *lines, const char *bytes, size_t length)
{
    const char *end = bytes + length;

    for (const char *at = bytes; at < end; at++) {
        at = memchr(at, CONTROL, (size_t)(end - at));
        if (at == NULL)
            break;
        if (at == bytes ? !lines->inside : at[-1] == '\n')
            return (size_t)(at - bytes);
    }
    return length;
}

void lines_pass(struct lines *lines, const char *bytes, size_t length)
{
    if (length > 0)
        lines->inside = bytes[length - 1] != '\n';
}
