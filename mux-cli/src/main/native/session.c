/*
 * One poll loop and a buffer for each direction, so that a frame of any size costs no memory here. A side that does not
 * take its bytes stops the reading of the other's, and only of those. After a while of silence the pages of both buffers
 * go back to the system: a session is mostly silent, and there are many of them.
 */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "json.h"
#include "lines.h"
#include "starter.h"
#include "stream.h"

enum {
    PAGE = 4096,
    CHUNK = 64 * 1024,
    MAX_ANSWER = 1024 * 1024,
    MAX_CONTROL = 64 * 1024,  /* a control line is short; of a longer one the rest is skipped */
    IDLE_MILLIS = 1000,  /* after so much silence a session needs no pages */
};

static const char END_OF_INPUT[] = "\x1e{\"end\":true}\n";

/* Bytes on their way. Between at and ready they may be written; those up to end were not looked at yet. */
struct pipe {
    char *bytes;
    size_t at;
    size_t ready;
    size_t end;
    struct lines lines;
};

struct session {
    struct pipe up;  /* from the client */
    struct pipe down;  /* to the client */
    struct sink client;
    struct sink daemon;
    bool space_due;  /* the next line of the client looks like a control line and needs a space in front */
    bool up_over;  /* nothing more comes from the client, or nothing more goes to the daemon */
    bool client_gone;
    bool daemon_gone;  /* the connection has ended */
    bool in_control;
    bool closed;  /* the daemon has closed the session: what is left goes to the client */
    struct text control;
    struct close_line *close;
    long long heard;  /* when the daemon last sent something, or was told the end */
};

_Alignas(PAGE) static char up_bytes[CHUNK];
_Alignas(PAGE) static char down_bytes[CHUNK];
static size_t first_bytes;  /* what session_open has read behind the answer: the start of down_bytes */

static bool is_empty(const struct pipe *pipe)
{
    return pipe->at == pipe->end;
}

static void fill(struct pipe *pipe, size_t length)
{
    pipe->at = pipe->ready = 0;
    pipe->end = length;
}

bool session_open(int daemon, const struct text *hello, long millis, struct text *line, bool *timed_out)
{
    struct sink out = sink_of_socket(daemon);
    long long deadline = now_millis() + millis;
    size_t sent = 0;

    first_bytes = 0;
    while (sent < hello->length) {
        ssize_t n = sink_write(&out, hello->bytes + sent, hello->length - sent);
        if (n < 0)
            break; /* one that refuses need not have read all: its answer tells why */
        sent += (size_t)n;
        if (n == 0 && !await_ready(daemon, POLLOUT, deadline)) {
            *timed_out = true;
            return false;
        }
    }
    while (true) {
        if (!await_ready(daemon, POLLIN, deadline)) {
            *timed_out = true;
            return false;
        }
        ssize_t n = recv(daemon, down_bytes, CHUNK, MSG_DONTWAIT);
        if (n < 0 && is_passing(errno))
            continue;
        if (n <= 0)
            return false;
        char *lf = memchr(down_bytes, '\n', (size_t)n);
        text_add(line, down_bytes, lf == NULL ? (size_t)n : (size_t)(lf - down_bytes));
        if (line->length > MAX_ANSWER)
            return false;
        if (lf != NULL) {
            first_bytes = (size_t)(down_bytes + n - (lf + 1));
            memmove(down_bytes, lf + 1, first_bytes);
            return true;
        }
    }
}

/* Looks how far the client's bytes may go on. A line that looks like a control line goes on behind a space. */
static void look_up(struct session *s)
{
    struct pipe *up = &s->up;
    size_t from = up->at;

    if (up->ready > up->at || is_empty(up) || s->space_due)
        return;
    size_t before = lines_before_control(&up->lines, up->bytes + from, up->end - from);
    if (before == 0) {
        s->space_due = true;
        return;
    }
    up->ready = from + before;
    lines_pass(&up->lines, up->bytes + from, before);
}

/* Sends what goes; whether the daemon still takes anything. */
static bool write_up(struct session *s)
{
    struct pipe *up = &s->up;

    look_up(s);
    while (s->space_due || up->at < up->ready) {
        ssize_t n = s->space_due ? sink_write(&s->daemon, " ", 1)
                                 : sink_write(&s->daemon, up->bytes + up->at, up->ready - up->at);
        if (n <= 0)
            return n == 0;
        if (s->space_due) {
            /* the control byte itself is inside a line now */
            s->space_due = false;
            up->lines.inside = true;
        } else {
            up->at += (size_t)n;
        }
        look_up(s);
    }
    return true;
}

/* Puts the end of input behind all that the client has said, on a line of its own. */
static void end_up(struct session *s)
{
    size_t length = 0;

    if (s->up.lines.inside)
        s->up.bytes[length++] = '\n';
    memcpy(s->up.bytes + length, END_OF_INPUT, sizeof END_OF_INPUT - 1);
    fill(&s->up, length + sizeof END_OF_INPUT - 1);
    s->up.ready = s->up.end;
    s->up_over = true;
    s->heard = now_millis();
}

static void read_up(struct session *s)
{
    ssize_t n = read(STDIN_FILENO, s->up.bytes, CHUNK);

    if (n > 0)
        fill(&s->up, (size_t)n);
    else if (n == 0 || !is_passing(errno))
        end_up(s);
}

static void take_control_line(struct session *s)
{
    struct span json = {s->control.bytes + 1, s->control.length - 1};
    struct span close = json_member(json, "close");

    if (close.start != NULL) {
        s->closed = true;
        json_decode(&s->close->reason, json_member(close, "reason"));
        if (!json_decode(&s->close->message, json_member(close, "message")))
            text_add_string(&s->close->message, text_string(&s->close->reason));
    }
    text_free(&s->control);
}

