/*
 * What is on stderr, most clients show to nobody: they say "Connection closed". So the first request is answered before
 * this process ends. A client that says nothing, a terminal for one, is not waited for.
 */
#define _GNU_SOURCE
#include "refusal.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "json.h"
#include "stream.h"
#include "text.h"

enum { WAIT_MILLIS = 5000, MAX_LINE = 1024 * 1024, CHUNK = 4096 };

/* Adds a line of the client's without its end; false when there will be none. */
static bool read_line(struct text *line, struct text *rest, long long deadline)
{
    char bytes[CHUNK];

    while (true) {
        char *lf = rest->length == 0 ? NULL : memchr(rest->bytes, '\n', rest->length);
        if (lf != NULL) {
            struct text behind = {0};
            text_add(line, rest->bytes, (size_t)(lf - rest->bytes));
            text_add(&behind, lf + 1, rest->length - (size_t)(lf + 1 - rest->bytes));
            text_free(rest);
            *rest = behind;
            return true;
        }
        if (rest->length > MAX_LINE || !await_ready(STDIN_FILENO, POLLIN, deadline))
            return false;
        ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
        if (n <= 0)
            return false;
        text_add(rest, bytes, (size_t)n);
    }
}

static void answer(struct sink *client, struct span id, const char *code, const char *reason, const char *message)
{
    struct text frame = {0};
    long long deadline = now_millis() + WAIT_MILLIS;

    text_add_string(&frame, "{\"jsonrpc\":\"2.0\",\"id\":");
    text_add(&frame, id.start, id.length);
    text_add_string(&frame, ",\"error\":{\"code\":");
    text_add_string(&frame, code);
    text_add_string(&frame, ",\"message\":");
    json_quote_shown(&frame, message);
    text_add_string(&frame, ",\"data\":{\"mcpmux\":");
    json_quote_shown(&frame, reason);
    text_add_string(&frame, "}}}\n");
    for (size_t sent = 0; sent < frame.length && await_ready(client->fd, POLLOUT, deadline);) {
        ssize_t n = sink_write(client, frame.bytes + sent, frame.length - sent);
        if (n < 0)
            break;
        sent += (size_t)n;
    }
    text_free(&frame);
}

/* Whether it can be given back as it stands there. */
static bool is_id(struct span id)
{
    return id.start != NULL && id.length > 0 && memchr("\"-0123456789", id.start[0], 12) != NULL;
}

void refusal_answer(const char *reason, const char *message)
{
    struct text line = {0};
    struct text rest = {0};
    struct sink client = sink_of_stdout();
    long long deadline = now_millis() + WAIT_MILLIS;
    bool answered = isatty(STDIN_FILENO);

    while (!answered && read_line(&line, &rest, deadline)) {
        struct span request = {text_string(&line), line.length};
        struct span id = json_member(request, "id");
        struct span method = json_member(request, "method");
        if (is_id(id) && json_is(method, "\"server/discover\"")) {
            /* clients ask this before initialize, and show nothing of what they are told */
            answer(&client, id, "-32601", "method-not-found", "Method not found: server/discover");
        } else if (is_id(id) && method.start != NULL) {
            answer(&client, id, "-32603", reason, message);
            answered = true;
        }
        text_cut(&line, 0);
    }
    text_free(&line);
    text_free(&rest);
}
