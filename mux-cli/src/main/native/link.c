/*
 * The child ends with its parent. What it has found out is one message, with the connection in it.
 */
#define _GNU_SOURCE
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ask.h"
#include "exits.h"
#include "hello.h"
#include "home.h"
#include "json.h"
#include "paths.h"
#include "starter.h"
#include "stream.h"

enum { ALIVE_MILLIS = 5000, MAX_WORDS = 16 * 1024 };

extern char **environ;

struct head {
    int result;
    long pid;
    bool resumes;
    size_t reason;  /* the length of the first of the two strings behind this */
};

static long number(struct span value)
{
    /* behind every text stands a NUL */
    return value.start == NULL ? 0 : strtol(value.start, NULL, 10);
}

bool link_is_open(const struct text *line, struct link_answer *answer)
{
    struct span json = {line->bytes, line->length};
    struct span error = json_member(json, "error");

    if (json_is(json_member(json, "ok"), "true")) {
        answer->pid = number(json_member(json, "pid"));
        answer->resumes = number(json_member(json, "resumes")) > 0;
        return true;
    }
    json_decode(&answer->reason, json_member(error, "reason"));
    if (!json_decode(&answer->message, json_member(error, "message")))
        text_add_string(&answer->message, "the daemon refused the session");
    return false;
}

/* A daemon that is on its way out, or has too much to do, may take the session in a moment. */
static bool is_passing_refusal(const struct text *reason)
{
    const char *word = text_string(reason);

    return strcmp(word, "stopping") == 0 || strcmp(word, "busy") == 0 || strcmp(word, "lookup-failed") == 0;
}

/* Where the session is; of a directory that is gone, where it was. */
static bool find_cwd(struct text *out, struct text *why)
{
    static const char deleted[] = " (deleted)";
    char link[4096];

    if (path_cwd(out, why))
        return true;
    ssize_t length = readlink("/proc/self/cwd", link, sizeof link - 1);
    if (length <= 0)
        return false;
    link[length] = '\0';
    if (ends_with(link, deleted))
        link[(size_t)length - (sizeof deleted - 1)] = '\0';
    text_cut(why, 0);
    text_add_string(out, link);
    return true;
}

static void connect_to_next(const struct options *options, const struct text *value, long pid, struct link_answer *answer)
{
    struct text *why = &answer->message;
    struct text cwd = {0};
    struct text hello = {0};
    struct home home = {0};

    answer->result = LINK_NONE;
    if (!find_cwd(&cwd, why) || !home_resolve(&home, options->home, why))
        return;
    hello_add(&hello, options, cwd.bytes, environ, (pid_t)pid, value);
    struct starter starter = {.home = &home};
    while (true) {
        struct text line = {0};
        bool timed_out = false;
        answer->daemon = starter_connect(&starter, why);
        if (answer->daemon < 0)
            return;
        if (session_open(answer->daemon, &hello, ANSWER_MILLIS, &line, &timed_out)) {
            if (link_is_open(&line, answer)) {
                answer->result = LINK_OPEN;
                return;
            }
            if (!is_passing_refusal(&answer->reason)) {
                answer->result = LINK_REFUSED;
                return;
            }
        } else if (timed_out) {
            text_add_string(why, "the daemon has not answered for ");
            text_add_number(why, ANSWER_MILLIS / 1000);
            text_add_string(why, " s");
            return;
        }
        close(answer->daemon);
        answer->daemon = -1;
        starter.stopping = strcmp(text_string(&answer->reason), "stopping") == 0;
        text_cut(&answer->reason, 0);
        text_cut(why, 0);
        if (!starter_pause(&starter, why))
            return;
    }
}

/* Whether a daemon that is this process answers, or what else is known of it. */
static enum link_result ask_whether_alive(const struct home *home, long pid, bool *timed_out)
{
    struct text why = {0};
    struct text question = {0};
    struct text line = {0};
    int daemon = starter_find(home, &why);

    if (daemon < 0)
        return why.length > 0 ? LINK_LIVES : LINK_ENDED; /* who cannot be asked is not said to have gone */
    text_add_string(&question, "{\"mcpmux\":1,\"control\":\"alive\"}\n");
    bool answered = session_open(daemon, &question, ALIVE_MILLIS, &line, timed_out);
    close(daemon);
    if (!answered)
        return *timed_out ? LINK_LIVES : LINK_ENDED;
    long other = number(json_member((struct span){line.bytes, line.length}, "pid"));
    return pid == 0 || other == 0 || other == pid ? LINK_LIVES : LINK_ENDED;
}

bool link_is_alive(const struct options *options, long pid)
{
    struct home home = {0};
    struct text why = {0};
    bool timed_out = false;

    return !home_resolve(&home, options->home, &why) || ask_whether_alive(&home, pid, &timed_out) == LINK_LIVES;
}

