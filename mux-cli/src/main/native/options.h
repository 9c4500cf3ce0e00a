/*
 * The arguments of `mcpmux attach`; the Java class AttachOptions takes the same.
 */
#ifndef MCPMUX_OPTIONS_H
#define MCPMUX_OPTIONS_H

#include <stdbool.h>

#include "text.h"

/* With neither name nor command it is about all servers of the config. */
struct options {
    const char *home;  /* the value of --home; NULL without one */
    const char *name;  /* a server of the config; NULL without one */
    char **command;  /* a program and its arguments, with a NULL behind them; NULL without one */
    const char *only;  /* which of all servers are wanted, with a comma between; NULL for every one */
    const char *profile;  /* the one of the config that says which servers and tools there are; NULL without one */
    bool find;  /* their tools are found in place of having them all listed */
};

/* False if they are not understood; why says it to people then, with the usage. */
bool options_parse(struct options *options, char **arguments, struct text *why);

#endif
