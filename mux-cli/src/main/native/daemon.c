/*
 * Starts bin/mcpmux serve in the background, and tells why it has ended if it did.
 */
#define _GNU_SOURCE
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exits.h"
#include "paths.h"

enum { MAX_LOG_BYTES = 4 << 20, TAIL_LINES = 10, TAIL_BYTES = 8192 };

extern char **environ;

static void log_path(struct text *out, const struct home *home)
{
    text_add_string(out, home->logs.bytes);
    text_add_string(out, "/daemon.log");
}

/* Opens the log, which is nobody else's business, at its end; -1 with a message for people. */
static int open_log(const struct home *home, off_t *start, struct text *why)
{
    struct text path = {0};
    struct stat status;
    int log = -1;

    if (!directory_make(home->logs.bytes, why))
        return -1;
    log_path(&path, home);
    if (stat(path.bytes, &status) == 0 && status.st_size > MAX_LOG_BYTES) {
        struct text old = {0};
        text_add_string(&old, path.bytes);
        text_add_string(&old, ".1");
        if (rename(path.bytes, old.bytes) < 0)
            text_add_error(why, errno, old.bytes);
        text_free(&old);
    }
    if (why->length == 0) {
        log = open(path.bytes, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (log < 0)
            text_add_error(why, errno, path.bytes);
        else if (fstat(log, &status) == 0)
            *start = status.st_size;
    }
    text_free(&path);
    return log;
}

/* bin/mcpmux of the tree that this program lies in: lib/mcpmux-attach. */
static bool find_launcher(struct text *out, struct text *why)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

    if (length <= 0) {
        text_add_string(why, "cannot tell where mcpmux is: /proc is missing");
        return false;
    }
    self[length] = '\0';
    path_parent(out, self);
    text_add_string(out, "/../bin/mcpmux");
    struct text path = {0};
    path_normalize(&path, "/", out->bytes);
    text_free(out);
    *out = path;
    if (access(out->bytes, X_OK) == 0)
        return true;
    text_add_string(why, out->bytes);
    text_add_string(why, " is missing or cannot be executed");
    return false;
}

/* It serves other sessions too, so nothing of this one may stay in it. ClientEnvironment.base is the same list. */
static bool is_for_daemon(const char *variable)
{
    static const char *const names[] = {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "TZ", "JAVA_HOME",
    };
    size_t length = strcspn(variable, "=");

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == length && strncmp(names[i], variable, length) == 0)
            return true;
    return starts_with(variable, "XDG_") || starts_with(variable, "SSL_") ||
           (length >= 6 && (strncmp(variable + length - 6, "_PROXY", 6) == 0 ||
                            strncmp(variable + length - 6, "_proxy", 6) == 0));
}

/* The variables of a daemon, as an array in the bytes of out. */
static char **daemon_environment(struct text *out)
{
    static char locale[] = "LC_ALL=C.UTF-8";
    static char mark[] = "MCPMUX_SERVER=0"; /* it is no part of a server, though a server's client may have started it */
    char *last[] = {locale, mark, NULL};

    for (char **variable = environ; *variable != NULL; variable++)
        if (is_for_daemon(*variable))
            text_add(out, (const char *)variable, sizeof *variable);
    text_add(out, (const char *)last, sizeof last);
    return (char **)(void *)out->bytes;
}

/* A file descriptor that some program forgot to close must not live on in the daemon. */
static void close_from(unsigned first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return;
#endif
    struct rlimit limit;
    rlim_t end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? limit.rlim_cur : 65536;
    for (rlim_t fd = first; fd < end; fd++)
        close((int)fd);
}

static _Noreturn void become(const char *launcher, const struct home *home, char **environment, int log)
{
    const char *arguments[] = {launcher, "serve", "--detached", NULL, NULL, NULL};

    if (home->root.length > 0) {
        arguments[3] = "--home";
        arguments[4] = home->root.bytes;
    }
    setsid();
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || chdir("/") < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(EXIT_FAILED);
    close_from(STDERR_FILENO + 1);
    execve(launcher, (char **)arguments, environment);
    struct text why = {0};
    text_add_error(&why, errno, launcher);
    complain(why.bytes);
    _exit(EXIT_COMMAND_NOT_FOUND);
}

static int exit_code(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void wake(int number)
{
    (void)number;
}

/* Ends as the daemon ends, or when the other end of the leash is closed. */
static _Noreturn void stand_between(const char *launcher, const struct home *home, char **environment, int log, int leash)
{
    struct sigaction woken = {.sa_handler = wake};
    sigset_t child;
    sigset_t before;
    int status = EXIT_FAILED << 8;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &before);
    sigaction(SIGCHLD, &woken, NULL);
    pid_t daemon = fork();
    if (daemon == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        become(launcher, home, environment, log);
    }
    sigdelset(&before, SIGCHLD);
    struct pollfd end = {.fd = leash};
    while (daemon > 0 && waitpid(daemon, &status, WNOHANG) == 0)
        if (ppoll(&end, 1, NULL, &before) > 0)
            _exit(EXIT_OK);
    _exit(exit_code(status));
}

