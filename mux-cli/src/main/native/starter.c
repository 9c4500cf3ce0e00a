/*
 * The lock file, the looking and the pauses. Many relays may wait on a machine that is short of time, which the daemon
 * they wait for needs: looking must cost next to nothing, and giving up, after which each runs a server of its own, is the
 * last resort.
 */
#define _GNU_SOURCE
#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "daemon.h"
#include "paths.h"

enum {
    START_MILLIS = 120000,  /* while a daemon is being started, by this relay or by another */
    REFUSAL_MILLIS = 20000,  /* while one is there that does not take the session */
    MIN_PAUSE_MILLIS = 10,
    MAX_PAUSE_MILLIS = 250,
    MAX_KILLED = 3,  /* daemons that somebody killed while they started, after which no other is */
};

/* The file says why the last start has failed, so that those who waited need not try the same again, one by one. */
struct lock {
    int file;
    bool taken;
    bool waited;
};

/* Bounds how long connect waits for a daemon that has not taken those before; 0 for no bound. */
static void set_patience(int channel, long millis)
{
    struct timeval patience = {.tv_sec = millis / 1000, .tv_usec = millis % 1000 * 1000};

    /* where that cannot be had it may wait for longer */
    (void)setsockopt(channel, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

/* Whether this user's daemon is at the other end: it will be told the whole environment. */
static bool is_own(int channel, const struct home *home, struct text *why)
{
    struct ucred peer;
    socklen_t length = sizeof peer;

    if (getsockopt(channel, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == geteuid())
        return true;
    text_add_string(why, "a process of another user answers on ");
    text_add_string(why, home->socket.bytes);
    text_add_string(why, "; nothing was sent to it");
    return false;
}

int starter_find(const struct home *home, struct text *why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct text directory = {0};

    path_parent(&directory, home->socket.bytes);
    bool private = private_directory_check(directory.bytes, why);
    text_free(&directory);
    if (!private)
        return -1;
    int channel = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (channel < 0) {
        text_add_error(why, errno, "socket");
        return -1;
    }
    memcpy(address.sun_path, home->socket.bytes, home->socket.length + 1);
    set_patience(channel, ANSWER_MILLIS);
    if (connect(channel, (const struct sockaddr *)&address, sizeof address) == 0) {
        if (is_own(channel, home, why)) {
            set_patience(channel, 0);
            return channel;
        }
    } else if (errno == EAGAIN) {
        text_add_string(why, "the daemon has not taken a connection for ");
        text_add_number(why, ANSWER_MILLIS / 1000);
        text_add_string(why, " s");
    }
    close(channel);
    return -1;
}

static bool make_directories(const struct home *home, struct text *why)
{
    struct text directory = {0};

    path_parent(&directory, home->socket.bytes);
    bool made = private_directory_make(home->runtime.bytes, why) && private_directory_make(directory.bytes, why);
    text_free(&directory);
    return made;
}

static bool open_lock(struct lock *lock, const struct home *home, struct text *why)
{
    struct text path = {0};

    text_add_string(&path, home->runtime.bytes);
    text_add_string(&path, "/start.lock");
    lock->file = open(path.bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->file < 0)
        text_add_error(why, errno, path.bytes);
    text_free(&path);
    return lock->file >= 0;
}

/* Takes the lock unless another relay has it; whether it is this relay's now. */
static bool take(struct lock *lock)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (!lock->taken) {
        lock->taken = fcntl(lock->file, F_SETLK, &whole) == 0;
        lock->waited |= !lock->taken;
    }
    return lock->taken;
}

/* Adds why the start that this relay has waited for has failed; false if it has not. */
static bool has_failed(const struct lock *lock, struct text *why)
{
    char bytes[1024];
    off_t at = 0;
    ssize_t n;

    if (!lock->waited)
        return false;
    for (; (n = pread(lock->file, bytes, sizeof bytes, at)) > 0; at += n)
        text_add(why, bytes, (size_t)n);
    return at > 0;
}

static void tell_failure(const struct lock *lock, const struct text *why)
{
    /* whoever is not told tries for itself */
    if (pwrite(lock->file, why->bytes, why->length, 0) < 0)
        return;
}

/* Starts a daemon, unless those before have tried in vain. */
static bool begin(struct lock *lock, struct daemon *daemon, const struct home *home, struct text *why)
{
    if (has_failed(lock, why))
        return false;
    lock->waited = false; /* those who wait from now on wait for this relay's daemon */
    if (ftruncate(lock->file, 0) < 0)
        return text_add_error(why, errno, "start.lock");
    return daemon_start(daemon, home, why);
}

static bool pause_unless_over(const struct home *home, long long waited, long limit, long millis, struct text *why)
{
    if (waited >= limit) {
        text_add_string(why, "no daemon took the session within ");
        text_add_number(why, limit / 1000);
        text_add_string(why, " s; see ");
        text_add_string(why, home->logs.bytes);
        text_add_string(why, "/daemon.log");
        return false;
    }
    sleep_millis(millis);
    return true;
}

/* So that a wait gets a quarter longer at most. */
static long pause_millis(long long waited)
{
    if (waited / 4 < MIN_PAUSE_MILLIS)
        return MIN_PAUSE_MILLIS;
    return waited / 4 > MAX_PAUSE_MILLIS ? MAX_PAUSE_MILLIS : (long)(waited / 4);
}

static int wait_for(struct daemon *daemon, struct lock *lock, const struct home *home, long limit, struct text *why)
{
    long long began = now_millis();
    int killed = 0;

    while (true) {
        /* before the check of the socket: whoever held it may have started one meanwhile */
        bool mine = take(lock);
        int channel = starter_find(home, why);
        if (channel >= 0 || why->length > 0)
            return channel;
        if (mine && daemon->pid == 0) {
            if (!begin(lock, daemon, home, why))
                return -1;
        } else if (mine && daemon_has_ended(daemon) && !daemon_ended_in_order(daemon) &&
                   !(daemon_was_killed(daemon) && ++killed < MAX_KILLED)) {
            daemon_failure(daemon, home, why);
            tell_failure(lock, why);
            return -1;
        }
        /* there is one that starts it, and there may be a hundred that wait */
        long long waited = now_millis() - began;
        if (!pause_unless_over(home, waited, limit, pause_millis(mine ? 0 : waited), why))
            return -1;
    }
}

int starter_connect(struct starter *starter, struct text *why)
{
    struct lock lock = {.file = -1};
    struct daemon daemon = {0};
    int channel = starter_find(starter->home, why);

    if (channel >= 0 || why->length > 0)
        return channel;
    if (!make_directories(starter->home, why) || !open_lock(&lock, starter->home, why))
        return -1;
    channel = wait_for(&daemon, &lock, starter->home, starter->has_fallback ? FALLBACK_MILLIS : START_MILLIS, why);
    daemon_let_go(&daemon);
    close(lock.file);
    return channel;
}

bool starter_pause(struct starter *starter, struct text *why)
{
    if (starter->refused_since == 0)
        starter->refused_since = now_millis();
    long long waited = now_millis() - starter->refused_since;
    long limit = !starter->stopping ? REFUSAL_MILLIS : starter->has_fallback ? FALLBACK_MILLIS : START_MILLIS;
    return pause_unless_over(starter->home, waited, limit, pause_millis(waited), why);
}
