/*
 * One poll loop and a buffer for each direction: a frame of any size passes, and what is held of it is bounded. A side
 * that does not take its bytes stops the reading of the other's, and only of those. After a while of silence the pages of
 * both buffers go back to the system: a session is mostly silent, and there are many of them.
 */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "book.h"
#include "clock.h"
#include "link.h"
#include "stream.h"
#include "up.h"
#include "watch.h"

enum {
    IDLE_MILLIS = 1000,  /* after so much silence a session needs no pages */
    NO_DAEMON_MILLIS = 60000,  /* how long requests wait for a daemon */
    MIN_PAUSE_MILLIS = 100,  /* between two tries */
    MAX_PAUSE_MILLIS = 5000,
    STABLE_MILLIS = 3000,  /* a daemon that has been there for so long was none that fails at once */
};

static const char END_OF_INPUT[] = "\x1e{\"end\":true}\n";
static const char HANDOVER[] = "\x1e{\"handover\":1}\n";
static const char PING[] = "\x1e{\"ping\":1}\n";

/* Where the session stands with daemons. */
enum state {
    OPEN,  /* there is one */
    PAUSING,  /* until the next try */
    CONNECTING,
    SLEEPING,  /* until the client asks for something */
    OVER,
};

struct session {
    const struct options *options;
    struct up up;  /* from the client */
    struct down down;  /* to the client */
    struct book book;
    struct watch watch;
    struct sink client;
    struct sink daemon;
    enum state state;
    enum end end;  /* for OVER */
    bool deaf;  /* the daemon takes nothing any more; what it still says tells why */
    bool hung;  /* it was ended because it said nothing */
    bool farewell;  /* it has been told that nothing more comes */
    bool end_said;
    bool client_gone;
    bool resumes;
    bool gave_up;  /* requests have waited for a daemon in vain, so the next ones do not wait for long */
    int link;  /* where the answer of a child comes from, -1 for none */
    long *pid;
    long long opened;
    long long waits_since;  /* for a daemon */
    long long pause_end;
    long pause;
};

static void finish(struct session *s, enum end end)
{
    s->state = OVER;
    s->end = end;
}

static void close_daemon(struct session *s)
{
    if (s->daemon.fd >= 0)
        close(s->daemon.fd);
    s->daemon.fd = -1;
}

static void close_link(struct session *s)
{
    if (s->link >= 0)
        close(s->link);
    s->link = -1;
}

/* Half as long or half as long again: those who have lost the same daemon do not all come at once. */
static long jitter(long millis)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return millis / 2 + (long)((unsigned long)(now.tv_nsec / 1000 + getpid()) % (unsigned long)(millis + 1));
}

static void pause_before_next(struct session *s)
{
    s->pause = s->pause < MIN_PAUSE_MILLIS ? MIN_PAUSE_MILLIS : 2 * s->pause;
    if (s->pause > MAX_PAUSE_MILLIS)
        s->pause = MAX_PAUSE_MILLIS;
    s->pause_end = now_millis() + jitter(s->pause);
    s->state = PAUSING;
}

static void connect_now(struct session *s)
{
    struct text value = book_offer(&s->book);

    s->link = link_connect(s->options, &value);
    s->state = CONNECTING;
    if (s->link < 0)
        pause_before_next(s);
}

/* What those are told who wait for an answer of a daemon that is no more. */
static const struct failure *failure_of(const struct session *s, bool in_part)
{
    static const struct failure lost[] = {
        {"daemon-lost", "the mcpmux daemon has gone away before it answered; the request may have been executed", true},
        {"daemon-lost", "the mcpmux daemon has hung and was ended; the request may have been executed", true},
        {"daemon-lost", "the mcpmux daemon was stopped or replaced before it answered; the request may have been executed", true},
    };
    static const struct failure part = {
        "daemon-lost", "the mcpmux daemon has gone away before it had this request whole; it was not executed", false};

    if (in_part)
        return &part;
    return &lost[s->hung ? 1 : s->down.handover || s->down.closed ? 2 : 0];
}

/* The daemon is no more. at_once: whether the session needs another before the client asks for something. */
static void lose_daemon(struct session *s, bool at_once)
{
    bool stable = now_millis() - s->opened >= STABLE_MILLIS;

    close_daemon(s);
    close_link(s);
    up_lost(&s->up, &s->book, failure_of(s, false), failure_of(s, true));
    book_cancel_asks(&s->book);
    down_lost(&s->down);
    s->book.not_replayed = false; /* that says nothing of the next one */
    s->deaf = s->hung = s->farewell = false;
    if (s->end_said || !book_can_resume(&s->book)) {
        up_give_up(&s->up, &s->book, failure_of(s, true));
        finish(s, CONNECTION_ENDED);
        return;
    }
    s->waits_since = now_millis();
    if (!at_once && !up_asks(&s->up)) {
        s->state = SLEEPING;
    } else if (stable) {
        s->pause = 0;
        connect_now(s);
    } else {
        pause_before_next(s);
    }
}

