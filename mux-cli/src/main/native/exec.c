/*
 * What to become stands in MCPMUX_EXEC_0 and so on, cut anywhere: the directory, the number of words, the words and the
 * variables, with a NUL behind each, and as %XX what is special. None of these variables is handed on.
 */
#define _GNU_SOURCE
#include "exec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exits.h"
#include "text.h"

static const char VARIABLE[] = "MCPMUX_EXEC_";

extern char **environ;

static const char *chunk(long number)
{
    struct text name = {0};

    text_add_string(&name, VARIABLE);
    text_add_number(&name, number);
    const char *value = getenv(name.bytes);
    text_free(&name);
    return value;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Puts the bytes in place of what they are written as, which is never shorter. */
static void decode(struct text *fields)
{
    size_t length = 0;

    for (size_t at = 0; at < fields->length; at++) {
        char c = fields->bytes[at];
        if (c == '%' && at + 2 < fields->length) {
            int high = digit(fields->bytes[at + 1]);
            int low = digit(fields->bytes[at + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(high << 4 | low);
                at += 2;
            }
        }
        fields->bytes[length++] = c;
    }
    text_cut(fields, length);
}

/* Takes the next field; NULL behind the last. */
static char *next(const struct text *fields, size_t *at)
{
    if (*at >= fields->length)
        return NULL;
    char *field = fields->bytes + *at;
    *at += strlen(field) + 1;
    return field;
}

static void add_pointer(struct text *array, char *pointer)
{
    text_add(array, (const char *)&pointer, sizeof pointer);
}

bool exec_is_meant(char **arguments)
{
    return arguments[0] != NULL && strcmp(arguments[0], "--exec") == 0 && arguments[1] == NULL && chunk(0) != NULL;
}

int exec_become(void)
{
    struct text fields = {0};
    struct text words = {0};
    struct text variables = {0};
    struct text why = {0};
    const char *part;
    char *field;
    size_t at = 0;

    for (long number = 0; (part = chunk(number)) != NULL; number++)
        text_add_string(&fields, part);
    decode(&fields);
    const char *directory = next(&fields, &at);
    const char *count = next(&fields, &at);
    for (long left = count == NULL ? 0 : strtol(count, NULL, 10); left > 0; left--)
        add_pointer(&words, next(&fields, &at));
    add_pointer(&words, NULL);
    while ((field = next(&fields, &at)) != NULL)
        add_pointer(&variables, field);
    add_pointer(&variables, NULL);
    char **command = (char **)(void *)words.bytes;
    if (command[0] == NULL) {
        complain("--exec: nothing to start");
        return EXIT_USAGE;
    }
    if (chdir(directory) < 0) {
        text_add_error(&why, errno, directory);
    } else {
        /* its own PATH is searched */
        environ = (char **)(void *)variables.bytes;
        execvp(command[0], command);
        text_add_error(&why, errno, command[0]);
    }
    complain(why.bytes);
    return EXIT_COMMAND_NOT_FOUND;
}
