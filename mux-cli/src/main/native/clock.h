/*
 * Waiting, in milliseconds of a clock that nobody sets.
 */
#ifndef MCPMUX_CLOCK_H
#define MCPMUX_CLOCK_H

#include <poll.h>
#include <stdbool.h>
#include <time.h>

static inline long long now_millis(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static inline void sleep_millis(long millis)
{
    struct timespec time = {millis / 1000, millis % 1000 * 1000000};

    nanosleep(&time, NULL);
}

/* Waits until a file descriptor is ready for the events, at most until the deadline; whether it is. */
static inline bool await_ready(int fd, short events, long long deadline)
{
    struct pollfd ready = {.fd = fd, .events = events};

    for (long long left = deadline - now_millis(); left > 0; left = deadline - now_millis())
        if (poll(&ready, 1, (int)left) > 0)
            return true;
    return false;
}

#endif
