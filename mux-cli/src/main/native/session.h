/*
 * One open session: copies bytes between the client's streams and the daemon until one of them ends it.
 */
#ifndef MCPMUX_SESSION_H
#define MCPMUX_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* How long a daemon may be silent after the client's input has ended. */
enum { END_MILLIS = 30000 };

enum end {
    SESSION_CLOSED,  /* the daemon closed it with a cause */
    CONNECTION_ENDED,  /* the connection closed without a word */
    DAEMON_SILENT,  /* the daemon said nothing for too long after the end of the client's input */
    CLIENT_GONE,  /* the client reads no more */
};

/* The daemon's close line. */
struct close_line {
    struct text reason;
    struct text message;
};

/*
 * Asks the daemon and reads its answer into line, without the line end. What came right behind it is kept for
 * session_run. False if the connection ended or broke before, or nothing came in time; timed_out tells which.
 */
bool session_open(int daemon, const struct text *hello, long millis, struct text *line, bool *timed_out);

/* Returns when the session is over. close is filled for SESSION_CLOSED. */
enum end session_run(int daemon, struct close_line *close);

#endif
