/*
 * mcpmux attach: opens a session with the daemon, which it starts if need be, and copies bytes between it and the client.
 * Only frames reach stdout. This is the Java class AttachMain and its package once more, for a hundredth of the memory and
 * of the time; the same tests run against both, and docs/attach-protocol.md is the contract.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "daemon.h"
#include "exec.h"
#include "exits.h"
#include "fallback.h"
#include "guard.h"
#include "hello.h"
#include "home.h"
#include "link.h"
#include "options.h"
#include "own.h"
#include "paths.h"
#include "refusal.h"
#include "session.h"
#include "starter.h"
#include "stream.h"
#include "text.h"

extern char **environ;

static void ignore(int signal)
{
    (void)signal;
}

/* A handler, because a program that is started does not inherit it: one that was told to ignore a signal stays so. */
static void survive_broken_pipes(void)
{
    struct sigaction action = {.sa_handler = ignore, .sa_flags = SA_RESTART};
    struct sigaction before;

    if (sigaction(SIGPIPE, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGPIPE, &action, NULL);
}

static const char NO_DAEMON[] = "no-daemon";
static const char NO_DIRECTORY[] = "directory-gone";

/* Runs what there is in place of a session, which is better than none; a directory that is gone has only its own command. */
static int without_daemon(const struct options *options, const char *reason, struct text *why, int exit_code)
{
    struct home home = {0};
    struct text unknown = {0};

    bool known = strcmp(reason, NO_DIRECTORY) != 0 && home_resolve(&home, options->home, &unknown);
    return fallback_run(options, known ? &home : NULL, reason, why, exit_code);
}

static int refused(const struct options *options, const struct home *home, struct text *message, const char *reason)
{
    if (strcmp(reason, "unsupported-version") == 0) {
        text_add_string(message, "; the daemon is of another build than this program: end it with mcpmux stop, and the next "
                                  "session starts one of this build");
        return without_daemon(options, reason, message, EXIT_REFUSED);
    }
    complain(message->bytes);
    bool profile = strcmp(reason, "unknown-profile") == 0;
    if (profile || strcmp(reason, "unknown-server") == 0) {
        struct text where = {0};
        text_add_string(&where, profile ? "profiles are in " : "servers are named in ");
        text_add_string(&where, home->config.bytes);
        text_add_string(&where, "; `mcpmux config check` says what is wrong with it");
        complain(where.bytes);
        text_add_string(message, "; ");
        text_add_string(message, where.bytes);
        text_free(&where);
    }
    refusal_answer(reason, message->bytes);
    return EXIT_REFUSED;
}

/* What to do after a try to open a session. */
enum opened { OPEN, AGAIN, STOPPING, OVER };

/* Says hello on a connection and judges the answer. exit_code is set for OVER. */
static enum opened open_session(int daemon, const struct options *options, const struct home *home,
                                const struct text *hello, struct link_answer *answer, int *exit_code)
{
    struct text line = {0};
    struct text why = {0};
    bool timed_out = false;
    enum opened opened = OVER;

    /* a client waits half a minute for its server, so what there is in its place comes before that */
    long patience = fallback_is_there(options, home) ? FALLBACK_MILLIS : ANSWER_MILLIS;
    if (!session_open(daemon, hello, patience, &line, &timed_out)) {
        /* one that is stopping closes the connection in place of an answer */
        opened = timed_out ? OVER : AGAIN;
        if (timed_out) {
            text_add_string(&why, "the daemon has not answered for ");
            text_add_number(&why, patience / 1000);
            text_add_string(&why, " s");
            *exit_code = without_daemon(options, NO_DAEMON, &why, EXIT_DAEMON_NOT_STARTED);
        }
    } else if (link_is_open(&line, answer)) {
        opened = OPEN;
    } else if (strcmp(text_string(&answer->reason), "stopping") == 0) {
        opened = STOPPING;
    } else {
        *exit_code = refused(options, home, &answer->message, text_string(&answer->reason));
    }
    text_free(&line);
    link_free(answer);
    return opened;
}

/* The connection has ended without a word, which does not yet mean that the daemon has. */
static int ended(const struct options *options, long pid)
{
    if (link_is_alive(options, pid)) {
        complain("the daemon has closed this session's connection (its log may say why)");
        return EXIT_SESSION_CLOSED;
    }
    complain("the daemon has gone away, and this session with it (its log may say why)");
    return EXIT_DAEMON_GONE;
}

static int silent(void)
{
    struct text why = {0};

    text_add_string(&why, "the daemon has said nothing for ");
    text_add_number(&why, END_MILLIS / 1000);
    text_add_string(&why, " s since the end of the input, so this session ends");
    complain(why.bytes);
    return EXIT_SESSION_CLOSED;
}

/* The session, from when the daemon has taken it. */
static int relay(int daemon, const struct options *options, const struct link_answer *answer)
{
    struct close_line close = {0};
    long pid = answer->pid;

    /* a daemon that this process has started may end before it does */
    signal(SIGCHLD, SIG_IGN);
    switch (session_run(options, daemon, &pid, answer->resumes, &close)) {
    case CLIENT_GONE:
        return EXIT_OK;
    case CONNECTION_ENDED:
        return ended(options, pid);
    case DAEMON_SILENT:
        return silent();
    case SESSION_REFUSED:
        complain(text_string(&close.message));
        return EXIT_REFUSED;
    case SESSION_CLOSED:
        break;
    }
    const char *reason = text_string(&close.reason);
    if (strcmp(reason, "end-of-input") == 0)
        return EXIT_OK;
    complain(text_string(&close.message));
    return strcmp(reason, "stopping") == 0 ? EXIT_DAEMON_GONE : EXIT_SESSION_CLOSED;
}

static int attach(const struct options *options)
{
    struct text why = {0};
    struct text cwd = {0};
    struct text hello = {0};
    struct home home = {0};
    int exit_code = EXIT_FAILED;

    if (!path_cwd(&cwd, &why))
        return without_daemon(options, NO_DIRECTORY, &why, EXIT_DAEMON_NOT_STARTED);
    if (!home_resolve(&home, options->home, &why))
        return without_daemon(options, NO_DAEMON, &why, EXIT_DAEMON_NOT_STARTED);
    hello_add(&hello, options, cwd.bytes, environ, getpid(), NULL);
    struct starter starter = {.home = &home};
    starter.has_fallback = fallback_is_there(options, &home);
    while (true) {
        int daemon = starter_connect(&starter, &why);
        if (daemon < 0)
            return without_daemon(options, NO_DAEMON, &why, EXIT_DAEMON_NOT_STARTED);
        struct link_answer answer = {0};
        enum opened opened = open_session(daemon, options, &home, &hello, &answer, &exit_code);
        if (opened == OPEN) {
            text_free(&cwd);
            text_free(&hello);
            home_free(&home);
            return relay(daemon, options, &answer);
        }
        close(daemon);
        if (opened == OVER)
            return exit_code;
        /* the next daemon will take the session */
        starter.stopping = opened == STOPPING;
        if (!starter_pause(&starter, &why))
            return without_daemon(options, NO_DAEMON, &why, EXIT_DAEMON_NOT_STARTED);
    }
}

int main(int count, char **arguments)
{
    struct options options;
    struct text why = {0};

    if (count > 0 && exec_is_meant(arguments + 1))
        return exec_become();
    if (count > 0 && guard_is_meant(arguments + 1))
        return guard_run(arguments + 2);
    if (count > 1 && strcmp(arguments[1], "--control") == 0) {
        /* what an agent asks about the daemon is answered in Java */
        daemon_become_launcher(arguments + 1, &why);
        complain(why.bytes);
        return EXIT_COMMAND_NOT_FOUND;
    }
    open_standard_streams();
    survive_broken_pipes();
    if (!options_parse(&options, arguments + (count > 0), &why)) {
        complain(why.bytes);
        why.bytes[strcspn(why.bytes, "\n")] = '\0'; /* the usage is for a terminal */
        refusal_answer("usage", why.bytes);
        return EXIT_USAGE;
    }
    if (isatty(STDIN_FILENO))
        complain("attach speaks JSON-RPC over stdin and stdout: MCP clients start it.\n"
                 "mcpmux: To see what a server offers: mcpmux try NAME. Ctrl-D ends this.");
    if (own_is_server()) {
        static const char own[] = "a server of mcpmux starts mcpmux itself, which would start it again without end: write the "
                                  "server's own command into the config";
        complain(own);
        refusal_answer("own-server", own);
        return EXIT_REFUSED;
    }
    return attach(&options);
}
