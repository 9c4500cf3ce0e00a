/*
 * Paths as text, and directories that are private to the user. The Java class PrivateDirectory has the same rules.
 */
#define _GNU_SOURCE
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_names(struct text *out, const char *path)
{
    while (*path != '\0') {
        size_t length = strcspn(path, "/");
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            const char *slash = memrchr(out->bytes, '/', out->length);
            text_cut(out, slash == NULL ? 0 : (size_t)(slash - out->bytes));
        } else if (length > 0 && !(length == 1 && path[0] == '.')) {
            text_add_char(out, '/');
            text_add(out, path, length);
        }
        path += length;
        while (*path == '/')
            path++;
    }
}

void path_normalize(struct text *out, const char *base, const char *path)
{
    text_cut(out, 0);
    text_add(out, "", 0);
    if (path[0] != '/')
        add_names(out, base);
    add_names(out, path);
    if (out->length == 0)
        text_add_char(out, '/');
}

void path_parent(struct text *out, const char *path)
{
    const char *slash = strrchr(path, '/');

    text_cut(out, 0);
    text_add(out, path, slash == NULL || slash == path ? 1 : (size_t)(slash - path));
}

bool path_cwd(struct text *out, struct text *why)
{
    char path[PATH_MAX];

    /* the kernel gives a path that does not begin with a slash where it cannot be reached from the root */
    bool known = getcwd(path, sizeof path) != NULL;
    if (!known && (errno == ERANGE || errno == ENAMETOOLONG))
        return text_add_error(why, ENAMETOOLONG, "the current directory");
    if (!known || path[0] != '/') {
        text_add_string(why, "the current directory is gone: start the client in one that exists");
        return false;
    }
    text_add_string(out, path);
    return true;
}

bool read_file(struct text *out, const char *path)
{
    char bytes[1024];
    ssize_t n;
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return false;
    while ((n = read(file, bytes, sizeof bytes)) > 0)
        text_add(out, bytes, (size_t)n);
    close(file);
    return n == 0;
}

bool directory_make(const char *path, struct text *why)
{
    struct text part = {0};
    bool made = true;

    /* each directory on the way, from the top */
    for (size_t end = 1; made && path[end - 1] != '\0'; end++) {
        if (path[end] != '/' && path[end] != '\0')
            continue;
        text_cut(&part, 0);
        text_add(&part, path, end);
        struct stat status;
        int error = mkdir(part.bytes, 0700) < 0 ? errno : 0;
        if (error != 0 && (stat(part.bytes, &status) < 0 || !S_ISDIR(status.st_mode)))
            made = text_add_error(why, error, part.bytes);
    }
    text_free(&part);
    return made;
}

static bool refuse(const char *path, const struct stat *status, struct text *why)
{
    text_add_string(why, path);
    text_add_string(why, " must be a directory of your own with mode 0700, because it holds the socket; it belongs to uid ");
    text_add_number(why, (long)status->st_uid);
    text_add_string(why, " and has mode ");
    for (int shift = 6; shift >= 0; shift -= 3)
        text_add_char(why, (char)('0' + (status->st_mode >> shift & 7)));
    return false;
}

bool private_directory_check(const char *path, struct text *why)
{
    struct stat status;

    if (lstat(path, &status) < 0)
        return errno == ENOENT || text_add_error(why, errno, path);
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 0777) != 0700)
        return refuse(path, &status, why);
    return true;
}

bool private_directory_make(const char *path, struct text *why)
{
    struct stat status;

    if (lstat(path, &status) < 0 && !directory_make(path, why))
        return false;
    return private_directory_check(path, why);
}
