/*
 * Growing strings over mmap, and what a small program without stdio needs to say something to people.
 */
#define _GNU_SOURCE
#include "text.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "exits.h"

enum { PAGE = 4096 };

static void grow(struct text *text, size_t needed)
{
    size_t capacity = text->capacity == 0 ? PAGE : 2 * text->capacity;

    while (capacity < needed)
        capacity *= 2;
    void *bytes = text->capacity == 0
                  ? mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                  : mremap(text->bytes, text->capacity, capacity, MREMAP_MAYMOVE);
    if (bytes == MAP_FAILED) {
        complain("out of memory");
        _exit(EXIT_FAILED);
    }
    text->bytes = bytes;
    text->capacity = capacity;
}

char *text_room(struct text *text, size_t length)
{
    if (text->capacity - text->length <= length)
        grow(text, text->length + length + 1);
    return text->bytes + text->length;
}

void text_add(struct text *text, const char *bytes, size_t length)
{
    memcpy(text_room(text, length), bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add_string(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
    text_add(text, &c, 1);
}

void text_add_number(struct text *text, long number)
{
    char digits[3 * sizeof number];
    size_t at = sizeof digits;
    unsigned long rest = number < 0 ? 0UL - (unsigned long)number : (unsigned long)number;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        text_add_char(text, '-');
    text_add(text, digits + at, sizeof digits - at);
}

void text_cut(struct text *text, size_t length)
{
    if (length < text->length) {
        text->length = length;
        text->bytes[length] = '\0';
    }
}

void text_free(struct text *text)
{
    if (text->capacity > 0)
        munmap(text->bytes, text->capacity);
    *text = (struct text){0};
}

const char *text_string(const struct text *text)
{
    return text->capacity == 0 ? "" : text->bytes;
}

static const char *words(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return "permission denied";
    case ENOENT:
        return "no such file or directory";
    case EEXIST:
        return "exists and is no directory";
    case ENOTDIR:
        return "not a directory";
    case ENOSPC:
        return "no space left on device";
    case EDQUOT:
        return "disk quota exceeded";
    case EROFS:
        return "read-only file system";
    case ENAMETOOLONG:
        return "name too long";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case EAGAIN:
        return "too many processes";
    case ENOMEM:
        return "out of memory";
    case ENOEXEC:
        return "not a program for this machine";
    case E2BIG:
        return "arguments and environment are too long";
    default:
        return "system error";
    }
}

bool text_add_error(struct text *text, int error, const char *what)
{
    text_add_string(text, words(error));
    text_add_string(text, ": ");
    text_add_string(text, what);
    return false;
}

void complain(const char *message)
{
    struct iovec parts[] = {
        {(char *)"mcpmux: ", strlen("mcpmux: ")},
        {(char *)message, strlen(message)},
        {(char *)"\n", 1},
    };

    /* There is nobody to tell that nobody can be told. */
    if (writev(STDERR_FILENO, parts, 3) < 0)
        return;
}

bool starts_with(const char *string, const char *prefix)
{
    return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *string, const char *suffix)
{
    size_t length = strlen(string);
    size_t tail = strlen(suffix);

    return length >= tail && memcmp(string + length - tail, suffix, tail) == 0;
}
