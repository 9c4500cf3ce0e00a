/*
 * What a session gets where no daemon can be had: the client's own command, or the last known one of a server of the config,
 * which the daemon has left as a shell script (the Java class FallbackScripts writes it). The Java class Fallback does the
 * same.
 */
#ifndef MCPMUX_FALLBACK_H
#define MCPMUX_FALLBACK_H

#include <stdbool.h>

#include "home.h"
#include "options.h"
#include "text.h"

/* Whether there is something to run in place of the session. home: NULL where it cannot be told. */
bool fallback_is_there(const struct options *options, const struct home *home);

/*
 * Becomes it, with one line on stderr that says why. Returns only if there is none or it cannot be started: with the exit
 * code then, and the client has been told why where it looks. reason: a stable word for programs. Empties why.
 */
int fallback_run(const struct options *options, const struct home *home, const char *reason, struct text *why,
                 int exit_code);

#endif
