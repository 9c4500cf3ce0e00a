/*
 * Computes the paths of a home from the environment, as docs/cli.md says under "Files".
 */
#define _GNU_SOURCE
#include "home.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "paths.h"
#include "sha256.h"

static const char TEMPORARY[] = "/tmp";

static void join(struct text *out, const struct text *directory, const char *name)
{
    text_cut(out, 0);
    text_add(out, directory->bytes, directory->length);
    if (!ends_with(out->bytes, "/"))
        text_add_char(out, '/');
    text_add_string(out, name);
}

/* The home directory that the system's list of users tells; false if this user is not in it. */
static bool home_of_user(struct text *out)
{
    struct text list = {0};
    bool found = false;

    if (!read_file(&list, "/etc/passwd"))
        return false;
    /* name:password:uid:gid:comment:home:shell */
    for (char *line = list.bytes, *next; !found && line != NULL && *line != '\0'; line = next) {
        char *field[7] = {line};
        size_t count = 1;
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        for (char *c = line; *c != '\0' && count < 7; c++)
            if (*c == ':') {
                *c = '\0';
                field[count++] = c + 1;
            }
        found = count == 7 && field[5][0] == '/' && field[2][0] != '\0' &&
            strtoul(field[2], NULL, 10) == getuid();
        if (found)
            path_normalize(out, "/", field[5]);
    }
    text_free(&list);
    return found;
}

/* As the XDG base directory specification says, a relative path is ignored. */
static bool directory_of(struct text *out, const char *variable)
{
    const char *value = getenv(variable);

    if (value == NULL || value[0] != '/')
        return false;
    path_normalize(out, "/", value);
    return true;
}

static void temporary(struct text *out)
{
    text_cut(out, 0);
    text_add_string(out, TEMPORARY);
    text_add_string(out, "/mcpmux-");
    text_add_number(out, (long)geteuid());
}

/*
 * A runtime directory counts only if it is the user's own: su and sudo hand on that of somebody else. A login that does
 * not set the variable gets the directory that the others of this user have.
 */
static void user_runtime(struct text *out)
{
    struct stat status;

    if (!directory_of(out, "XDG_RUNTIME_DIR")) {
        text_cut(out, 0);
        text_add_string(out, "/run/user/");
        text_add_number(out, (long)geteuid());
    }
    if (stat(out->bytes, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid())
        text_add_string(out, "/mcpmux");
    else
        temporary(out);
}

static bool fits(const struct text *socket)
{
    return socket->length < sizeof((struct sockaddr_un *)NULL)->sun_path;
}

/* A path that is too long for a socket is replaced by one with a hash of it. */
static void resolve_socket(struct home *home)
{
    static const char hex[] = "0123456789abcdef";
    struct text directory = {0};
    uint8_t digest[32];
    char name[] = "0123456789abcdef.sock";

    join(&home->socket, &home->runtime, "mcpmux.sock");
    if (fits(&home->socket))
        return;
    sha256(home->socket.bytes, home->socket.length, digest);
    for (size_t i = 0; i < 8; i++) {
        name[2 * i] = hex[digest[i] >> 4];
        name[2 * i + 1] = hex[digest[i] & 15];
    }
    user_runtime(&directory);
    join(&home->socket, &directory, name);
    if (!fits(&home->socket)) {
        temporary(&directory);
        join(&home->socket, &directory, name);
    }
    text_free(&directory);
}

static bool resolve_root(struct home *home, const char *root, struct text *why)
{
    struct text cwd = {0};

    if (root[0] != '/' && !path_cwd(&cwd, why))
        return false;
    path_normalize(&home->root, text_string(&cwd), root);
    text_free(&cwd);
    join(&home->config, &home->root, "config.json");
    join(&home->runtime, &home->root, "run");
    join(&home->logs, &home->root, "logs");
    join(&home->state, &home->root, "state");
    return true;
}

static bool resolve_user(struct home *home, struct text *why)
{
    struct text user = {0};
    struct text base = {0};

    if (!directory_of(&user, "HOME") && !home_of_user(&user)) {
        text_add_string(why, "HOME is not set");
        return false;
    }
    if (!directory_of(&base, "XDG_CONFIG_HOME"))
        join(&base, &user, ".config");
    join(&home->config, &base, "mcpmux/config.json");
    if (!directory_of(&base, "XDG_STATE_HOME"))
        join(&base, &user, ".local/state");
    join(&home->logs, &base, "mcpmux/logs");
    join(&home->state, &base, "mcpmux");
    user_runtime(&home->runtime);
    text_free(&user);
    text_free(&base);
    return true;
}

bool home_resolve(struct home *home, const char *option, struct text *why)
{
    const char *root = option != NULL ? option : getenv("MCPMUX_HOME");

    if (root != NULL && root[0] != '\0' ? !resolve_root(home, root, why) : !resolve_user(home, why))
        return false;
    resolve_socket(home);
    return true;
}

void home_free(struct home *home)
{
    text_free(&home->root);
    text_free(&home->config);
    text_free(&home->runtime);
    text_free(&home->socket);
    text_free(&home->logs);
    text_free(&home->state);
}
