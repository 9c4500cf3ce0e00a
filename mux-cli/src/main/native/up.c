/*
 * Reads, looks and writes. With a daemon, what has been read is written at once, in whatever pieces it comes; without one
 * it is kept up to a bound, line by line. Every line is scanned once, when it is read, and its requests are entered with
 * the position at which their line ends: whatever ends at or before what was written is with the daemon.
 */
#define _GNU_SOURCE
#include "up.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static void cut_out(struct up *up, size_t from, size_t to)
{
    memmove(up->bytes.bytes + from, up->bytes.bytes + to, up->bytes.length - to);
    text_cut(&up->bytes, up->bytes.length - (to - from));
}

static bool is_whole(const struct up *up)
{
    return !up->line_gone && up->line >= up->at && !(up->line == up->at && up->lines.inside);
}

/* The line that is being read goes nowhere. */
static void drop_line(struct up *up, struct book *book, const struct failure *refusal)
{
    up->drops = true;
    /* whoever gives it may forget it before the line has ended */
    if (refusal->message != up->words.bytes) {
        text_cut(&up->words, 0);
        text_add_string(&up->words, refusal->message);
    }
    text_cut(&up->reason, 0);
    text_add_string(&up->reason, refusal->reason);
    up->refusal = (struct failure){up->reason.bytes, up->words.bytes, refusal->executed};
    book_fail_between(book, NOT_ENDED, NOT_ENDED, true, refusal);
}

static const struct failure *too_many(struct up *up, const char *what, size_t count, size_t limit)
{
    text_cut(&up->words, 0);
    text_add_string(&up->words, "mcpmux has not sent this request: ");
    text_add_number(&up->words, (long)count);
    text_add_string(&up->words, what);
    text_add_string(&up->words, " (limit: ");
    text_add_number(&up->words, (long)limit);
    text_add_char(&up->words, ')');
    up->refusal = (struct failure){"too-much-waits", up->words.bytes, false};
    return &up->refusal;
}

static bool is_full(const struct up *up, size_t bytes)
{
    return up->keeps && !up->drops && (up->frames >= UP_KEPT_FRAMES || bytes >= UP_KEPT_BYTES);
}

/* bytes: of what waits */
static void drop_for_room(struct up *up, struct book *book, size_t bytes)
{
    drop_line(up, book, bytes >= UP_KEPT_BYTES
                        ? too_many(up, " bytes wait for the daemon", bytes, UP_KEPT_BYTES)
                        : too_many(up, " messages wait for the daemon", up->frames, UP_KEPT_FRAMES));
}

static void enter_request(struct up *up, struct book *book, struct span id)
{
    bool initialize = scan_is_method(&up->scan, "\"initialize\"");

    if (!up->drops && book->asked.count >= MAX_ASKED && is_whole(up))
        drop_line(up, book, too_many(up, " others await their answer", book->asked.count, MAX_ASKED));
    if (up->drops) {
        book_fail(book, id, &up->refusal);
    } else if (book->asked.count < MAX_ASKED) {
        ids_add(&book->asked, (struct request){id, NOT_ENDED, initialize});
        book->initialize_seen |= initialize;
    }
}

static void take_message(struct up *up, struct book *book)
{
    struct span id = scan_id(&up->scan);

    up->messages++;
    if (!scan_has_method(&up->scan)) {
        up->passing++;
        if (!ids_remove(&book->asks, id, NULL))
            up->stale |= ids_remove(&book->stale, id, NULL);
        return;
    }
    struct request cancelled;
    bool passes = scan_is_method(&up->scan, "\"notifications/progress\"");
    if (ids_remove(&book->asked, scan_cancelled(&up->scan), &cancelled))
        passes = cancelled.end != NOT_ENDED && cancelled.end <= up->base + (position)up->at;
    if (id.start != NULL) {
        enter_request(up, book, id);
        return;
    }
    up->passing += passes;
    book->initialized_seen |= scan_is_method(&up->scan, "\"notifications/initialized\"");
}

/* Gives the requests of the line that has been read their place. */
static void enter_end(struct up *up, struct book *book)
{
    struct request request;

    for (size_t at = book->asked.ended; ids_next(&book->asked, at, &request); at = ids_behind(at, &request)) {
        if (request.end != NOT_ENDED)
            continue;
        request.end = up->base + (position)up->scanned;
        ids_put(&book->asked, at, &request);
        up->asks = true;
        if (request.initialize && !up->line_gone && book->value.length == 0) {
            text_cut(&book->initialize, 0);
            text_add(&book->initialize, up->bytes.bytes + up->line, up->scanned - up->line);
        }
    }
    book->asked.ended = book->asked.entries.length;
}