/* The daemon has said that it closes the session. */
static void take_close(struct session *s)
{
    const char *reason = text_string(&s->down.close->reason);
    bool stopping = strcmp(reason, "stopping") == 0;
    bool failed = strcmp(reason, "internal-error") == 0 || strcmp(reason, "connection-failed") == 0;

    if (s->end_said || !book_can_resume(&s->book) || !(stopping || failed || s->down.handover)) {
        finish(s, SESSION_CLOSED);
        return;
    }
    lose_daemon(s, failed); /* a close line behind a farewell says that no other daemon follows */
    text_free(&s->down.close->reason);
    text_free(&s->down.close->message);
}

static void give_up(struct session *s, const char *reason, const char *why)
{
    struct failure failure = {reason, why, false};

    up_give_up(&s->up, &s->book, &failure);
    s->gave_up = true;
}

static void open_with(struct session *s, const struct link_answer *answer)
{
    s->daemon = sink_of_socket(answer->daemon);
    *s->pid = answer->pid;
    s->resumes = answer->resumes;
    s->state = OPEN;
    s->gave_up = false;
    s->opened = now_millis();
    watch_begin(&s->watch, s->opened);
    up_resume(&s->up, &s->book);
}

/*
 * What waits is told why, and the next request is another try. One that does not understand the value of another version
 * gets the client's own initialize. A session that the client has not even opened ends, as it
 * would have with the first daemon.
 */
static void be_refused(struct session *s, struct link_answer *answer)
{
    bool opened = s->book.value.length > 0 || s->book.initialized_seen;
    bool asked = s->book.initialize_seen;

    if (strcmp(text_string(&answer->reason), "unknown-resume") == 0 && book_drop_value(&s->book)) {
        complain("the session goes on without its subscriptions and log level, of which the next daemon knows nothing");
        pause_before_next(s);
        return;
    }
    give_up(s, text_string(&answer->reason), text_string(&answer->message));
    s->state = SLEEPING;
    if (asked && !opened) {
        text_add_string(&s->down.close->message, text_string(&answer->message));
        finish(s, SESSION_REFUSED);
    }
}

/* The daemon has the connection, but refuses the client's initialize, which it once was given an answer to. */
static void be_refused_again(struct session *s)
{
    lose_daemon(s, false);
    if (s->state == OVER)
        return;
    give_up(s, "not-resumed", "the next mcpmux daemon could not open this session again; the next request is another try");
    close_link(s);
    s->state = SLEEPING;
}

static void take_link(struct session *s)
{
    struct link_answer answer;

    if (!link_take(s->link, &answer))
        return;
    close_link(s);
    switch (answer.result) {
    case LINK_OPEN:
        open_with(s, &answer);
        break;
    case LINK_REFUSED:
        be_refused(s, &answer);
        break;
    case LINK_NONE:
        if (s->state == OPEN) {
            s->hung = false; /* the child has ended without an answer: the daemon is asked again */
        } else if (s->gave_up || now_millis() - s->waits_since >= NO_DAEMON_MILLIS) {
            give_up(s, "no-daemon", text_string(&answer.message));
            s->state = SLEEPING;
        } else {
            pause_before_next(s);
        }
        break;
    case LINK_LIVES:
        s->hung = false;
        watch_begin(&s->watch, now_millis());
        break;
    case LINK_ENDED:
        lose_daemon(s, true);
        break;
    }
    link_free(&answer);
}

/* Whether a daemon has anything to do for this session. */
static bool waits_for_daemon(const struct session *s)
{
    return s->book.asked.count > 0 || up_has_words(&s->up, &s->book);
}

/* What is due without anything having come. */
static void be_on_time(struct session *s)
{
    long long now = now_millis();

    if (s->up.over && s->state != OPEN && s->book.asked.count == (s->book.swallow ? 1U : 0U))
        finish(s, CLIENT_GONE);
    else if (s->state == SLEEPING && up_asks(&s->up)) {
        s->waits_since = now;
        connect_now(s);
    } else if (s->state == PAUSING && now >= s->pause_end) {
        connect_now(s);
    } else if ((s->state == PAUSING || s->state == CONNECTING) && up_asks(&s->up) &&
               now - s->waits_since >= NO_DAEMON_MILLIS) {
        give_up(s, "no-daemon", "no mcpmux daemon could be had for 60 s; mcpmux doctor may say why");
        s->waits_since = now;
    } else if (s->state == OPEN && s->end_said && s->watch.heard + END_MILLIS <= now && !down_has_words(&s->down, &s->book)) {
        finish(s, DAEMON_SILENT); /* nobody may be left to end this process */
    } else if (s->state == OPEN && s->resumes && s->link < 0) {
        switch (watch_look(&s->watch, now, waits_for_daemon(s) && down_may_read(&s->down))) {
        case WATCH_ASK:
            if (!s->farewell)
                up_say(&s->up, PING);
            break;
        case WATCH_CHECK:
            s->link = link_check(s->options, *s->pid);
            s->hung = s->link >= 0; /* for now: its end may be seen before the answer of the child */
            break;
        case WATCH_WAIT:
            break;
        }
    }
}

