/*
 * The first line from a relay to the daemon, see docs/attach-protocol.md; the Java class Hello writes the same.
 */
#ifndef MCPMUX_HELLO_H
#define MCPMUX_HELLO_H

#include <sys/types.h>

#include "options.h"
#include "text.h"

/*
 * Adds the line. Of variables that are there twice the first counts, as for getenv. resume: what a daemon gave to go on with
 * the session, as JSON; NULL or empty for a new one.
 */
void hello_add(struct text *out, const struct options *options, const char *cwd, char **environment, pid_t pid,
               const struct text *resume);

#endif
