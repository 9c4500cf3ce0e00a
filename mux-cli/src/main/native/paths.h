/*
 * Paths and files as the rest of the relay needs them.
 */
#ifndef MCPMUX_PATHS_H
#define MCPMUX_PATHS_H

#include <stdbool.h>

#include "text.h"

/* Replaces out by the path without ".", ".." and doubled slashes, as text alone; base is put in front of a relative one. */
void path_normalize(struct text *out, const char *base, const char *path);

/* Replaces out by the directory that holds the path. */
void path_parent(struct text *out, const char *path);

/* Adds the current directory; false with a message for people in why if it cannot be told. */
bool path_cwd(struct text *out, struct text *why);

/* Adds what a file holds. */
bool read_file(struct text *out, const char *path);

/*
 * Makes a directory that nobody else can enter, and those above it that are missing. Whoever may write into the directory
 * of the socket could put one of his own there and would be told the environment of every session, so one that is there
 * counts only if it belongs to the user, has mode 0700 and is no symbolic link. False with a message for people in why.
 */
bool private_directory_make(const char *path, struct text *why);

/* The same without making it: one that is not there is none that is not private. */
bool private_directory_check(const char *path, struct text *why);

/* Makes it, but takes one that is there as it is: for what may be read by whom the user allowed to. */
bool directory_make(const char *path, struct text *why);

#endif
