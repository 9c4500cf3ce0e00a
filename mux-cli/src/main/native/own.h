/*
 * A server of the config that starts mcpmux would start itself again, and again.
 */
#ifndef MCPMUX_OWN_H
#define MCPMUX_OWN_H

#include <stdbool.h>

/* Whether this process speaks in the place of a server that a daemon has started. */
bool own_is_server(void);

#endif