/* The process that has the lock of daemons; 0 for none that can be told. */
static pid_t holder(const struct home *home)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct text path = {0};

    text_add_string(&path, home->runtime.bytes);
    text_add_string(&path, "/daemon.lock");
    int file = open(path.bytes, O_RDWR | O_CLOEXEC);
    text_free(&path);
    if (file < 0)
        return 0;
    bool told = fcntl(file, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    close(file);
    return told ? whole.l_pid : 0;
}

/* The kernel says who has the lock, before and after the process has a handle that no other process can get. */
static void kill_holder(const struct home *home, long pid)
{
#if defined(SYS_pidfd_open) && defined(SYS_pidfd_send_signal)
    if (pid <= 1 || holder(home) != pid)
        return;
    int process = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
    if (process >= 0 && holder(home) == pid)
        syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0);
    else if (process < 0 && errno == ENOSYS)
        kill((pid_t)pid, SIGKILL);
#else
    if (pid > 1 && holder(home) == pid)
        kill((pid_t)pid, SIGKILL);
#endif
}

static void end_if_hung(const struct options *options, long pid, struct link_answer *answer)
{
    struct home home = {0};
    bool timed_out = false;

    answer->result = LINK_LIVES;
    if (!home_resolve(&home, options->home, &answer->message))
        return;
    answer->result = ask_whether_alive(&home, pid, &timed_out);
    if (timed_out) {
        kill_holder(&home, pid);
        answer->result = LINK_ENDED;
    }
}

static void tell(int to, const struct link_answer *answer)
{
    struct head head = {(int)answer->result, answer->pid, answer->resumes, answer->reason.length};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr header;
    } rights = {0};
    size_t words = answer->message.length < MAX_WORDS ? answer->message.length : MAX_WORDS;
    struct iovec parts[] = {
        {&head, sizeof head},
        {(char *)text_string(&answer->reason), answer->reason.length},
        {(char *)text_string(&answer->message), words},
    };
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 3};

    if (answer->daemon >= 0) {
        message.msg_control = rights.bytes;
        message.msg_controllen = sizeof rights.bytes;
        struct cmsghdr *right = CMSG_FIRSTHDR(&message);
        right->cmsg_level = SOL_SOCKET;
        right->cmsg_type = SCM_RIGHTS;
        right->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(right), &answer->daemon, sizeof(int));
    }
    /* a parent that has gone needs no answer */
    if (sendmsg(to, &message, MSG_NOSIGNAL) < 0)
        return;
}

/* Forks; in the child it returns 0 and in to the place for the answer. */
static pid_t fork_child(int *from, int *to)
{
    int ends[2];
    pid_t parent = getpid();

    *from = -1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        *to = ends[1];
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(EXIT_FAILED);
        signal(SIGCHLD, SIG_DFL);
        return 0;
    }
    close(ends[1]);
    if (pid < 0)
        close(ends[0]);
    else
        *from = ends[0];
    return pid;
}

int link_connect(const struct options *options, const struct text *value)
{
    struct link_answer answer = {.daemon = -1};
    long pid = getpid();
    int from;
    int to;

    if (fork_child(&from, &to) == 0) {
        connect_to_next(options, value, pid, &answer);
        tell(to, &answer);
        _exit(EXIT_OK);
    }
    return from;
}

int link_check(const struct options *options, long pid)
{
    struct link_answer answer = {.daemon = -1};
    int from;
    int to;

    if (fork_child(&from, &to) == 0) {
        end_if_hung(options, pid, &answer);
        tell(to, &answer);
        _exit(EXIT_OK);
    }
    return from;
}

bool link_take(int from, struct link_answer *answer)
{
    struct head head = {0};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr header;
    } rights;
    static char words[2 * MAX_WORDS];
    struct iovec parts[] = {{&head, sizeof head}, {words, sizeof words}};
    struct msghdr message = {
        .msg_iov = parts, .msg_iovlen = 2, .msg_control = rights.bytes, .msg_controllen = sizeof rights.bytes};

    *answer = (struct link_answer){.result = LINK_NONE, .daemon = -1};
    ssize_t n = recvmsg(from, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (n < 0 && is_passing(errno))
        return false;
    if (n < (ssize_t)sizeof head || head.reason > (size_t)n - sizeof head) {
        text_add_string(&answer->message, "connecting to the daemon has failed");
        return true;
    }
    answer->result = (enum link_result)head.result;
    answer->pid = head.pid;
    answer->resumes = head.resumes;
    text_add(&answer->reason, words, head.reason);
    text_add(&answer->message, words + head.reason, (size_t)n - sizeof head - head.reason);
    struct cmsghdr *right = CMSG_FIRSTHDR(&message);
    if (right != NULL && right->cmsg_type == SCM_RIGHTS)
        memcpy(&answer->daemon, CMSG_DATA(right), sizeof(int));
    if (answer->result == LINK_OPEN && answer->daemon < 0) {
        answer->result = LINK_NONE;
        text_add_string(&answer->message, "too many open files");
    }
    return true;
}

void link_free(struct link_answer *answer)
{
    text_free(&answer->reason);
    text_free(&answer->message);
}
