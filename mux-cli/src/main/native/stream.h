/*
 * The client's two streams. They are not ours alone: whoever started this program has them open as well, so their mode is
 * left as it is, and yet no write may wait for a client that does not read.
 */
#ifndef MCPMUX_STREAM_H
#define MCPMUX_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Where to write to. */
struct sink {
    int fd;
    bool is_socket;
    bool may_wait;  /* in a mode of others: only what fits for certain is written, and only after a poll */
};

/* The client's stdout. */
struct sink sink_of_stdout(void);

/* A stream socket. */
struct sink sink_of_socket(int fd);

/*
 * Writes what goes without waiting, once poll has said that something does: how many bytes, which may be 0; -1 if
 * nobody reads there any more.
 */
ssize_t sink_write(const struct sink *sink, const char *bytes, size_t length);

/* Whether what failed with this errno may go another time: no fault of a connection says that its other end has gone. */
bool is_passing(int error);

/* Opens /dev/null in place of standard streams that are closed, so that nothing else gets their numbers. */
void open_standard_streams(void);

#endif
