/*
 * The requests of one side that await their answer, in the order in which they came. The Java classes ClientRequests and
 * DaemonQuestions.
 */
#ifndef MCPMUX_IDS_H
#define MCPMUX_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "text.h"

/* All zero is an empty one; it has no memory then. */
struct ids {
    struct text entries;
    size_t count;
    size_t ended;  /* none that begins before it is NOT_ENDED */
};

/* Where the frame of a request ends, in the bytes that go to the daemon. */
typedef long long position;

enum { NOT_ENDED = -1 };  /* in place of it: its line goes on */

struct request {
    struct span id;
    position end;
    bool initialize;
};

void ids_add(struct ids *ids, struct request request);

/* Takes the first one with this id out; whether there was one. removed: what it was, but for its id; may be NULL. */
bool ids_remove(struct ids *ids, struct span id, struct request *removed);

/*
 * Goes through the entries: at is 0 at first, and then where the last one was left. An entry may be changed, but for its
 * id, with ids_put, or taken out with ids_drop, behind which at stands for the next one.
 */
bool ids_next(const struct ids *ids, size_t at, struct request *request);
size_t ids_behind(size_t at, const struct request *request);
void ids_put(struct ids *ids, size_t at, const struct request *request);
void ids_drop(struct ids *ids, size_t at);

void ids_free(struct ids *ids);

#endif
