/*
 * Does what systemd does for a socket unit with Accept=no: supervise SOCKET COMMAND... listens, starts the command for the
 * first who comes, as sd_listen_fds(3) says, and again for the next after it has ended. Each start is a line with the pid on
 * stdout, among those of the command. SIGTERM ends the command and this. With BLOCKING in the environment the socket is handed over without
 * O_NONBLOCK; with AS_PID, for the process with that number.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;
static volatile pid_t child;

static void end(int signal)
{
    ended = 1;
    if (child > 0)
        kill(child, signal);
}

static void run(int channel, char **command)
{
    char pid[32];

    if (channel == 3)
        fcntl(3, F_SETFD, 0);
    else
        dup2(channel, 3);
    fcntl(3, F_SETFL, getenv("BLOCKING") ? 0 : O_NONBLOCK);
    snprintf(pid, sizeof pid, "%d", getpid());
    setenv("LISTEN_PID", getenv("AS_PID") ? getenv("AS_PID") : pid, 1);
    setenv("LISTEN_FDS", "1", 1);
    execvp(command[0], command);
    _exit(127);
}

int main(int count, char **arguments)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct sigaction action = {.sa_handler = end};
    int channel = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (count < 3 || strlen(arguments[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, arguments[1]);
    umask(0177);
    if (bind(channel, (struct sockaddr *)&address, sizeof address) < 0 || listen(channel, 128) < 0)
        return 1;
    umask(077);
    sigaction(SIGTERM, &action, NULL);
    printf("listens\n");
    fflush(stdout);
    while (!ended) {
        struct pollfd waits = {.fd = channel, .events = POLLIN};
        int status;

        if (poll(&waits, 1, -1) != 1)
            continue;
        child = fork();
        if (child == 0)
            run(channel, arguments + 2);
        printf("started %d\n", child);
        fflush(stdout);
        while (waitpid(child, &status, 0) < 0)
            continue;
        child = 0;
        /* as with systemd's StartLimitBurst, less patient */
        if (WIFEXITED(status) && WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 143)
            return WEXITSTATUS(status);
    }
    return 0;
}
