/*
 * Where mcpmux keeps its files. Every process that is given the same --home, or none and the same MCPMUX_HOME, XDG_* and
 * HOME, computes the same paths; the Java class Home is the other one that does.
 */
#ifndef MCPMUX_HOME_H
#define MCPMUX_HOME_H

#include <stdbool.h>

#include "text.h"

/* All absolute and without dots. */
struct home {
    struct text root;  /* the directory of --home or MCPMUX_HOME; empty without one */
    struct text config;
    struct text runtime;  /* the private directory for locks and, unless its path is too long, the socket */
    struct text socket;
    struct text logs;
    struct text state;  /* the directory for what is kept between two runs */
};

/* option: the value of --home, NULL without one. False if it cannot be told; why says so to people then. */
bool home_resolve(struct home *home, const char *option, struct text *why);
void home_free(struct home *home);

#endif
