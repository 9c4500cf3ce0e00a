/*
 * An automaton over bytes with five states. Most bytes are inside of strings, where many are looked at at a time, or below
 * the members that count, where only brackets and quotes do.
 */
#include "scan.h"

#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BETWEEN, STRING, ESCAPE, SCALAR, NO_MESSAGE };
enum { OTHER, ID, METHOD, PARAMS, REQUEST_ID };

static const char CANCELLED[] = "\"notifications/cancelled\"";

static void reset_message(struct scan *s)
{
    s->id = (struct token){0, sizeof s->id_bytes, s->id_bytes};
    s->method = (struct token){0, sizeof s->method_bytes, s->method_bytes};
    s->cancelled = (struct token){0, sizeof s->cancelled_bytes, s->cancelled_bytes};
    s->key = (struct token){0, sizeof s->key_bytes, s->key_bytes};
    s->in_params = false;
    s->error = false;
    s->which = OTHER;
}

static void begin_line(struct scan *s)
{
    reset_message(s);
    s->state = BETWEEN;
    s->key_next = false;
    s->into = NULL;
    s->depth = 0;
    s->base = 1;
    s->inside = true;
}

static inline void add(struct token *token, const char *bytes, size_t length)
{
    if (token->length + length <= token->capacity)
        memcpy(token->bytes + token->length, bytes, length);
    else
        length = token->capacity + 1 - token->length;
    token->length += length;
}

static inline bool is(const struct token *token, const char *quoted)
{
    return token->length == strlen(quoted) && memcmp(token->bytes, quoted, strlen(quoted)) == 0;
}

/* Whether members are looked at where the scanner is. */
static inline bool counts(const struct scan *s)
{
    return s->depth == s->base || (s->in_params && s->depth == s->base + 1);
}

/* What the value of a member is, by its quoted name. */
static unsigned char kind_of_key(struct scan *s, const char *quoted, size_t length)
{
    bool in_message = s->depth == s->base;

    switch (length) {
    case 4:
        return in_message && memcmp(quoted, "\"id\"", 4) == 0 ? ID : OTHER;
    case 7:
        s->error |= in_message && memcmp(quoted, "\"error\"", 7) == 0;
        return OTHER;
    case 8:
        if (!in_message)
            return OTHER;
        return memcmp(quoted, "\"method\"", 8) == 0 ? METHOD : memcmp(quoted, "\"params\"", 8) == 0 ? PARAMS : OTHER;
    case 11:
        return !in_message && memcmp(quoted, "\"requestId\"", 11) == 0 ? REQUEST_ID : OTHER;
    default:
        return OTHER;
    }
}

/* Where the value that begins goes. */
static struct token *place(struct scan *s)
{
    struct token *token = s->which == ID           ? &s->id
                          : s->which == METHOD     ? &s->method
                          : s->which == REQUEST_ID ? &s->cancelled
                                                   : NULL;
    if (token != NULL)
        token->length = 0;
    return token;
}

/* Where members count, and the string is not whole or has an escape in it. */
static void begin_string(struct scan *s)
{
    s->state = STRING;
    if (s->key_next) {
        s->key.length = 0;
        s->into = &s->key;
    } else {
        s->into = place(s);
    }
    if (s->into != NULL)
        add(s->into, "\"", 1);
}

static void end_string(struct scan *s)
{
    s->state = BETWEEN;
    if (s->into != NULL)
        add(s->into, "\"", 1);
    if (s->into == &s->key)
        s->which = kind_of_key(s, s->key.bytes, s->key.length);
}

static void open_container(struct scan *s, char c)
{
    if (s->depth == 0 && c == '[')
        s->base = 2;
    else if (c == '{' && s->depth == s->base && s->which == PARAMS && !s->key_next)
        s->in_params = true;
    s->depth++;
    if (c == '{' && s->depth == s->base)
        reset_message(s);
    s->key_next = true;
    if (counts(s))
        s->which = OTHER;
}

/* Whether a message has ended. */
static bool close_container(struct scan *s, char c)
{
    bool message = c == '}' && s->depth == s->base;
    s->depth--;
    if (s->depth <= s->base)
        s->in_params = false;
    s->key_next = false;
    if (counts(s))
        s->which = OTHER;
    return message;
}

/* The first byte of a string that may not be passed over: a quote, a backslash or a line end. */
static inline const char *end_of_plain(const char *at, const char *end)
{
    static const uint64_t ones = 0x0101010101010101U;
    static const uint64_t highs = 0x8080808080808080U;

#if defined(__SSE2__)
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        int mask = _mm_movemask_epi8(_mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'))));
        if (mask != 0)
            return at + __builtin_ctz((unsigned)mask);
    }
#endif
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t quote = word ^ ones * '"';
        uint64_t backslash = word ^ ones * '\\';
        uint64_t line_end = word ^ ones * '\n';
        uint64_t found = (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((line_end - ones) & ~line_end)) & highs;
        if (found == 0) {
            at += 8;
            continue;
        }
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        return at + __builtin_ctzll(found) / 8; /* only behind it may others be found where there is none */
#else
        break;
#endif
    }
    while (at < end && *at != '"' && *at != '\\' && *at != '\n')
        at++;
    return at;
}

/* Goes on in a string, behind the bytes that say nothing. */
static const char *pass_string(struct scan *s, const char *at, const char *end)
{
    const char *stop = end_of_plain(at, end);

    if (s->into != NULL)
        add(s->into, at, (size_t)(stop - at));
    if (stop == end || *stop == '\n')
        return stop;
    if (*stop == '"') {
        end_string(s);
    } else {
        if (s->into != NULL)
            add(s->into, stop, 1);
        s->state = ESCAPE;
    }
    return stop + 1;
}

static bool ends_scalar(char c)
{
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':' || c == '"';
}

