/*
 * Writes what this session is: what it wants, where it is, its whole environment, and who speaks for it. Its version says
 * whether there are bytes in it that are not UTF-8, or a view that not every daemon knows.
 */
#include "hello.h"

#include <string.h>

#include "json.h"

/* Whether anything that was quoted so far is not UTF-8. */
static bool odd;

static void quote_bytes(struct text *out, const char *bytes, size_t length)
{
    if (json_quote(out, bytes, length))
        odd = true;
}

static void quote(struct text *out, const char *string)
{
    quote_bytes(out, string, strlen(string));
}

static void add_command(struct text *out, char **words)
{
    text_add_char(out, '[');
    for (size_t i = 0; words[i] != NULL; i++) {
        if (i > 0)
            text_add_char(out, ',');
        quote(out, words[i]);
    }
    text_add_char(out, ']');
}

static void add_names(struct text *out, const char *names)
{
    char next = '[';

    while (next != '\0') {
        size_t length = strcspn(names, ",");
        text_add_char(out, next);
        quote_bytes(out, names, length);
        next = names[length];
        names += length + 1;
    }
    text_add_char(out, ']');
}

/* Backwards, because of equal names in JSON the last one counts. A name may begin with '=', but is not empty. */
static void add_environment(struct text *out, char **environment)
{
    size_t count = 0;
    bool first = true;

    while (environment[count] != NULL)
        count++;
    text_add_char(out, '{');
    while (count-- > 0) {
        const char *variable = environment[count];
        const char *equals = variable[0] == '\0' ? NULL : strchr(variable + 1, '=');
        if (equals == NULL)
            continue;
        if (!first)
            text_add_char(out, ',');
        first = false;
        quote_bytes(out, variable, (size_t)(equals - variable));
        text_add_char(out, ':');
        quote(out, equals + 1);
    }
    text_add_char(out, '}');
}

void hello_add(struct text *out, const struct options *options, const char *cwd, char **environment, pid_t pid,
               const struct text *resume)
{
    static const char begin[] = "{\"mcpmux\":";

    text_add_string(out, begin);
    text_add_string(out, "1,\"attach\":{");
    if (options->name != NULL) {
        text_add_string(out, "\"name\":");
        quote(out, options->name);
    } else if (options->command != NULL) {
        text_add_string(out, "\"command\":");
        add_command(out, options->command);
    } else {
        text_add_string(out, "\"all\":true");
        if (options->only != NULL) {
            text_add_string(out, ",\"only\":");
            add_names(out, options->only);
        }
        if (options->profile != NULL) {
            text_add_string(out, ",\"profile\":");
            quote(out, options->profile);
        }
        if (options->find)
            text_add_string(out, ",\"view\":\"find\"");
    }
    text_add_string(out, "},\"cwd\":");
    quote(out, cwd);
    text_add_string(out, ",\"env\":");
    add_environment(out, environment);
    text_add_string(out, ",\"pid\":");
    text_add_number(out, pid);
    text_add_string(out, ",\"resumes\":1,\"build\":");
    quote(out, MCPMUX_VERSION);
    if (resume != NULL && resume->length > 0) {
        text_add_string(out, ",\"resume\":");
        text_add(out, resume->bytes, resume->length);
    }
    text_add_string(out, "}\n");
    if (options->profile != NULL)
        out->bytes[sizeof begin - 1] = '4';
    else if (options->find)
        out->bytes[sizeof begin - 1] = '3';
    else if (odd)
        out->bytes[sizeof begin - 1] = '2';
}