static bool fork_apart(struct daemon *daemon, const char *launcher, const struct home *home, char **environment, int log)
{
    int leash[2];

    if (pipe2(leash, O_CLOEXEC) < 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        close(leash[1]);
        stand_between(launcher, home, environment, log, leash[0]);
    }
    close(leash[0]);
    if (pid < 0) {
        int error = errno;
        close(leash[1]);
        errno = error;
        return false;
    }
    daemon->pid = pid;
    daemon->leash = leash[1];
    return true;
}

bool daemon_start(struct daemon *daemon, const struct home *home, struct text *why)
{
    struct text launcher = {0};
    struct text variables = {0};
    int log = -1;

    if (find_launcher(&launcher, why))
        log = open_log(home, &daemon->log_start, why);
    if (log >= 0) {
        char **environment = daemon_environment(&variables);
        if (!fork_apart(daemon, launcher.bytes, home, environment, log))
            text_add_error(why, errno, launcher.bytes);
        close(log);
    }
    text_free(&launcher);
    text_free(&variables);
    return daemon->pid > 0;
}

void daemon_become_launcher(char **arguments, struct text *why)
{
    struct text launcher = {0};
    const char *words[] = {NULL, "attach", NULL, NULL, NULL, NULL};

    if (!find_launcher(&launcher, why))
        return;
    words[0] = launcher.bytes;
    for (int i = 0; i < 3 && arguments[i] != NULL; i++)
        words[2 + i] = arguments[i];
    execv(launcher.bytes, (char **)words);
    text_add_error(why, errno, launcher.bytes);
    text_free(&launcher);
}

bool daemon_has_ended(struct daemon *daemon)
{
    int status = EXIT_FAILED << 8;

    /* who was started with SIGCHLD ignored is not told the code, only that there is no such process any more */
    if (waitpid(daemon->pid, &status, WNOHANG) == 0)
        return false;
    close(daemon->leash);
    daemon->pid = 0;
    daemon->exit_code = exit_code(status);
    return true;
}

void daemon_let_go(struct daemon *daemon)
{
    if (daemon->pid == 0)
        return;
    close(daemon->leash);
    while (waitpid(daemon->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    daemon->pid = 0;
}

bool daemon_ended_in_order(const struct daemon *daemon)
{
    return daemon->exit_code == EXIT_ALREADY_RUNNING || daemon->exit_code == EXIT_OK;
}

bool daemon_was_killed(const struct daemon *daemon)
{
    return daemon->exit_code == 128 + SIGKILL;
}

/* Cuts a log to its last lines. */
static const char *last_lines(struct text *log)
{
    while (log->length > 0 && log->bytes[log->length - 1] == '\n')
        text_cut(log, log->length - 1);
    const char *at = log->bytes + log->length;
    for (int lines = 0; at > log->bytes; at--)
        if (at[-1] == '\n' && ++lines == TAIL_LINES)
            break;
    return at;
}

static void read_tail(struct text *out, const char *path, off_t start)
{
    char bytes[TAIL_BYTES];
    struct stat status;
    int log = open(path, O_RDONLY | O_CLOEXEC);

    text_add(out, "", 0);
    if (log < 0)
        return;
    if (fstat(log, &status) == 0) {
        off_t from = status.st_size - TAIL_BYTES > start ? status.st_size - TAIL_BYTES : start;
        ssize_t n = pread(log, bytes, sizeof bytes, from);
        text_add(out, bytes, n > 0 ? (size_t)n : 0);
    }
    close(log);
}

void daemon_failure(const struct daemon *daemon, const struct home *home, struct text *why)
{
    struct text path = {0};
    struct text log = {0};

    log_path(&path, home);
    read_tail(&log, path.bytes, daemon->log_start);
    text_add_string(why, "the daemon ended with exit code ");
    text_add_number(why, daemon->exit_code);
    const char *line = last_lines(&log);
    if (log.length == 0) {
        text_add_string(why, " and wrote nothing to ");
        text_add_string(why, path.bytes);
    } else {
        text_add_string(why, "; ");
        text_add_string(why, path.bytes);
        text_add_string(why, " ends with:");
        while (line != NULL) {
            const char *end = strchr(line, '\n');
            text_add_string(why, "\n  ");
            text_add(why, line, end == NULL ? strlen(line) : (size_t)(end - line));
            line = end == NULL ? NULL : end + 1;
        }
    }
    text_free(&path);
    text_free(&log);
}