static void take_line(struct up *up, struct book *book)
{
    bool whole = is_whole(up);
    bool passes = up->hands_over && !up->drops && up->messages > 0 && up->passing == up->messages && whole;
    size_t before = up->line > up->at ? up->line - up->at : 0;

    if (passes)
        text_add(&up->control, up->bytes.bytes + up->line, up->scanned - up->line);
    else if (up->hands_over && whole && is_full(up, before))
        drop_for_room(up, book, before);
    bool out = passes || up->drops || (up->stale && up->messages == 1 && whole);
    if (out) {
        cut_out(up, up->line, up->scanned);
        up->scanned = up->line;
    } else if (up->messages > 0) {
        enter_end(up, book);
    }
    up->frames += !out;
    up->drops = false;
    up->stale = false;
    up->messages = up->passing = 0;
    up->line = up->scanned;
    up->line_gone = false;
}

/* Looks at what has been read. */
static void look(struct up *up, struct book *book)
{
    enum scan_event event;

    while (up->scanned < up->bytes.length) {
        if (!up->scan.inside && !up->hands_over && is_full(up, up->bytes.length - up->at))
            drop_for_room(up, book, up->bytes.length - up->at);
        up->scanned += scan_next(&up->scan, up->bytes.bytes + up->scanned, up->bytes.length - up->scanned, &event);
        if (event == SCAN_MESSAGE)
            take_message(up, book);
        else if (event == SCAN_LINE)
            take_line(up, book);
    }
    /* a frame that is alone is never dropped: its rest stays with the client until there is a daemon */
    size_t waits = up->bytes.length - up->at;
    bool may_pass = up->hands_over && waits < UP_KEPT_BYTES;
    if (up->scan.inside && !may_pass && is_full(up, waits) && up->line > up->at)
        drop_for_room(up, book, waits);
    if (up->drops) {
        text_cut(&up->bytes, up->line);
        up->scanned = up->line;
    }
}

/* Forgets the bytes that were written. */
static void forget_written(struct up *up)
{
    if (up->at == 0)
        return;
    cut_out(up, 0, up->at);
    up->base += (position)up->at;
    up->line_gone |= up->line < up->at;
    up->line = up->line > up->at ? up->line - up->at : 0;
    up->scanned -= up->at;
    up->first_gone = up->lines.inside;
    up->at = 0;
}

/* How far it may be written now. */
static size_t passable(const struct up *up, const struct book *book)
{
    if (up->keeps) {
        /* the line that has begun is finished */
        const char *lf = up->lines.inside ? memchr(up->bytes.bytes + up->at, '\n', up->bytes.length - up->at) : NULL;
        return !up->lines.inside ? up->at : lf == NULL ? up->bytes.length : (size_t)(lf + 1 - up->bytes.bytes);
    }
    /* a line that may have to be refused, or to be sent again, is not begun before it is known */
    bool counts = book->asked.count >= MAX_ASKED || (book->initialize.length == 0 && book->value.length == 0);
    if (counts && is_whole(up) && up->bytes.length - up->at < UP_CHUNK)
        return up->line;
    return up->bytes.length;
}

bool up_asks(const struct up *up)
{
    return up->asks || (up->keeps && up->scan.inside && !up->drops && up->bytes.length - up->at >= UP_KEPT_BYTES);
}

bool up_may_read(const struct up *up, const struct book *book)
{
    size_t waits = up->bytes.length - up->at;

    /* a client that does not read its errors gets no more of them */
    if (up->over || book->owed.length > UP_KEPT_BYTES)
        return false;
    if (up->keeps)
        return up->control.length < UP_KEPT_BYTES && (up->drops || waits < UP_KEPT_BYTES || !up->scan.inside);
    return waits == 0 || (waits < UP_CHUNK && is_whole(up) && up->line == up->at);
}

void up_read(struct up *up, struct book *book)
{
    forget_written(up);
    ssize_t n = read(STDIN_FILENO, text_room(&up->bytes, UP_CHUNK), UP_CHUNK);
    if (n > 0) {
        up->bytes.length += (size_t)n;
        look(up, book);
    } else if (n == 0 || !is_passing(errno)) {
        up->over = true;
        if (up->scan.inside) {
            text_add_char(&up->bytes, '\n');
            look(up, book);
        }
    }
}

/* A control line waits for the line before it to end. */
static bool may_say(const struct up *up)
{
    return up->control.length > 0 && (up->control_at > 0 || !up->lines.inside);
}

bool up_has_words(const struct up *up, const struct book *book)
{
    return may_say(up) || up->at < passable(up, book);
}

