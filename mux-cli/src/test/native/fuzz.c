/*
 * Fuzzes what the native relay does with bytes that it was not given by its own user: the JSON of the daemon's lines, the
 * messages of both sides, what is kept of them to go on with another daemon, and the escaping, splitting and normalizing of whatever a client has in its streams and its environment. An entry for
 * libFuzzer; without it, main mutates some seeds for as many seconds as the first argument says. The second argument is a
 * random seed of an earlier run.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../main/native/json.h"
#include "../../main/native/book.h"
#include "../../main/native/lines.h"
#include "../../main/native/paths.h"
#include "../../main/native/scan.h"
#include "../../main/native/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
            abort(); \
        } \
    } while (0)

static bool is_inside(struct span part, struct span whole)
{
    return part.start == NULL || (part.start >= whole.start && part.length > 0 &&
                                  part.length <= whole.length - (size_t)(part.start - whole.start));
}

/* What becomes of an answer or a close line. */
static void read_line_of_daemon(struct span line)
{
    static const char *const outer[] = {"ok", "error", "close", "", "\\u006f"};
    static const char *const inner[] = {"reason", "message", "x"};

    for (size_t i = 0; i < sizeof outer / sizeof outer[0]; i++) {
        struct span value = json_member(line, outer[i]);
        REQUIRE(is_inside(value, line));
        json_is(value, "true");
        for (size_t j = 0; j < sizeof inner / sizeof inner[0]; j++) {
            struct span member = json_member(value, inner[j]);
            struct text text = {0};
            REQUIRE(is_inside(member, line));
            json_decode(&text, member);
            REQUIRE(text.length <= 2 * member.length);
            text_free(&text);
        }
    }
}

/* What was quoted is one string, is found again, and comes out as it went in. */
static void quote_and_read(struct span bytes)
{
    struct text object = {0};
    struct text back = {0};
    struct text again = {0};

    text_add_string(&object, "{\"x\\\"\":[1,{}],\"value\":");
    size_t start = object.length;
    json_quote(&object, bytes.start, bytes.length);
    size_t length = object.length - start;
    text_add_string(&object, ",\"z\":0}");
    for (size_t i = 0; i < length; i++)
        REQUIRE((unsigned char)object.bytes[start + i] >= 0x20);
    struct span found = json_member((struct span){object.bytes, object.length}, "value");
    REQUIRE(found.start == object.bytes + start && found.length == length);
    REQUIRE(json_decode(&back, found));
    json_quote(&again, text_string(&back), back.length);
    REQUIRE(again.length == length && memcmp(again.bytes, found.start, length) == 0);
    REQUIRE(back.length == bytes.length && memcmp(text_string(&back), bytes.start, back.length) == 0);
    text_free(&object);
    text_free(&back);
    text_free(&again);
}

/* A stream says the same however it is cut into reads: the first byte of the input is the length of each. */
static void cut_into_lines(struct span stream)
{
    size_t piece = stream.length == 0 ? 1 : 1 + (unsigned char)stream.start[0] % 16;
    struct lines lines = {0};
    size_t at = 0;

    while (at < stream.length) {
        size_t length = stream.length - at < piece ? stream.length - at : piece;
        size_t before = lines_before_control(&lines, stream.start + at, length);
        REQUIRE(before <= length);
        for (size_t i = at; i < at + before; i++)
            REQUIRE(stream.start[i] != CONTROL || (i > 0 && stream.start[i - 1] != '\n'));
        lines_pass(&lines, stream.start + at, before);
        at += before;
        if (before == length)
            continue;
        /* over the line that begins with the control byte */
        REQUIRE(stream.start[at] == CONTROL && (at == 0 || stream.start[at - 1] == '\n'));
        const char *lf = memchr(stream.start + at, '\n', stream.length - at);
        at = lf == NULL ? stream.length : (size_t)(lf - stream.start) + 1;
        lines = (struct lines){0};
    }
}