/* Takes a control line's bytes out of the way. */
static void collect_control(struct session *s)
{
    struct pipe *down = &s->down;
    const char *start = down->bytes + down->at;
    const char *lf = memchr(start, '\n', down->end - down->at);
    size_t length = lf == NULL ? down->end - down->at : (size_t)(lf - start);
    size_t room = MAX_CONTROL - s->control.length;

    text_add(&s->control, start, length < room ? length : room);
    down->at += length + (lf != NULL);
    if (lf != NULL) {
        s->in_control = false;
        down->lines.inside = false;
        take_control_line(s);
    }
}

/* Looks how far the daemon's bytes may go on to the client. */
static void look_down(struct session *s)
{
    struct pipe *down = &s->down;

    while (down->at >= down->ready && !is_empty(down) && !s->closed) {
        if (s->in_control) {
            collect_control(s);
            continue;
        }
        size_t before = lines_before_control(&down->lines, down->bytes + down->at, down->end - down->at);
        down->ready = down->at + before;
        lines_pass(&down->lines, down->bytes + down->at, before);
        s->in_control = before == 0;
    }
}

/* Writes what goes; whether the client still takes anything. */
static bool write_down(struct session *s)
{
    struct pipe *down = &s->down;

    look_down(s);
    while (down->at < down->ready) {
        ssize_t n = sink_write(&s->client, down->bytes + down->at, down->ready - down->at);
        if (n <= 0)
            return n == 0;
        down->at += (size_t)n;
        look_down(s);
        if (s->client.may_wait)
            break;
    }
    return true;
}

static void read_down(struct session *s)
{
    ssize_t n = recv(s->daemon.fd, s->down.bytes, CHUNK, MSG_DONTWAIT);

    if (n > 0) {
        fill(&s->down, (size_t)n);
        s->heard = now_millis();
    } else if (n == 0 || !is_passing(errno)) {
        s->daemon_gone = true;
    }
}

static bool has_up(const struct session *s)
{
    return s->space_due || s->up.at < s->up.ready;
}

static bool has_down(const struct session *s)
{
    return s->down.at < s->down.ready;
}

/* How long poll may wait; -1 for ever. dirty: whether buffers hold pages that nobody needs. */
static int patience(const struct session *s, bool dirty)
{
    if (s->up_over && !has_down(s)) {
        long long left = s->heard + END_MILLIS - now_millis();
        return left > 0 ? (int)left : 0;
    }
    return dirty && !has_up(s) && !has_down(s) ? IDLE_MILLIS : -1;
}

/* Gives the pages of empty buffers back. */
static void clean(void)
{
    madvise(up_bytes, sizeof up_bytes, MADV_DONTNEED);
    madvise(down_bytes, sizeof down_bytes, MADV_DONTNEED);
}

static bool is_over(const struct session *s)
{
    return s->client_gone || ((s->closed || s->daemon_gone) && !has_down(s));
}

/* One turn of the loop; whether anything happened. */
static bool turn(struct session *s, int timeout)
{
    enum { CLIENT_IN, CLIENT_OUT, DAEMON, COUNT };
    /* poll tells of errors even where nothing was asked: who is not to be woken by them is left out */
    bool read_client = !s->up_over && is_empty(&s->up) && !s->space_due && !s->closed && !s->daemon_gone;
    bool read_daemon = is_empty(&s->down) && !s->closed && !s->daemon_gone;
    bool write_daemon = has_up(s) && !s->closed && !s->daemon_gone;
    struct pollfd fds[COUNT] = {
        [CLIENT_IN] = {read_client ? STDIN_FILENO : -1, POLLIN, 0},
        [CLIENT_OUT] = {has_down(s) ? s->client.fd : -1, POLLOUT, 0},
        [DAEMON] = {read_daemon || write_daemon ? s->daemon.fd : -1,
                    (short)((read_daemon ? POLLIN : 0) | (write_daemon ? POLLOUT : 0)), 0},
    };

    int ready = poll(fds, COUNT, timeout);
    if (ready <= 0) {
        if (ready < 0)
            is_passing(errno);
        return false;
    }
    if (fds[CLIENT_IN].revents != 0)
        read_up(s);
    if (read_daemon && fds[DAEMON].revents != 0)
        read_down(s);
    if (fds[CLIENT_OUT].revents != 0 || !s->client.may_wait)
        s->client_gone = !write_down(s);
    else
        look_down(s);
    if (fds[CLIENT_IN].revents != 0 || (write_daemon && fds[DAEMON].revents != 0))
        if (!write_up(s)) {
            /* the reading of what the daemon still says tells why */
            s->up_over = true;
            s->space_due = false;
            fill(&s->up, 0);
            s->heard = now_millis();
        }
    return true;
}

enum end session_run(int daemon, struct close_line *close)
{
    struct session s = {
        .up = {.bytes = up_bytes},
        .down = {.bytes = down_bytes},
        .client = sink_of_stdout(),
        .daemon = sink_of_socket(daemon),
        .close = close,
        .heard = now_millis(),
    };
    bool dirty = true;

    fill(&s.down, first_bytes);
    look_down(&s);
    while (!is_over(&s)) {
        int timeout = patience(&s, dirty);
        if (turn(&s, timeout)) {
            dirty = true;
        } else if (timeout == IDLE_MILLIS && dirty) {
            clean();
            dirty = false;
        } else if (timeout >= 0 && s.up_over && now_millis() - s.heard >= END_MILLIS) {
            return DAEMON_SILENT; /* nobody may be left to end this process */
        }
    }
    if (s.client_gone)
        return CLIENT_GONE;
    return s.closed ? SESSION_CLOSED : CONNECTION_ENDED;
}
