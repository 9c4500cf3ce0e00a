/*
 * Writing without waiting to what may be a pipe, a socket, a terminal or a file.
 */
#define _GNU_SOURCE
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "exits.h"

struct sink sink_of_socket(int fd)
{
    return (struct sink){fd, true, false};
}

struct sink sink_of_stdout(void)
{
    struct stat status;

    if (fstat(STDOUT_FILENO, &status) == 0) {
        if (S_ISSOCK(status.st_mode))
            return sink_of_socket(STDOUT_FILENO);
        if (S_ISREG(status.st_mode))
            return (struct sink){STDOUT_FILENO, false, false};
        /* opened once more, a pipe has a mode of our own */
        if (S_ISFIFO(status.st_mode)) {
            int fd = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
            if (fd >= 0)
                return (struct sink){fd, false, false};
        }
    }
    return (struct sink){STDOUT_FILENO, false, true};
}

bool is_passing(int error)
{
    /* memory may be short for a moment, and asking at once again would not help it */
    if (error == ENOBUFS || error == ENOMEM)
        sleep_millis(10);
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOBUFS || error == ENOMEM;
}

ssize_t sink_write(const struct sink *sink, const char *bytes, size_t length)
{
    ssize_t n;

    if (sink->may_wait && length > PIPE_BUF)
        length = PIPE_BUF;
    if (sink->is_socket)
        n = send(sink->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    else
        n = write(sink->fd, bytes, length);
    if (n < 0 && is_passing(errno))
        return 0;
    return n;
}

void open_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        bool closed = fcntl(fd, F_GETFD) < 0 && errno == EBADF;
        if (closed && open("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY) != fd)
            _exit(EXIT_FAILED);
    }
}
