/*
 * What mcpmux is measured against: a daemon that only copies bytes. yardstick SOCKET COMMAND [ARG...] accepts relays on a
 * Unix socket, answers their hello, starts the command for each with pipes, and copies both ways in one poll loop. It
 * knows nothing of JSON, and nobody shares anything. With YARDSTICK=lines in its environment it keeps what a server says
 * until a line is whole, as a program must that looks at it: the limit for such a one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_SESSIONS = 256, CHUNK = 64 * 1024, MAX_LINE = 4 << 20, CONTROL = 0x1e };

static const char OK[] = "{\"mcpmux\":1,\"ok\":true,\"session\":\"1\",\"server\":\"yardstick\"}\n";

/* Bytes on their way from one descriptor to another; what is to be written is written before more is read. */
struct copy {
  int from, to;
  size_t start, end;
  size_t kept; /* of a line that is not whole */
  char bytes[MAX_LINE];
};

struct session {
  pid_t server;
  struct copy in, out;
};

static struct session *sessions[MAX_SESSIONS];
static int count;
static int whole_lines;

static void die(const char *what) {
  perror(what);
  exit(1);
}

/* The hello is read in whole, one byte at a time: nothing of the frames behind it may be taken. */
static int greet(int socket) {
  char byte = 0;
  while (byte != '\n') {
    if (read(socket, &byte, 1) != 1) {
      return -1;
    }
  }
  return write(socket, OK, sizeof OK - 1) == (ssize_t)(sizeof OK - 1) ? 0 : -1;
}

static void open_session(int socket, char **command) {
  int in[2], out[2];
  if (count == MAX_SESSIONS || greet(socket) != 0) {
    close(socket);
    return;
  }
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
    die("pipe");
  }
  pid_t pid = fork();
  if (pid < 0) {
    die("fork");
  }
  if (pid == 0) {
    setsid(); /* as mcpmux does: a kernel may share out the processors by session */
    dup2(in[0], 0);
    dup2(out[1], 1);
    execvp(command[0], command);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  fcntl(socket, F_SETFL, O_NONBLOCK);
  fcntl(in[1], F_SETFL, O_NONBLOCK);
  fcntl(out[0], F_SETFL, O_NONBLOCK);
  struct session *session = calloc(1, sizeof *session);
  if (session == NULL) {
    die("calloc");
  }
  session->server = pid;
  session->in.from = session->out.to = socket;
  session->in.to = in[1];
  session->out.from = out[0];
  sessions[count++] = session;
}

static void close_session(int index) {
  struct session *session = sessions[index];
  close(session->in.from);
  close(session->in.to);
  close(session->out.from);
  kill(session->server, SIGTERM);
  waitpid(session->server, NULL, 0);
  free(session);
  sessions[index] = sessions[--count];
}

/* Writes what there is; -1 when the other end is gone. */
static int drain(struct copy *copy) {
  while (copy->start < copy->end) {
    ssize_t n = write(copy->to, copy->bytes + copy->start, copy->end - copy->start);
    if (n < 0) {
      return errno == EAGAIN ? 0 : -1;
    }
    copy->start += (size_t)n;
  }
  copy->start = copy->end = 0;
  return 0;
}

/* Reads a chunk and writes it on; -1 at the end. */
static int move(struct copy *copy) {
  ssize_t n = read(copy->from, copy->bytes + copy->kept, CHUNK);
  if (n <= 0) {
    return n < 0 && errno == EAGAIN ? 0 : -1;
  }
  if (copy->bytes[0] == CONTROL) {
    return -1; /* the relay says that its client has gone */
  }
  copy->kept += (size_t)n;
  if (whole_lines && copy->bytes[copy->kept - 1] != '\n' && copy->kept + CHUNK <= sizeof copy->bytes) {
    return 0;
  }
  copy->end = copy->kept;
  copy->kept = 0;
  return drain(copy);
}

static int serve(struct copy *copy, const struct pollfd *from, const struct pollfd *to) {
  if (copy->end > 0) {
    return to->revents != 0 ? drain(copy) : 0;
  }
  return from->revents != 0 ? move(copy) : 0;
}

int main(int argc, char **argv) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  static struct pollfd polls[1 + 3 * MAX_SESSIONS];
  if (argc < 3 || strlen(argv[1]) >= sizeof address.sun_path) {
    fprintf(stderr, "usage: yardstick SOCKET COMMAND [ARG...]\n");
    return 2;
  }
  setsid();
  signal(SIGPIPE, SIG_IGN);
  const char *mode = getenv("YARDSTICK");
  whole_lines = mode != NULL && strcmp(mode, "lines") == 0;
  strcpy(address.sun_path, argv[1]);
  int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listening < 0 || bind(listening, (struct sockaddr *)&address, sizeof address) != 0 || listen(listening, 64) != 0) {
    die(argv[1]);
  }
  for (;;) {
    polls[0] = (struct pollfd){.fd = listening, .events = POLLIN};
    for (int i = 0; i < count; i++) {
      struct session *session = sessions[i];
      struct pollfd *poll_of = polls + 1 + 3 * i;
      short from_client = session->in.end > 0 ? 0 : POLLIN;
      short to_client = session->out.end > 0 ? POLLOUT : 0;
      poll_of[0] = (struct pollfd){.fd = session->in.from, .events = from_client | to_client};
      poll_of[1] = (struct pollfd){.fd = session->in.end > 0 ? session->in.to : -1, .events = POLLOUT};
      poll_of[2] = (struct pollfd){.fd = session->out.end > 0 ? -1 : session->out.from, .events = POLLIN};
    }
    if (poll(polls, (nfds_t)(1 + 3 * count), -1) < 0 && errno != EINTR) {
      die("poll");
    }
    for (int i = count - 1; i >= 0; i--) {
      const struct pollfd *poll_of = polls + 1 + 3 * i;
      struct session *session = sessions[i];
      if (serve(&session->in, &poll_of[0], &poll_of[1]) != 0 || serve(&session->out, &poll_of[2], &poll_of[0]) != 0) {
        close_session(i);
      }
    }
    if (polls[0].revents != 0) {
      int socket = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
      if (socket >= 0) {
        open_session(socket, argv + 2);
      }
    }
  }
}