/* What a scanner has found, one event behind the other. */
static void scan_in_pieces(struct span stream, size_t piece, struct text *found)
{
    static struct scan scan;
    enum scan_event event;

    memset(&scan, 0, sizeof scan);
    for (size_t at = 0; at < stream.length;) {
        size_t length = stream.length - at < piece ? stream.length - at : piece;
        size_t taken = scan_next(&scan, stream.start + at, length, &event);
        REQUIRE(taken > 0 && taken <= length && (event != SCAN_MORE || taken == length));
        REQUIRE(event != SCAN_LINE || stream.start[at + taken - 1] == '\n');
        at += taken;
        if (event == SCAN_MORE)
            continue;
        text_add_char(found, event == SCAN_LINE ? 'L' : 'M');
        if (event == SCAN_MESSAGE) {
            struct span id = scan_id(&scan);
            struct span cancelled = scan_cancelled(&scan);
            REQUIRE(id.start == NULL || (id.length > 0 && id.length <= SCAN_ID_BYTES));
            text_add(found, id.start == NULL ? "" : id.start, id.length);
            text_add_char(found, scan_has_method(&scan) ? 'm' : '-');
            text_add(found, cancelled.start == NULL ? "" : cancelled.start, cancelled.length);
        }
    }
}

/* It finds the same however the stream is cut. */
static void scan_everything(struct span stream)
{
    struct text whole = {0};
    struct text pieces = {0};

    scan_in_pieces(stream, stream.length + 1, &whole);
    scan_in_pieces(stream, stream.length == 0 ? 1 : 1 + (unsigned char)stream.start[0] % 40, &pieces);
    REQUIRE(whole.length == pieces.length && memcmp(text_string(&whole), text_string(&pieces), whole.length) == 0);
    text_free(&whole);
    text_free(&pieces);
}

/* Every request that is found gets one error, which has its id. */
static void lose_daemon(struct span stream)
{
    static const struct failure failure = {"reason", "message", true};
    static struct scan scan;
    struct book book = {0};
    enum scan_event event;
    size_t requests = 0;
    size_t errors = 0;

    memset(&scan, 0, sizeof scan);
    for (size_t at = 0; at < stream.length;) {
        at += scan_next(&scan, stream.start + at, stream.length - at, &event);
        if (event != SCAN_MESSAGE || scan_id(&scan).start == NULL)
            continue;
        if (scan_has_method(&scan)) {
            ids_add(&book.asked, (struct request){scan_id(&scan), (position)at, false});
            requests++;
        } else if (ids_remove(&book.asked, scan_id(&scan), NULL)) {
            requests--;
        }
    }
    REQUIRE(book.asked.count == requests);
    book_fail_between(&book, 0, (position)stream.length, false, &failure);
    for (const char *at = text_string(&book.owed); (at = strchr(at, '\n')) != NULL; at++)
        errors++;
    REQUIRE(errors == requests && book.asked.count == 0);
    book_take_value(&book, json_member(stream, "resume"));
    REQUIRE(book.unresumable == (book.value.length == 0));
    text_free(&book.owed);
    text_free(&book.value);
    ids_free(&book.asked);
}

static void normalize(struct span bytes)
{
    struct text path = {0};
    struct text once = {0};
    struct text twice = {0};

    text_add(&path, bytes.start, bytes.length);
    path_normalize(&once, "/a/b", path.bytes);
    path_normalize(&twice, "/c", once.bytes);
    REQUIRE(once.bytes[0] == '/' && strcmp(once.bytes, twice.bytes) == 0);
    REQUIRE(strstr(once.bytes, "//") == NULL && strstr(once.bytes, "/./") == NULL && strstr(once.bytes, "/../") == NULL);
    path_parent(&path, once.bytes);
    REQUIRE(path.bytes[0] == '/' && path.length <= once.length);
    text_free(&path);
    text_free(&once);
    text_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* a copy of its very size, so that a read behind it is noticed */
    char *copy = malloc(size == 0 ? 1 : size);
    struct span bytes = {copy, size};

    if (copy == NULL)
        return 0;
    memcpy(copy, data, size);
    read_line_of_daemon(bytes);
    quote_and_read(bytes);
    cut_into_lines(bytes);
    scan_everything(bytes);
    lose_daemon(bytes);
    normalize(bytes);
    free(copy);
    return 0;
}

