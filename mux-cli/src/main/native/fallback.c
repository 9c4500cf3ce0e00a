/*
 * A script is taken only if nobody but the user can have written it. What it needs of the session's environment stands in
 * its second line, so that a session that lacks it is refused in words, as the daemon would.
 */
#define _GNU_SOURCE
#include "fallback.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exits.h"
#include "paths.h"
#include "refusal.h"

enum { MAX_NAME = 80 };

static const char DIRECTORY[] = "/fallback/";
static const char NEEDS[] = "# needs:";

/* What a script runs and is a session of mcpmux itself could go on so without end. */
static const char INSIDE[] = "MCPMUX_FALLBACK";

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* A byte that is special is %XX, and so is a dot, so that no name means another file. */
static void add_name(struct text *out, const char *name)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; *name != '\0'; name++) {
        unsigned char c = (unsigned char)*name;
        if (is_plain(*name)) {
            text_add_char(out, *name);
        } else {
            text_add_char(out, '%');
            text_add_char(out, hex[c >> 4]);
            text_add_char(out, hex[c & 15]);
        }
    }
}

static void add_directory(struct text *out, const struct home *home)
{
    text_add_string(out, home->state.bytes);
    text_add_string(out, DIRECTORY);
}

/* The config says that sessions are to fail. */
static bool is_off(const struct home *home)
{
    struct text path = {0};

    add_directory(&path, home);
    text_add_string(&path, "fail");
    bool off = access(path.bytes, F_OK) == 0;
    text_free(&path);
    return off;
}

static bool find_script(struct text *out, const struct options *options, const struct home *home)
{
    struct stat status;

    if (options->name == NULL || strlen(options->name) > MAX_NAME || getenv(INSIDE) != NULL)
        return false;
    add_directory(out, home);
    add_name(out, options->name);
    text_add_string(out, ".sh");
    return lstat(out->bytes, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
           (status.st_mode & 022) == 0;
}

bool fallback_is_there(const struct options *options, const struct home *home)
{
    struct text script = {0};

    bool found = home == NULL ? options->command != NULL
                              : (options->command != NULL && !is_off(home)) || find_script(&script, options, home);
    text_free(&script);
    return found;
}

/* Adds the names of variables that the script needs and the environment lacks; how many. */
static int add_missing(struct text *out, const char *script)
{
    struct text content = {0};
    int count = 0;

    char *line = read_file(&content, script) ? strchr(text_string(&content), '\n') : NULL;
    if (line != NULL && starts_with(++line, NEEDS)) {
        line[strcspn(line, "\n")] = '\0';
        for (char *name = strtok(line + strlen(NEEDS), " "); name != NULL; name = strtok(NULL, " "))
            if (getenv(name) == NULL) {
                text_add_string(out, count++ == 0 ? "" : ", ");
                text_add_string(out, name);
            }
    }
    text_free(&content);
    return count;
}

/* In one line: with the end of a log the reason may have many. */
static void say(struct text *why, const char *what, const char *name)
{
    struct text line = {0};

    for (const char *c = text_string(why); *c != '\0'; c++) {
        if (*c != '\n') {
            text_add_char(&line, *c);
            continue;
        }
        while (c[1] == ' ')
            c++;
        text_add_string(&line, ends_with(text_string(&line), ":") ? " " : " | ");
    }
    if (ends_with(text_string(&line), "."))
        text_cut(&line, line.length - 1);
    text_add_string(&line, "; running ");
    text_add_string(&line, what);
    text_add_string(&line, name);
    text_add_string(&line, " without sharing");
    complain(line.bytes);
    text_free(&line);
    text_free(why);
}

static int become(char **command)
{
    struct text why = {0};

    execvp(command[0], command);
    text_add_error(&why, errno, command[0]);
    complain(why.bytes);
    text_free(&why);
    return EXIT_COMMAND_NOT_FOUND;
}

static int refuse(const char *reason, struct text *why, int exit_code)
{
    complain(text_string(why));
    refusal_answer(reason, text_string(why));
    text_free(why);
    return exit_code;
}

int fallback_run(const struct options *options, const struct home *home, const char *reason, struct text *why,
                 int exit_code)
{
    struct text script = {0};
    struct text missing = {0};

    if (!fallback_is_there(options, home)) {
        if (options->name == NULL && options->command == NULL)
            text_add_string(why, "; a session with all servers needs the daemon");
        return refuse(reason, why, exit_code);
    }
    if (options->command != NULL) {
        say(why, "the command", "");
        return become(options->command);
    }
    find_script(&script, options, home);
    int count = add_missing(&missing, script.bytes);
    if (count > 0) {
        text_add_string(why, "; server \"");
        text_add_string(why, options->name);
        text_add_string(why, count == 1 ? "\" needs the variable " : "\" needs the variables ");
        text_add_string(why, missing.bytes);
        text_add_string(why, ", which the client's environment does not have");
        return refuse("unresolved-variable", why, EXIT_REFUSED);
    }
    say(why, "the last known command of ", options->name);
    return become((char *[]){(char *)"/bin/sh", script.bytes, NULL});
}
