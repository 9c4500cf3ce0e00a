/*
 * A question may be long, and a daemon that refuses it need not read it all.
 */
#define _GNU_SOURCE
#include "ask.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "stream.h"

enum { CHUNK = 4096, MAX_ANSWER = 1024 * 1024 };

bool session_open(int daemon, const struct text *hello, long millis, struct text *line, bool *timed_out)
{
    struct sink out = sink_of_socket(daemon);
    long long deadline = now_millis() + millis;
    size_t sent = 0;

    while (sent < hello->length) {
        ssize_t n = sink_write(&out, hello->bytes + sent, hello->length - sent);
        if (n < 0)
            break; /* its answer tells why */
        sent += (size_t)n;
        if (n == 0 && !await_ready(daemon, POLLOUT, deadline)) {
            *timed_out = true;
            return false;
        }
    }
    while (true) {
        char bytes[CHUNK];
        if (!await_ready(daemon, POLLIN, deadline)) {
            *timed_out = true;
            return false;
        }
        ssize_t n = recv(daemon, bytes, sizeof bytes, MSG_DONTWAIT | MSG_PEEK);
        if (n < 0 && is_passing(errno))
            continue;
        if (n <= 0)
            return false;
        char *lf = memchr(bytes, '\n', (size_t)n);
        size_t length = lf == NULL ? (size_t)n : (size_t)(lf - bytes);
        text_add(line, bytes, length);
        if (recv(daemon, bytes, length + (lf != NULL), MSG_DONTWAIT) < 0 || line->length > MAX_ANSWER)
            return false;
        if (lf != NULL)
            return true;
    }
}
