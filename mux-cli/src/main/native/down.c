/*
 * A line goes to the client when it is whole, so that none is ever half there; only one that is longer than the buffer goes
 * on in pieces.
 */
#define _GNU_SOURCE
#include "down.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "lines.h"

enum {
    PAGE = 4096,
    CHUNK = 64 * 1024,
    MAX_CONTROL = MAX_VALUE + 1024,  /* of a longer one the rest is skipped */
};

_Alignas(PAGE) static char buffer[CHUNK];

void down_open(struct down *down, struct close_line *close)
{
    *down = (struct down){.bytes = buffer, .close = close};
}

static void cut_out(struct down *down, size_t from, size_t to)
{
    memmove(down->bytes + from, down->bytes + to, down->end - to);
    down->end -= to - from;
    down->scanned = from;
}

static void take_control_line(struct down *down, struct book *book)
{
    struct span json = {down->control.bytes + 1, down->control.length - 1};
    struct span close = json_member(json, "close");
    struct span value = json_member(json, "resume");

    if (close.start != NULL) {
        down->closed = true;
        json_decode(&down->close->reason, json_member(close, "reason"));
        if (!json_decode(&down->close->message, json_member(close, "message")))
            text_add_string(&down->close->message, text_string(&down->close->reason));
    } else if (value.start != NULL) {
        book_take_value(book, value);
    } else if (json_member(json, "handover").start != NULL) {
        down->handover = true;
    }
    text_free(&down->control);
}

/* Takes a control line's bytes out of the way. */
static void collect_control(struct down *down, struct book *book)
{
    const char *start = down->bytes + down->scanned;
    const char *lf = memchr(start, '\n', down->end - down->scanned);
    size_t length = lf == NULL ? down->end - down->scanned : (size_t)(lf + 1 - start);
    size_t room = MAX_CONTROL - down->control.length;
    size_t words = length - (lf != NULL);

    text_add(&down->control, start, words < room ? words : room);
    cut_out(down, down->scanned, down->scanned + length);
    if (lf != NULL) {
        down->in_control = false;
        take_control_line(down, book);
    }
}

/* The answer that the line has is the client's, or not for the client to see. */
static void take_answer(struct down *down, struct book *book)
{
    struct request removed = {0};

    if (!down->answer_due)
        return;
    down->answer_due = false;
    ids_remove(&book->asked, scan_id(&down->scan), &removed);
    down->hidden |= removed.initialize && book_take_initialized(book, scan_is_error(&down->scan));
}

static void take_message(struct down *down, struct book *book)
{
    struct span id = scan_id(&down->scan);

    if (scan_has_method(&down->scan)) {
        ids_remove(&book->asks, scan_cancelled(&down->scan), NULL);
        if (id.start != NULL && book->asks.count < MAX_ASKS)
            ids_add(&book->asks, (struct request){id, 0, false});
        return;
    }
    down->answer_due = true;
}

static void look(struct down *down, struct book *book)
{
    enum scan_event event;

    while (down->scanned < down->end && !down->closed) {
        if (!down->in_control && !down->scan.inside)
            down->in_control = down->bytes[down->scanned] == CONTROL;
        if (down->in_control) {
            collect_control(down, book);
            continue;
        }
        down->scanned += scan_next(&down->scan, down->bytes + down->scanned, down->end - down->scanned, &event);
        if (event == SCAN_MESSAGE) {
            take_message(down, book);
        } else if (event == SCAN_LINE) {
            take_answer(down, book);
            if (down->hidden && !down->cut)
                cut_out(down, down->line, down->scanned);
            down->line = down->ready = down->scanned;
            down->cut = down->hidden = false;
        }
    }
    if (down->closed)
        down->end = down->scanned = down->ready;
    if (down->cut || (down->line == 0 && down->end == CHUNK)) {
        down->cut = true;
        down->ready = down->end;
        take_answer(down, book);
    }
}

bool down_may_read(const struct down *down)
{
    return down->at == down->ready && !down->closed && !down->end_due;
}

bool down_read(struct down *down, struct book *book, int daemon, bool *heard)
{
    size_t held = down->end - down->at;

    memmove(down->bytes, down->bytes + down->at, held);
    down->at = down->ready = down->line = 0;
    down->end = down->scanned = held;
    ssize_t n = recv(daemon, down->bytes + held, CHUNK - held, MSG_DONTWAIT);
    if (n > 0) {
        *heard = true;
        down->end += (size_t)n;
        look(down, book);
        return true;
    }
    return n < 0 && is_passing(errno);
}

bool down_has_words(const struct down *down, const struct book *book)
{
    return down->at < down->ready || down->end_due || (book->owed.length > 0 && !down->cut);
}

bool down_write(struct down *down, struct book *book, const struct sink *client)
{
    while (down_has_words(down, book)) {
        /* a line of our own that has begun is finished first */
        bool own = down->owed_at > 0;
        bool rest = down->at < down->ready && !own;
        bool line_end = down->end_due && !rest && !own;
        ssize_t n = rest       ? sink_write(client, down->bytes + down->at, down->ready - down->at)
                    : line_end ? sink_write(client, "\n", 1)
                               : sink_write(client, book->owed.bytes + down->owed_at, book->owed.length - down->owed_at);
        if (n <= 0)
            return n == 0;
        if (rest) {
            down->at += (size_t)n;
        } else if (line_end) {
            down->end_due = false;
        } else {
            down->owed_at += (size_t)n;
            if (down->owed_at == book->owed.length) {
                text_free(&book->owed);
                down->owed_at = 0;
            }
        }
        if (client->may_wait)
            break;
    }
    return true;
}

void down_lost(struct down *down)
{
    down->end_due = down->cut;
    down->cut = down->hidden = down->answer_due = false;
    down->end = down->scanned = down->line = down->ready;
    down->in_control = down->handover = false;
    down->closed = false;
    text_free(&down->control);
    down->scan = (struct scan){0};
}

void down_clean(struct down *down, struct book *book)
{
    if (down->end == down->at) {
        madvise(buffer, sizeof buffer, MADV_DONTNEED);
        down->at = down->ready = down->scanned = down->end = down->line = 0;
    }
    if (book->asked.count == 0)
        ids_free(&book->asked);
    if (book->asks.count == 0)
        ids_free(&book->asks);
}
