/*
 * Error frames are written here and nowhere else in an open session.
 */
#include "book.h"

#include <string.h>

static const char INITIALIZED[] = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

void book_fail(struct book *book, struct span id, const struct failure *failure)
{
    struct text *out = &book->owed;

    text_add_string(out, "{\"jsonrpc\":\"2.0\",\"id\":");
    text_add(out, id.start, id.length);
    text_add_string(out, ",\"error\":{\"code\":-32603,\"message\":");
    json_quote_shown(out, failure->message);
    text_add_string(out, ",\"data\":{\"mcpmux\":{\"reason\":");
    json_quote_shown(out, failure->reason);
    text_add_string(out, ",\"mayHaveBeenExecuted\":");
    text_add_string(out, failure->executed ? "true" : "false");
    text_add_string(out, "}}}}\n");
}

static void forget_initialize(struct book *book)
{
    text_free(&book->initialize);
    book->initialize_seen = false;
    book->initialized_seen = false;
}

void book_fail_between(struct book *book, position first, position last, bool initialize, const struct failure *failure)
{
    struct request request;
    size_t at = 0;

    while (ids_next(&book->asked, at, &request)) {
        if (request.end < first || request.end > last || (request.initialize && !initialize)) {
            at = ids_behind(at, &request);
            continue;
        }
        if (request.initialize && book->swallow) {
            book->swallow = false; /* nobody waits for it but the relay */
        } else {
            book_fail(book, request.id, failure);
            /* a client may try that again */
            if (request.initialize)
                forget_initialize(book);
        }
        ids_drop(&book->asked, at);
    }
}

void book_cancel_asks(struct book *book)
{
    struct request request;

    for (size_t at = 0; ids_next(&book->asks, at, &request); at = ids_behind(at, &request)) {
        text_add_string(&book->owed, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":");
        text_add(&book->owed, request.id.start, request.id.length);
        text_add_string(&book->owed, ",\"reason\":\"the mcpmux daemon that asked has gone\"}}\n");
        if (book->stale.count < MAX_ASKS)
            ids_add(&book->stale, request);
    }
    ids_free(&book->asks);
}

static void owe_list_changes(struct book *book)
{
    static const char *const lists[] = {"tools", "prompts", "resources"};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        text_add_string(&book->owed, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/");
        text_add_string(&book->owed, lists[i]);
        text_add_string(&book->owed, "/list_changed\"}\n");
    }
}

bool book_take_initialized(struct book *book, bool error)
{
    bool swallows = book->swallow;

    book->swallow = false;
    book->not_replayed = swallows && error;
    if (error && !swallows)
        forget_initialize(book);
    if (swallows && !error && book->lists_due) {
        owe_list_changes(book);
        book->lists_due = false;
    }
    return swallows;
}

void book_take_value(struct book *book, struct span value)
{
    bool usable = value.start != NULL && value.length >= 2 && value.length <= MAX_VALUE && value.start[0] == '"';

    text_free(&book->value);
    book->unresumable = !usable;
    if (usable)
        text_add(&book->value, value.start, value.length);
}

bool book_can_resume(const struct book *book)
{
    return !book->unresumable && (book->value.length > 0 || book->initialize.length > 0 || !book->initialize_seen);
}

/* Whether the client waits for the answer to its initialize, or the relay does; sent: whether a daemon has had it. */
static bool initialize_waits(const struct book *book, bool *sent)
{
    struct request request;

    for (size_t at = 0; ids_next(&book->asked, at, &request); at = ids_behind(at, &request)) {
        if (!request.initialize)
            continue;
        *sent = request.end == 0;
        return true;
    }
    return false;
}

struct text book_offer(const struct book *book)
{
    bool sent;

    return initialize_waits(book, &sent) ? (struct text){0} : book->value;
}

bool book_drop_value(struct book *book)
{
    bool droppable = book->value.length > 0 && book->initialize.length > 0;

    if (droppable) {
        text_free(&book->value);
        book->lists_due = true;
    }
    return droppable;
}

void book_replay(struct book *book, struct text *out)
{
    bool sent = false;
    bool waits = initialize_waits(book, &sent);

    if (book->initialize.length == 0 || (waits && !sent) || (!waits && book->value.length > 0))
        return;
    text_add(out, book->initialize.bytes, book->initialize.length);
    if (waits && !book->swallow)
        return;
    struct span id = json_member((struct span){book->initialize.bytes, book->initialize.length}, "id");
    if (!waits && id.start != NULL) {
        ids_add(&book->asked, (struct request){id, 0, true});
        book->swallow = true;
    }
    if (book->initialized_seen)
        text_add_string(out, INITIALIZED);
}
