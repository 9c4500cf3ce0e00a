/*
 * Becomes a program whose words, variables or directory hold bytes that Java cannot hand on. The Java class ExactStarter
 * tells it what; no client starts it so.
 */
#ifndef MCPMUX_EXEC_H
#define MCPMUX_EXEC_H

#include <stdbool.h>

/* Whether the daemon has started this process for that. */
bool exec_is_meant(char **arguments);

/* Returns only if it cannot be done, with an exit code. */
int exec_become(void);

#endif
