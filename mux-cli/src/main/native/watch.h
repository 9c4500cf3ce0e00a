/*
 * Whether the daemon is there: asked when a request waits and nothing comes. Only time in which this process looked counts,
 * in slices, so that neither a machine that slept nor a process that was stopped takes a daemon for one that hangs. The
 * Java class Watch.
 */
#ifndef MCPMUX_WATCH_H
#define MCPMUX_WATCH_H

#include <stdbool.h>

enum {
    WATCH_SLICE_MILLIS = 2000,
    WATCH_ASK_MILLIS = 10000,  /* of silence, after which it is asked */
    WATCH_HANG_MILLIS = 30000,  /* of silence, after which it is taken for one that hangs */
};

enum watch_step {
    WATCH_WAIT,
    WATCH_ASK,  /* now, and not again before it was heard */
    WATCH_CHECK,  /* it has not answered */
};

struct watch {
    long long heard;  /* when it last said something, or was last told the end */
    long long looked;
    long silence;  /* so far */
    bool asked;
};

void watch_begin(struct watch *watch, long long now);
void watch_hear(struct watch *watch, long long now);

/* waits: whether it owes anything that could come. */
enum watch_step watch_look(struct watch *watch, long long now, bool waits);

#endif