static int least(int a, long long b)
{
    if (b < 0)
        b = 0;
    return a < 0 || b < a ? (int)b : a;
}

/* How long poll may wait; -1 for ever. dirty: whether buffers hold pages that nobody needs. */
static int patience(const struct session *s, bool dirty)
{
    long long now = now_millis();
    int timeout = -1;

    if (dirty && !(s->state == OPEN && up_has_words(&s->up, &s->book)) && !down_has_words(&s->down, &s->book))
        timeout = IDLE_MILLIS;
    if (s->state == OPEN && s->end_said && !down_has_words(&s->down, &s->book))
        timeout = least(timeout, s->watch.heard + END_MILLIS - now);
    if (s->state == PAUSING)
        timeout = least(timeout, s->pause_end - now);
    if ((s->state == PAUSING || s->state == CONNECTING) && up_asks(&s->up))
        timeout = least(timeout, s->waits_since + NO_DAEMON_MILLIS - now);
    if (s->state == OPEN && s->resumes && s->link < 0 && waits_for_daemon(s) && down_may_read(&s->down))
        timeout = least(timeout, WATCH_SLICE_MILLIS);
    return timeout;
}

static void write_up(struct session *s)
{
    if (s->state != OPEN || s->deaf)
        return;
    if (s->down.handover && !s->farewell) {
        up_keep(&s->up);
        up_say(&s->up, HANDOVER);
        s->farewell = true;
    }
    if (s->up.over && !s->end_said && !s->up.keeps && s->up.at == s->up.bytes.length) {
        up_say(&s->up, END_OF_INPUT);
        s->end_said = true;
        s->watch.heard = now_millis();
    }
    s->deaf = !up_write(&s->up, &s->book, &s->daemon);
    if (s->deaf)
        s->watch.heard = now_millis();
}

static void read_down(struct session *s)
{
    bool heard = false;

    if (!down_read(&s->down, &s->book, s->daemon.fd, &heard))
        lose_daemon(s, true);
    else if (heard)
        watch_hear(&s->watch, now_millis());
    if (s->down.closed)
        take_close(s);
    else if (s->book.not_replayed)
        be_refused_again(s);
}

static void write_down(struct session *s)
{
    if (down_has_words(&s->down, &s->book))
        s->watch.heard = now_millis(); /* while the client takes its words, the daemon may have to wait */
    s->client_gone |= !down_write(&s->down, &s->book, &s->client);
}

/* One turn of the loop; whether anything happened. */
static bool turn(struct session *s, int timeout)
{
    enum { CLIENT_IN, CLIENT_OUT, DAEMON, LINK, COUNT };
    /* poll tells of errors even where nothing was asked: who is not to be woken by them is left out */
    bool open = s->state == OPEN;
    bool read_client = s->state != OVER && up_may_read(&s->up, &s->book);
    bool read_daemon = open && down_may_read(&s->down);
    bool write_daemon = open && !s->deaf && up_has_words(&s->up, &s->book);
    bool write_client = down_has_words(&s->down, &s->book);
    struct pollfd fds[COUNT] = {
        [CLIENT_IN] = {read_client ? STDIN_FILENO : -1, POLLIN, 0},
        [CLIENT_OUT] = {write_client ? s->client.fd : -1, POLLOUT, 0},
        [DAEMON] = {read_daemon || write_daemon ? s->daemon.fd : -1,
                    (short)((read_daemon ? POLLIN : 0) | (write_daemon ? POLLOUT : 0)), 0},
        [LINK] = {s->link, POLLIN, 0},
    };

    int ready = poll(fds, COUNT, timeout);
    if (ready <= 0) {
        if (ready < 0)
            is_passing(errno);
        return false;
    }
    if (fds[CLIENT_IN].revents != 0)
        up_read(&s->up, &s->book);
    if (read_daemon && fds[DAEMON].revents != 0)
        read_down(s);
    if (fds[LINK].revents != 0 && s->link >= 0)
        take_link(s);
    if (fds[CLIENT_OUT].revents != 0 || !s->client.may_wait)
        write_down(s);
    write_up(s);
    return true;
}

enum end session_run(const struct options *options, int daemon, long *pid, bool resumes, struct close_line *close)
{
    static struct session s;
    bool dirty = true;

    s.options = options;
    s.client = sink_of_stdout();
    s.daemon = sink_of_socket(daemon);
    s.pid = pid;
    s.resumes = resumes;
    s.link = -1;
    s.opened = now_millis();
    watch_begin(&s.watch, s.opened);
    down_open(&s.down, close);
    while (!s.client_gone && !(s.state == OVER && !down_has_words(&s.down, &s.book))) {
        int timeout = patience(&s, dirty);
        if (turn(&s, timeout)) {
            dirty = true;
        } else if (timeout == IDLE_MILLIS && dirty) {
            up_clean(&s.up);
            down_clean(&s.down, &s.book);
            dirty = false;
        }
        if (s.state != OVER)
            be_on_time(&s);
    }
    return s.client_gone ? CLIENT_GONE : s.end;
}
