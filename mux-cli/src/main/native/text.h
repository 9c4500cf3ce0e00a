/*
 * A growing string with pages of its own from the system. Everything that a relay needs before its session is open is
 * kept in such strings and given back before it copies the first byte: what malloc has had once, a process keeps for its
 * life, and this process lives as long as a terminal does.
 */
#ifndef MCPMUX_TEXT_H
#define MCPMUX_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty one. There is always a NUL behind the bytes once something was added. */
struct text {
    char *bytes;
    size_t length;
    size_t capacity;
};

/* Adding to a string ends the program with a message when the system has no memory. */
void text_add(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_add_number(struct text *text, long number);

/* Makes room behind the string, for the caller to fill and to add to its length. */
char *text_room(struct text *text, size_t length);

/* Shortens it. */
void text_cut(struct text *text, size_t length);
void text_free(struct text *text);

/* The string, "" for one that nothing was ever added to. */
const char *text_string(const struct text *text);

/* Adds what errno says, in words, and about what; returns false, for the caller to return. */
bool text_add_error(struct text *text, int error, const char *what);

/* Writes "mcpmux: MESSAGE" and a line end to stderr, in one piece. */
void complain(const char *message);

bool starts_with(const char *string, const char *prefix);
bool ends_with(const char *string, const char *suffix);

#endif
