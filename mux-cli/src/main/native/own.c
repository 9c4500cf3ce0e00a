/*
 * A daemon marks what it starts. That mark alone says little: a server may be an agent with servers of its own. But who
 * has the very stdin that the daemon gave to its server is that server, behind whatever shell or npx.
 */
#define _GNU_SOURCE
#include "own.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

static const char MARK[] = "MCPMUX_SERVER";

/* What the stdin of a process is. */
static bool stdin_of(char *link, const char *process)
{
    struct text path = {0};

    text_add_string(&path, "/proc/");
    text_add_string(&path, process);
    text_add_string(&path, "/fd/0");
    ssize_t length = readlink(path.bytes, link, PATH_MAX - 1);
    text_free(&path);
    link[length > 0 ? length : 0] = '\0';
    return length > 0;
}

bool own_is_server(void)
{
    static char mine[PATH_MAX];
    static char of_server[PATH_MAX];
    const char *mark = getenv(MARK);
    struct text leader = {0};

    if (mark == NULL)
        return false;
    if (strtol(mark, NULL, 10) == getppid())
        return true;
    /* a daemon starts each server as the leader of a session */
    text_add_number(&leader, getsid(0));
    bool same = stdin_of(mine, "self") && stdin_of(of_server, leader.bytes) && strcmp(mine, of_server) == 0 &&
                (starts_with(mine, "pipe:") || starts_with(mine, "socket:"));
    text_free(&leader);
    return same;
}
