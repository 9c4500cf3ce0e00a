/*
 * The kernel closes the daemon's end of a pipe when the daemon is gone, and this process reads the end of it. Whose a
 * process is, it tells by what the daemon has written down (pid and start time), by the variable that each server is given
 * and hands on, and by parents, sessions and groups. It ends them as the daemon would: they have just got the end of their
 * input, then SIGTERM, then SIGKILL until nothing is left. After an end in order the variable does not count: what the
 * daemon does not know of any more has gone its own way.
 */
#define _GNU_SOURCE
#include "guard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "exits.h"
#include "paths.h"
#include "text.h"

enum {
    INPUT_MILLIS = 3000,  /* after the end of the input, as StopWaits has it */
    TERM_MILLIS = 3000,
    KILL_MILLIS = 10000,
    LOOK_MILLIS = 100,
    AGAIN_MILLIS = 30,  /* whoever was forked during a look is seen by the next */
};

static const char MARK[] = "MCPMUX_SERVER=";

/* By pid and start time, which no two have in common while the machine is up. */
struct process {
    pid_t pid;
    unsigned long long start;
};

struct entry {
    struct process process;
    pid_t parent;
    pid_t group;
    pid_t session;
    bool zombie;
    bool known;
};

struct guard {
    const char *daemon;  /* its pid in digits, as the mark has it */
    bool in_order;  /* it has ended its servers itself, and what it knew of and left is written down */
    struct text seen;  /* of struct process: everything that ever was the daemon's */
    struct text table;  /* of struct entry: what runs at this look */
    struct text bytes;  /* of the file at hand */
};

static size_t count(const struct text *array, size_t size)
{
    return array->length / size;
}

static struct process *seen(const struct guard *guard, size_t i)
{
    return (struct process *)(void *)guard->seen.bytes + i;
}

static struct entry *entry(const struct guard *guard, size_t i)
{
    return (struct entry *)(void *)guard->table.bytes + i;
}

static size_t entries(const struct guard *guard)
{
    return count(&guard->table, sizeof(struct entry));
}

/* Reads a file of a process; false if it has gone, or is another user's. */
static bool read_of(struct text *out, pid_t pid, const char *file)
{
    struct text path = {0};

    text_add_string(&path, "/proc/");
    text_add_number(&path, pid);
    text_add_string(&path, file);
    text_cut(out, 0);
    bool read = read_file(out, path.bytes) && out->length > 0;
    text_free(&path);
    return read;
}

/* proc_pid_stat(5): the name in parentheses may hold anything. */
static bool read_stat(struct entry *into, struct text *bytes, pid_t pid)
{
    if (!read_of(bytes, pid, "/stat"))
        return false;
    char *at = strrchr(bytes->bytes, ')');
    if (at == NULL || at[1] == '\0')
        return false;
    at += 2;
    *into = (struct entry){.process.pid = pid, .zombie = *at == 'Z' || *at == 'X'};
    for (int field = 3; at != NULL && field <= 22; field++) {
        if (field == 4)
            into->parent = (pid_t)strtol(at, NULL, 10);
        else if (field == 5)
            into->group = (pid_t)strtol(at, NULL, 10);
        else if (field == 6)
            into->session = (pid_t)strtol(at, NULL, 10);
        else if (field == 22)
            into->process.start = strtoull(at, NULL, 10);
        at = strchr(at, ' ');
        at = at == NULL ? NULL : at + 1;
    }
    return true;
}

/* Of this pid namespace: in another one the daemon's number means another process. */
static bool is_near(pid_t pid)
{
    struct text path = {0};
    struct stat own;
    struct stat other;

    text_add_string(&path, "/proc/");
    text_add_number(&path, pid);
    text_add_string(&path, "/ns/pid");
    bool near = stat("/proc/self/ns/pid", &own) == 0 && stat(path.bytes, &other) == 0 && own.st_ino == other.st_ino;
    text_free(&path);
    return near;
}

enum mark { NONE, OURS, OF_OTHERS };

static enum mark mark_of(struct guard *guard, pid_t pid)
{
    if (!read_of(&guard->bytes, pid, "/environ"))
        return NONE;
    const char *end = guard->bytes.bytes + guard->bytes.length;
    for (const char *at = guard->bytes.bytes; at < end; at += strlen(at) + 1)
        if (starts_with(at, MARK) && is_near(pid))
            return strcmp(at + sizeof MARK - 1, guard->daemon) == 0 ? OURS : OF_OTHERS;
    return NONE;
}

static bool is_same(const struct process *one, const struct process *other)
{
    return one->pid == other->pid && one->start == other->start;
}

static bool was_seen(const struct guard *guard, const struct process *process)
{
    for (size_t i = 0; i < count(&guard->seen, sizeof *process); i++)
        if (is_same(seen(guard, i), process))
            return true;
    return false;
}

static void note(struct guard *guard, const struct process *process)
{
    if (!was_seen(guard, process))
        text_add(&guard->seen, (const char *)process, sizeof *process);
}

static bool is_reused(const struct guard *guard, const struct process *process)
{
    for (size_t i = 0; i < entries(guard); i++)
        if (entry(guard, i)->process.pid == process->pid)
            return entry(guard, i)->process.start != process->start;
    return false;
}

