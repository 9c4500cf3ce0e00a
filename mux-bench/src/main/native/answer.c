/*
 * An MCP server over stdio that costs as little as a server can, so that what is measured is the way to it. It knows the
 * messages of the benchmark, in which "id" comes before everything else that has one, and looks no further. Tools: echo
 * gives its text back, text gives one string of a MiB, structured gives a MiB of small objects.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MIB = 1024 * 1024 };

static char *text, *structured;

static void *room(size_t bytes) {
  void *memory = malloc(bytes);
  if (memory == NULL) {
    exit(1);
  }
  return memory;
}

static void put(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(1, bytes, length);
    if (n <= 0) {
      exit(1);
    }
    bytes += n;
    length -= (size_t)n;
  }
}

/* One reply line: its parts are put together first, because two small writes would be two reads for everybody behind. */
static void reply(const char *id, size_t id_length, const char *result, size_t length) {
  static char *line;
  static size_t capacity;
  size_t needed = length + id_length + 64;
  if (needed > capacity) {
    free(line);
    line = room(needed);
    capacity = needed;
  }
  int head = sprintf(line, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":", (int)id_length, id);
  memcpy(line + head, result, length);
  memcpy(line + head + length, "}\n", 2);
  put(line, (size_t)head + length + 2);
}

static void make_results(void) {
  text = room(MIB + 128);
  int at = sprintf(text, "{\"content\":[{\"type\":\"text\",\"text\":\"");
  for (int i = 0; i < MIB; i++) {
    text[at + i] = "the quick brown fox jumps over the lazy dog, "[i % 45];
  }
  strcpy(text + at + MIB, "\"}]}");
  structured = room(MIB + 512);
  at = sprintf(structured, "{\"content\":[],\"structuredContent\":{\"items\":[");
  for (int i = 0; at < MIB; i++) {
    at += sprintf(structured + at,
                  "%s{\"number\":%d,\"title\":\"Item %d of the list\",\"open\":%s,\"labels\":[\"bug\",\"ui\"],\"score\":%d.5,"
                  "\"author\":{\"login\":\"user%d\",\"id\":%d}}",
                  i > 0 ? "," : "", i, i, i % 2 ? "true" : "false", i % 100, i % 17, 1000 + i);
  }
  strcpy(structured + at, "]}}");
}

static void echo(const char *id, size_t id_length, char *line) {
  char *from = strstr(line, "\"text\":\"");
  char *end = from == NULL ? NULL : strchr(from + 8, '"');
  if (end == NULL) {
    reply(id, id_length, "{\"content\":[]}", 14);
    return;
  }
  size_t length = (size_t)(end - from) - 8;
  char *result = room(length + 64);
  int head = sprintf(result, "{\"content\":[{\"type\":\"text\",\"text\":\"");
  memcpy(result + head, from + 8, length);
  memcpy(result + head + length, "\"}]}", 4);
  reply(id, id_length, result, (size_t)head + length + 4);
  free(result);
}

static void answer(char *line) {
  static const char HELLO[] =
      "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"answer\",\"version\":\"1\"}}";
  static const char TOOLS[] =
      "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"]}}]}";
  char *id = strstr(line, "\"id\":");
  if (id == NULL) {
    return;
  }
  id += 5;
  size_t id_length = strcspn(id, ",}");
  if (strstr(line, "\"method\":\"initialize\"") != NULL) {
    reply(id, id_length, HELLO, sizeof HELLO - 1);
  } else if (strstr(line, "\"method\":\"tools/list\"") != NULL) {
    reply(id, id_length, TOOLS, sizeof TOOLS - 1);
  } else if (strstr(line, "\"name\":\"text\"") != NULL) {
    reply(id, id_length, text, strlen(text));
  } else if (strstr(line, "\"name\":\"structured\"") != NULL) {
    reply(id, id_length, structured, strlen(structured));
  } else {
    echo(id, id_length, line);
  }
}

int main(void) {
  size_t capacity = 64 * 1024, filled = 0;
  char *buffer = room(capacity);
  make_results();
  for (;;) {
    if (filled + 1 == capacity && (buffer = realloc(buffer, capacity *= 2)) == NULL) {
      return 1;
    }
    ssize_t n = read(0, buffer + filled, capacity - filled - 1);
    if (n <= 0) {
      return 0;
    }
    char *line = buffer, *end;
    size_t searched = filled;
    filled += (size_t)n;
    while ((end = memchr(buffer + searched, '\n', filled - searched)) != NULL) {
      *end = '\0';
      answer(line);
      line = end + 1;
      searched = (size_t)(line - buffer);
    }
    filled -= (size_t)(line - buffer);
    memmove(buffer, line, filled);
  }
}
