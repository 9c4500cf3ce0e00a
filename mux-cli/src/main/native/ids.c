/*
 * One string with an entry behind the other. Answers come mostly in the order of their requests, so what is looked for is
 * near the start.
 */
#include "ids.h"

#include <string.h>

struct head {
    position end;
    unsigned length;
    unsigned initialize;
};

static struct head head_at(const struct ids *ids, size_t at)
{
    struct head head;

    memcpy(&head, ids->entries.bytes + at, sizeof head);
    return head;
}

void ids_add(struct ids *ids, struct request request)
{
    struct head head = {request.end, (unsigned)request.id.length, request.initialize};

    text_add(&ids->entries, (const char *)&head, sizeof head);
    text_add(&ids->entries, request.id.start, request.id.length);
    ids->count++;
}

bool ids_next(const struct ids *ids, size_t at, struct request *request)
{
    if (at >= ids->entries.length)
        return false;
    struct head head = head_at(ids, at);
    request->id = (struct span){ids->entries.bytes + at + sizeof head, head.length};
    request->end = head.end;
    request->initialize = head.initialize != 0;
    return true;
}

size_t ids_behind(size_t at, const struct request *request)
{
    return at + sizeof(struct head) + request->id.length;
}

void ids_put(struct ids *ids, size_t at, const struct request *request)
{
    struct head head = {request->end, (unsigned)request->id.length, request->initialize};

    memcpy(ids->entries.bytes + at, &head, sizeof head);
}

void ids_drop(struct ids *ids, size_t at)
{
    size_t length = sizeof(struct head) + head_at(ids, at).length;
    size_t rest = ids->entries.length - at - length;

    memmove(ids->entries.bytes + at, ids->entries.bytes + at + length, rest);
    text_cut(&ids->entries, at + rest);
    if (at < ids->ended)
        ids->ended -= length;
    ids->count--;
}

bool ids_remove(struct ids *ids, struct span id, struct request *removed)
{
    struct request request;

    if (id.start == NULL)
        return false;
    for (size_t at = 0; ids_next(ids, at, &request); at = ids_behind(at, &request)) {
        if (request.id.length != id.length || memcmp(request.id.start, id.start, id.length) != 0)
            continue;
        if (removed != NULL)
            *removed = (struct request){{NULL, 0}, request.end, request.initialize};
        ids_drop(ids, at);
        return true;
    }
    return false;
}

void ids_free(struct ids *ids)
{
    text_free(&ids->entries);
    ids->count = 0;
    ids->ended = 0;
}