/* The system gives nobody a number that a session or a group still has. */
static bool descends(const struct guard *guard, const struct entry *from)
{
    for (size_t i = 0; i < count(&guard->seen, sizeof(struct process)); i++) {
        const struct process *one = seen(guard, i);
        if ((from->parent == one->pid || from->session == one->pid || from->group == one->pid) && !is_reused(guard, one))
            return true;
    }
    return false;
}

static void read_table(struct guard *guard)
{
    DIR *directory = opendir("/proc");

    text_cut(&guard->table, 0);
    if (directory == NULL)
        return;
    for (struct dirent *each; (each = readdir(directory)) != NULL;) {
        struct entry found;
        pid_t pid = (pid_t)strtol(each->d_name, NULL, 10);
        if (pid > 0 && pid != getpid() && read_stat(&found, &guard->bytes, pid))
            text_add(&guard->table, (const char *)&found, sizeof found);
    }
    closedir(directory);
}

/* Looks who is there; how many live that are the daemon's. */
static int look(struct guard *guard)
{
    int living = 0;
    bool more = true;

    read_table(guard);
    for (size_t i = 0; i < entries(guard) && !guard->in_order; i++)
        if (mark_of(guard, entry(guard, i)->process.pid) == OURS)
            note(guard, &entry(guard, i)->process);
    while (more) { /* a child may stand before its parent */
        more = false;
        for (size_t i = 0; i < entries(guard); i++) {
            struct entry *one = entry(guard, i);
            if (one->known)
                continue;
            one->known = was_seen(guard, &one->process);
            /* another daemon that one of these has started is on its own, and so is all that is its */
            if (!one->known && descends(guard, one) && mark_of(guard, one->process.pid) != OF_OTHERS) {
                note(guard, &one->process);
                one->known = true;
            }
            more |= one->known;
        }
    }
    for (size_t i = 0; i < entries(guard); i++)
        living += entry(guard, i)->known && !entry(guard, i)->zombie;
    return living;
}

static void end(struct guard *guard, const struct process *process, int number)
{
    struct entry now;
    int handle = -1;

#if defined SYS_pidfd_open && defined SYS_pidfd_send_signal
    handle = (int)syscall(SYS_pidfd_open, process->pid, 0);
#endif
    if (read_stat(&now, &guard->bytes, process->pid) && is_same(&now.process, process)) {
#if defined SYS_pidfd_open && defined SYS_pidfd_send_signal
        if (handle < 0 || syscall(SYS_pidfd_send_signal, handle, number, NULL, 0) < 0)
#endif
            kill(process->pid, number);
    }
    if (handle >= 0)
        close(handle);
}

static void end_all(struct guard *guard, int number)
{
    for (size_t i = 0; i < entries(guard); i++)
        if (entry(guard, i)->known && !entry(guard, i)->zombie)
            end(guard, &entry(guard, i)->process, number);
}

/* Waits until nothing is left, at most so long, and signals at each look if it is to; whether nothing is. */
static bool await_end(struct guard *guard, long millis, bool kills)
{
    long long deadline = now_millis() + millis;

    do {
        if (look(guard) == 0) {
            sleep_millis(AGAIN_MILLIS);
            if (look(guard) == 0)
                return true;
        }
        if (kills)
            end_all(guard, SIGKILL);
        sleep_millis(LOOK_MILLIS);
    } while (now_millis() < deadline);
    return false;
}

/* A line for the daemon, and then: PID START LEADER NAME. */
static void read_ledger(struct guard *guard, const char *ledger)
{
    struct text lines = {0};

    if (read_file(&lines, ledger) && lines.length > 0)
        for (char *line = strchr(lines.bytes, '\n'); line != NULL && line[1] != '\0'; line = strchr(line + 1, '\n')) {
            char *behind;
            struct process process = {.pid = (pid_t)strtol(line + 1, &behind, 10)};
            process.start = strtoull(behind, NULL, 10);
            if (process.pid > 1)
                note(guard, &process);
        }
    text_free(&lines);
}

/* Whether it has said that it ends in order: whatever it says means that. */
static bool await_daemon(void)
{
    char bytes[64];
    bool said = false;
    ssize_t n;

    do {
        n = read(STDIN_FILENO, bytes, sizeof bytes);
        said |= n > 0;
    } while (n > 0 || (n < 0 && errno == EINTR));
    return said;
}

static void ignore_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        signal(numbers[i], SIG_IGN);
}

bool guard_is_meant(char **arguments)
{
    return arguments[0] != NULL && strcmp(arguments[0], "--guard") == 0 && arguments[1] != NULL && arguments[2] != NULL &&
           arguments[3] == NULL;
}

int guard_run(char **arguments)
{
    struct guard guard = {.daemon = arguments[0]};

    ignore_signals();
    setsid(); /* who ends the daemon's group does not mean this */
    if (chdir("/") < 0)
        return EXIT_FAILED;
    guard.in_order = await_daemon();
    read_ledger(&guard, arguments[1]);
    if (await_end(&guard, INPUT_MILLIS, false))
        return EXIT_OK;
    end_all(&guard, SIGTERM);
    if (await_end(&guard, TERM_MILLIS, false) || await_end(&guard, KILL_MILLIS, true))
        return EXIT_OK;
    return EXIT_FAILED;
}