#ifndef LIBFUZZER

enum { MAX_INPUT = 512 };

static uint64_t state;

static size_t below(size_t n)
{
    /* xorshift64 */
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

static size_t seed_of(uint8_t *input)
{
    static const char *const seeds[] = {
        "{\"mcpmux\":1,\"ok\":true,\"session\":\"17\",\"server\":\"NAME\"}",
        "{\"mcpmux\":1,\"error\":{\"reason\":\"unknown-server\",\"message\":\"no \\\"x\\\" \\u00e9\\ud83d\\ude00\"}}",
        "{\"close\":{\"reason\":\"end-of-input\",\"message\":\"\\n\\t\\\\ \xC3\xA9 \xF0\x9F\x98\x80\"}}",
        "{\"a\":[{\"b\":[]},null,-1.5e3,\"]}\"],\"ok\":{\"x\":\"\\ud800\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\",\"params\":{\"a\":[1,{}]}}\n",
        "[{\"id\":\"a\\\"b\",\"method\":\"x\"}, {\"result\":{\"id\":1},\"id\":-2.5e3}]\n{\"id\":1,\"result\":[]}\n",
        "{\"method\":\"notifications/cancelled\",\"params\":{\"x\":{\"requestId\":1},\"requestId\":\"7\"}}\n{\"id\":1}",
        "{\"resume\":\"1:abc\",\"id\":1,\"method\":\"m\"}\n",
        "\n\x1e{\"end\":true}\n{}\n\x1e\n\n \x1e",
        "../a/./b//../../c/",
        "\xE0\x80\x80\xED\xA0\x80\xF4\x90\x80\x80\xC0\xAF\xFE",
    };
    const char *seed = seeds[below(sizeof seeds / sizeof seeds[0])];

    memcpy(input, seed, strlen(seed));
    return strlen(seed);
}

static size_t mutate(uint8_t *input, size_t size)
{
    static const uint8_t interesting[] = "\"\\{}[]:,u0dD8/. \n\x1e\x00\x80\xC3\xE2\xF0\xFF";
    size_t at = size == 0 ? 0 : below(size);

    switch (below(6)) {
    case 0:
        if (size > 0)
            input[at] = (uint8_t)below(256);
        return size;
    case 1:
        if (size > 0)
            input[at] = interesting[below(sizeof interesting)];
        return size;
    case 2:
        return at;
    case 3: {
        size_t count = size == 0 ? 0 : 1 + below(size - at);
        memmove(input + at, input + at + count, size - at - count);
        return size - count;
    }
    case 4: {
        size_t count = size == 0 ? 0 : 1 + below(size - at);
        if (size + count > MAX_INPUT)
            return size;
        memmove(input + at + count, input + at, size - at);
        return size + count;
    }
    default:
        if (size == MAX_INPUT)
            return size;
        memmove(input + at + 1, input + at, size - at);
        input[at] = interesting[below(sizeof interesting)];
        return size + 1;
    }
}

int main(int count, char **arguments)
{
    long seconds = count > 1 ? strtol(arguments[1], NULL, 10) : 10;
    uint64_t seed = count > 2 ? strtoull(arguments[2], NULL, 10) : (uint64_t)time(NULL) << 20;
    time_t end = time(NULL) + seconds;
    unsigned long runs = 0;
    static uint8_t input[MAX_INPUT];

    state = seed == 0 ? 1 : seed;
    fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
    for (; time(NULL) < end; runs++) {
        size_t size = seed_of(input);
        for (size_t n = below(12); n > 0; n--)
            size = mutate(input, size);
        LLVMFuzzerTestOneInput(input, size);
    }
    fprintf(stderr, "%lu inputs\n", runs);
    return 0;
}

#endif
