/*
 * Counts silence in slices of at most the time between two looks.
 */
#include "watch.h"

void watch_begin(struct watch *watch, long long now)
{
    *watch = (struct watch){.heard = now, .looked = now};
}

void watch_hear(struct watch *watch, long long now)
{
    watch_begin(watch, now);
}

enum watch_step watch_look(struct watch *watch, long long now, bool waits)
{
    long long slice = now - watch->looked;

    watch->looked = now;
    if (!waits) {
        watch->silence = 0;
        watch->asked = false;
        return WATCH_WAIT;
    }
    watch->silence += (long)(slice < WATCH_SLICE_MILLIS ? slice : WATCH_SLICE_MILLIS);
    if (watch->silence >= WATCH_HANG_MILLIS && watch->asked) {
        watch->silence = 0;
        watch->asked = false;
        return WATCH_CHECK;
    }
    if (watch->silence < WATCH_ASK_MILLIS || watch->asked)
        return WATCH_WAIT;
    watch->asked = true;
    return WATCH_ASK;
}
