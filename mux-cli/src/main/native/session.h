/*
 * One open session: copies bytes between the client's streams and the daemon, and goes on with the next daemon when one is
 * lost, until the client ends it.
 */
#ifndef MCPMUX_SESSION_H
#define MCPMUX_SESSION_H

#include <stdbool.h>

#include "down.h"
#include "options.h"

/* How long a daemon may be silent after the client's input has ended. */
enum { END_MILLIS = 30000 };

enum end {
    SESSION_CLOSED,  /* the daemon closed it with a cause */
    SESSION_REFUSED,  /* the next daemon does not take it; the client has been told */
    CONNECTION_ENDED,  /* the connection closed without a word, and there is no going on */
    DAEMON_SILENT,  /* the daemon said nothing for too long after the end of the client's input */
    CLIENT_GONE,  /* the client wants no more */
};

/*
 * Returns when the session is over. daemon: the open connection. pid: the daemon's, which changes with the daemon. resumes:
 * whether it knows of resuming. close is filled for SESSION_CLOSED and SESSION_REFUSED.
 */
enum end session_run(const struct options *options, int daemon, long *pid, bool resumes, struct close_line *close);

#endif