/* Goes on in a number that counts. */
static const char *pass_scalar(struct scan *s, const char *at, const char *end)
{
    const char *start = at;

    while (at < end && !ends_scalar(*at))
        at++;
    add(s->into, start, (size_t)(at - start));
    if (at < end)
        s->state = BETWEEN;
    return at;
}

/* Goes on where no member counts: only brackets and the line end do. */
static const char *pass_uncounted(struct scan *s, const char *at, const char *end)
{
    for (; at < end; at++) {
        switch (*at) {
        case '"': {
            const char *stop = end_of_plain(at + 1, end);
            if (stop == end || *stop != '"') {
                s->state = STRING;
                s->into = NULL;
                return at + 1;
            }
            at = stop;
            break;
        }
        case '{':
        case '[':
            s->depth++;
            break;
        case '}':
        case ']':
            s->depth--;
            if (counts(s)) {
                s->key_next = false;
                s->which = OTHER;
                return at + 1;
            }
            break;
        case '\n':
            return at;
        default:
            break;
        }
    }
    return at;
}

/* Takes a string that begins here, where members count; behind its first quote if it is not all there. */
static const char *take_string(struct scan *s, const char *at, const char *end)
{
    const char *stop = end_of_plain(at + 1, end);
    struct token *token;

    if (stop == end || *stop != '"') {
        begin_string(s);
        return at + 1;
    }
    size_t length = (size_t)(stop + 1 - at);
    if (s->key_next)
        s->which = kind_of_key(s, at, length);
    else if (s->which != OTHER && (token = place(s)) != NULL)
        add(token, at, length);
    return stop + 1;
}

static bool begins_number(char c)
{
    return c == '-' || (c >= '0' && c <= '9');
}

/* Goes on between tokens where members count, as long as they do; whether a message has ended. */
static bool pass_counted(struct scan *s, const char **from, const char *end)
{
    const char *at = *from;
    bool ended = false;

    while (at < end && !ended && s->state == BETWEEN) {
        char c = *at;
        if (c == '"') {
            at = take_string(s, at, end);
            continue;
        }
        if (c == '\n')
            break;
        if (begins_number(c) && s->which != OTHER && !s->key_next && (s->into = place(s)) != NULL) {
            s->state = SCALAR;
            at = pass_scalar(s, at, end);
            continue;
        }
        at++;
        if (c == ',') {
            s->key_next = true;
            s->which = OTHER;
        } else if (c == ':') {
            s->key_next = false;
        } else if (c == '{' || c == '[') {
            open_container(s, c);
            if (!counts(s))
                break;
        } else if (c == '}' || c == ']') {
            ended = close_container(s, c);
            if (!counts(s))
                break;
        }
    }
    *from = at;
    return ended;
}

/* Takes the next byte between the elements of a batch. */
static void take_in_batch(struct scan *s, char c)
{
    if (c == '{' || c == '[')
        open_container(s, c);
    else if (c == ']' || c == '}')
        s->depth--;
    else if (c == '"') {
        s->state = STRING;
        s->into = NULL;
    }
}

/* Begins a message or a batch, or finds that the line has none. */
static void take_outside(struct scan *s, char c)
{
    if (c == '{' || c == '[')
        open_container(s, c);
    else if (c != ' ' && c != '\t' && c != '\r')
        s->state = NO_MESSAGE;
}

/* Goes on in the current state; whether a message has ended. */
static bool pass(struct scan *s, const char **at, const char *end)
{
    switch (s->state) {
    case STRING:
        *at = pass_string(s, *at, end);
        return false;
    case ESCAPE:
        if (s->into != NULL)
            add(s->into, *at, 1);
        (*at)++;
        s->state = STRING;
        return false;
    case SCALAR:
        *at = pass_scalar(s, *at, end);
        return false;
    case NO_MESSAGE: {
        const char *lf = memchr(*at, '\n', (size_t)(end - *at));
        *at = lf == NULL ? end : lf;
        return false;
    }
    default:
        if (counts(s))
            return pass_counted(s, at, end);
        if (s->depth == 0)
            take_outside(s, *(*at)++);
        else if (s->depth == 1 && s->base == 2)
            take_in_batch(s, *(*at)++);
        else
            *at = pass_uncounted(s, *at, end);
        return false;
    }
}

size_t scan_next(struct scan *s, const char *bytes, size_t length, enum scan_event *event)
{
    const char *end = bytes + length;
    const char *at = bytes;

    *event = SCAN_MORE;
    if (length > 0 && !s->inside)
        begin_line(s);
    while (at < end) {
        if (*at == '\n') {
            s->inside = false;
            *event = SCAN_LINE;
            return (size_t)(at + 1 - bytes);
        }
        if (pass(s, &at, end)) {
            *event = SCAN_MESSAGE;
            return (size_t)(at - bytes);
        }
    }
    return length;
}

/* None for one that is too long, or no JSON. */
static struct span span(const struct token *token)
{
    if (token->length == 0 || token->length > token->capacity)
        return (struct span){NULL, 0};
    for (size_t i = 0; i < token->length; i++)
        if ((unsigned char)token->bytes[i] < ' ')
            return (struct span){NULL, 0};
    return (struct span){token->bytes, token->length};
}

struct span scan_id(const struct scan *s)
{
    return span(&s->id);
}

bool scan_has_method(const struct scan *s)
{
    return s->method.length > 0;
}

bool scan_is_method(const struct scan *s, const char *quoted)
{
    return is(&s->method, quoted);
}

bool scan_is_error(const struct scan *s)
{
    return s->error && s->method.length == 0;
}

struct span scan_cancelled(const struct scan *s)
{
    return is(&s->method, CANCELLED) ? span(&s->cancelled) : (struct span){NULL, 0};
}
