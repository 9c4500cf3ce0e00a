/*
 * Reads the arguments of `mcpmux attach`.
 */
#include "options.h"

#include <string.h>

static const char USAGE[] = "\nUsage: mcpmux attach [--home DIR] [NAME | -- COMMAND [ARG...]]\n"
                            "       mcpmux attach [--home DIR] [--only NAME,... | --profile NAME] [--find]\n"
                            "       mcpmux attach [--home DIR] --control";

static bool refuse(struct text *why, const char *message, const char *argument)
{
    text_add_string(why, message);
    text_add_string(why, argument);
    text_add_string(why, USAGE);
    return false;
}

/* An argument without what stands behind its equals sign, which may be a credential. */
static bool refuse_word(struct text *why, const char *message, const char *argument, const char *behind)
{
    text_add_string(why, message);
    text_add(why, argument, strcspn(argument, "="));
    return refuse(why, behind, "");
}

/* Whether these are names with a comma between. */
static bool are_names(const char *names)
{
    size_t length = strlen(names);

    return length > 0 && names[0] != ',' && names[length - 1] != ',' && strstr(names, ",,") == NULL;
}

/* Checks what stands in front of a name or a command. */
static bool check_target(const struct options *options, struct text *why)
{
    if (options->only != NULL)
        return refuse(why, "--only: without effect beside a server", "");
    if (options->profile != NULL)
        return refuse(why, "--profile: without effect beside a server", "");
    return !options->find || refuse(why, "--find: without effect beside a server", "");
}

bool options_parse(struct options *options, char **arguments, struct text *why)
{
    *options = (struct options){0};
    for (; *arguments != NULL && (*arguments)[0] == '-'; arguments++) {
        const char *argument = *arguments;
        if (strcmp(argument, "--") == 0) {
            options->command = arguments + 1;
            if (*options->command == NULL)
                return refuse(why, "a command is missing after --", "");
            return check_target(options, why);
        }
        if (starts_with(argument, "--home="))
            options->home = argument + strlen("--home=");
        else if (strcmp(argument, "--home") == 0 && arguments[1] != NULL)
            options->home = *++arguments;
        else if (starts_with(argument, "--only="))
            options->only = argument + strlen("--only=");
        else if (strcmp(argument, "--only") == 0 && arguments[1] != NULL)
            options->only = *++arguments;
        else if (starts_with(argument, "--profile="))
            options->profile = argument + strlen("--profile=");
        else if (strcmp(argument, "--profile") == 0 && arguments[1] != NULL)
            options->profile = *++arguments;
        else if (strcmp(argument, "--find") == 0)
            options->find = true;
        else if (strcmp(argument, "--home") == 0)
            return refuse(why, "--home: a directory is missing", "");
        else if (strcmp(argument, "--only") == 0)
            return refuse(why, "--only: names are missing", "");
        else if (strcmp(argument, "--profile") == 0)
            return refuse(why, "--profile: a name is missing", "");
        else if (strcmp(argument, "--control") == 0)
            return refuse(why, "--control must come first", "");
        else
            return refuse_word(why, "unknown option: ", argument, "");
        if (options->only != NULL && !are_names(options->only))
            return refuse(why, "--only: expected names with a comma between, found: ", options->only);
        if (options->profile != NULL && options->profile[0] == '\0')
            return refuse(why, "--profile: a name is missing", "");
    }
    if (options->profile != NULL && options->only != NULL)
        return refuse(why, "--only: without effect beside --profile", "");
    if (arguments[0] == NULL)
        return true;
    if (arguments[1] != NULL)
        return refuse_word(why, "one name is expected; a command comes after --, as in: mcpmux attach -- ", arguments[0],
                           " ...");
    options->name = arguments[0];
    return check_target(options, why);
}
