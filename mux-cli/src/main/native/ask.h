/*
 * The first line to a daemon, and its answer.
 */
#ifndef MCPMUX_ASK_H
#define MCPMUX_ASK_H

#include <stdbool.h>

#include "text.h"

/*
 * Asks the daemon and reads its answer into line, without the line end; what comes behind it is left unread. False if the
 * connection ended or broke before, or nothing came in time; timed_out tells which.
 */
bool session_open(int daemon, const struct text *hello, long millis, struct text *line, bool *timed_out);

#endif