/* Writes the next bytes, as sink_write; of those of the client up to limit. */
static ssize_t write_some(struct up *up, size_t limit, const struct sink *daemon)
{
    ssize_t n;

    if (may_say(up)) {
        n = sink_write(daemon, up->control.bytes + up->control_at, up->control.length - up->control_at);
        up->control_at += n > 0 ? (size_t)n : 0;
        if (up->control_at == up->control.length) {
            text_free(&up->control);
            up->control_at = 0;
        }
        return n;
    }
    size_t before = lines_before_control(&up->lines, up->bytes.bytes + up->at, limit - up->at);
    if (before == 0) {
        /* the next line looks like a control line; behind a space it is inside of one */
        n = sink_write(daemon, " ", 1);
        up->lines.inside = n > 0;
        return n;
    }
    n = sink_write(daemon, up->bytes.bytes + up->at, before);
    if (n > 0) {
        lines_pass(&up->lines, up->bytes.bytes + up->at, (size_t)n);
        up->at += (size_t)n;
    }
    return n;
}

bool up_write(struct up *up, const struct book *book, const struct sink *daemon)
{
    for (size_t limit = passable(up, book); may_say(up) || up->at < limit; limit = passable(up, book)) {
        ssize_t n = write_some(up, limit, daemon);
        if (n <= 0)
            return n == 0;
    }
    return true;
}

void up_say(struct up *up, const char *line)
{
    text_add_string(&up->control, line);
}

static size_t count_lines(const struct up *up)
{
    const char *at = text_string(&up->bytes) + up->at;
    const char *end = text_string(&up->bytes) + up->bytes.length;
    size_t lines = 0;

    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        lines++;
        at++;
    }
    return lines;
}

static void keep(struct up *up, bool hands_over)
{
    up->keeps = true;
    up->hands_over = hands_over;
    up->frames = count_lines(up);
}

void up_keep(struct up *up)
{
    keep(up, true);
}

/* What becomes of the line of which a part was written. */
static void end_part(struct up *up, struct book *book, const struct failure *why, const struct failure *in_part)
{
    const char *bytes = text_string(&up->bytes);
    const char *lf = memchr(bytes + up->at, '\n', up->bytes.length - up->at);
    size_t end = lf == NULL ? up->bytes.length : (size_t)(lf - bytes);
    size_t start = up->at;
    size_t rest = up->at;

    while (start > 0 && bytes[start - 1] != '\n')
        start--;
    while (rest < end && memchr(" \t\r", bytes[rest], 3) != NULL)
        rest++;
    if (rest < end && (start > 0 || !up->first_gone)) {
        up->at = start; /* the daemon cannot have taken it for a message */
    } else if (lf != NULL) {
        position ended = up->base + (position)end + 1;
        book_fail_between(book, ended, ended, false, rest < end ? in_part : why);
        up->at = end + 1;
    } else {
        drop_line(up, book, why);
        text_cut(&up->bytes, up->at);
        up->line = up->scanned = up->at;
    }
}

void up_lost(struct up *up, struct book *book, const struct failure *why, const struct failure *in_part)
{
    struct request request;

    text_free(&up->control);
    up->control_at = 0;
    book_fail_between(book, 0, up->base + (position)up->at, false, why);
    if (up->lines.inside)
        end_part(up, book, why, in_part);
    up->lines = (struct lines){0};
    forget_written(up);
    up->asks = false;
    for (size_t at = 0; ids_next(&book->asked, at, &request); at = ids_behind(at, &request)) {
        if (request.end != NOT_ENDED)
            request.end = request.end > up->base ? request.end - up->base : 0;
        up->asks |= request.end != 0 || (request.initialize && !book->swallow);
        ids_put(&book->asked, at, &request);
    }
    up->base = 0;
    keep(up, false);
}

void up_resume(struct up *up, struct book *book)
{
    struct text first = {0};
    struct request request;

    book_replay(book, &first);
    size_t length = first.length;
    for (size_t at = 0; ids_next(&book->asked, at, &request); at = ids_behind(at, &request)) {
        if (request.end > 0)
            request.end += (position)length;
        ids_put(&book->asked, at, &request);
    }
    text_add(&first, text_string(&up->bytes), up->bytes.length);
    text_free(&up->bytes);
    up->bytes = first;
    up->line += length;
    up->scanned += length;
    up->first_gone = false;
    up->keeps = up->hands_over = false;
    up->asks = false;
    up->frames = 0;
}

void up_give_up(struct up *up, struct book *book, const struct failure *why)
{
    if (up->scan.inside && !up->drops)
        drop_line(up, book, why);
    book_fail_between(book, 0, LLONG_MAX, true, why);
    text_free(&up->bytes);
    up->at = up->line = up->scanned = 0;
    up->base = 0;
    up->asks = false;
    up->frames = 0;
}

void up_clean(struct up *up)
{
    if (up->at == up->bytes.length) {
        forget_written(up);
        text_free(&up->bytes);
    }
}
