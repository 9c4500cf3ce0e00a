/*
 * A cursor over JSON text that skips values by their brackets and quotes, without recursion, and the two directions of
 * string escapes. Every line of the daemon that the relay looks into goes through here; src/test/native fuzzes it.
 */
#include "json.h"

#include <string.h>

struct cursor {
    const char *at;
    const char *end;
};

static void skip_space(struct cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\r' || *c->at == '\n'))
        c->at++;
}

static bool take(struct cursor *c, char expected)
{
    if (c->at == c->end || *c->at != expected)
        return false;
    c->at++;
    return true;
}

static void skip_string(struct cursor *c)
{
    if (!take(c, '"'))
        return;
    while (c->at < c->end) {
        char b = *c->at++;
        if (b == '"')
            return;
        if (b == '\\' && c->at < c->end)
            c->at++;
    }
}

static void skip_scalar(struct cursor *c)
{
    while (c->at < c->end && memchr(",:]} \t\r\n", *c->at, 8) == NULL)
        c->at++;
}

static void skip_value(struct cursor *c)
{
    size_t depth = 0;

    do {
        if (c->at == c->end)
            return;
        switch (*c->at) {
        case '"':
            skip_string(c);
            break;
        case '{':
        case '[':
            depth++;
            c->at++;
            break;
        case '}':
        case ']':
            if (depth == 0)
                return;
            depth--;
            c->at++;
            break;
        default:
            if (depth > 0)
                c->at++;
            else
                skip_scalar(c);
        }
    } while (depth > 0);
}

struct span json_member(struct span object, const char *name)
{
    struct span none = {NULL, 0};
    struct cursor c = {object.start, object.start + object.length};
    size_t length = strlen(name);

    if (object.start == NULL)
        return none;
    skip_space(&c);
    if (!take(&c, '{'))
        return none;
    do {
        skip_space(&c);
        const char *key = c.at;
        skip_string(&c);
        bool found = (size_t)(c.at - key) == length + 2 && memcmp(key + 1, name, length) == 0;
        skip_space(&c);
        if (!take(&c, ':'))
            return none;
        skip_space(&c);
        const char *value = c.at;
        skip_value(&c);
        if (found)
            return c.at > value ? (struct span){value, (size_t)(c.at - value)} : none;
        skip_space(&c);
    } while (take(&c, ','));
    return none;
}

bool json_is(struct span value, const char *token)
{
    return value.start != NULL && value.length == strlen(token) && memcmp(value.start, token, value.length) == 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The UTF-16 unit of the four digits at the cursor, which it moves behind them; -1 if they are something else. */
static int take_unit(struct cursor *c)
{
    int unit = 0;

    if (c->end - c->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(c->at[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    c->at += 4;
    return unit;
}

static void add_code_point(struct text *out, unsigned code)
{
    char bytes[4];
    size_t n = 0;

    if (code < 0x80) {
        bytes[n++] = (char)code;
    } else {
        if (code < 0x800) {
            bytes[n++] = (char)(0xC0 | code >> 6);
        } else {
            if (code < 0x10000) {
                bytes[n++] = (char)(0xE0 | code >> 12);
            } else {
                bytes[n++] = (char)(0xF0 | code >> 18);
                bytes[n++] = (char)(0x80 | (code >> 12 & 0x3F));
            }
            bytes[n++] = (char)(0x80 | (code >> 6 & 0x3F));
        }
        bytes[n++] = (char)(0x80 | (code & 0x3F));
    }
    text_add(out, bytes, n);
}

static void decode_unicode(struct text *out, struct cursor *c)
{
    enum { REPLACEMENT = 0xFFFD };
    int high = take_unit(c);

    if (high >= 0xD800 && high < 0xDC00 && c->end - c->at >= 6 && c->at[0] == '\\' && c->at[1] == 'u') {
        struct cursor second = {c->at + 2, c->end};
        int low = take_unit(&second);
        if (low >= 0xDC00 && low < 0xE000) {
            *c = second;
            add_code_point(out, 0x10000U + ((unsigned)(high - 0xD800) << 10) + (unsigned)(low - 0xDC00));
            return;
        }
    }
    if (high >= 0xDC80 && high < 0xDD00) {
        text_add_char(out, (char)high);
        return;
    }
    bool surrogate = high >= 0xD800 && high < 0xE000;
    add_code_point(out, high < 0 || surrogate ? REPLACEMENT : (unsigned)high);
}

bool json_decode(struct text *out, struct span value)
{
    if (value.start == NULL || value.length < 2 || value.start[0] != '"')
        return false;
    struct cursor c = {value.start + 1, value.start + value.length - 1};
    while (c.at < c.end) {
        char b = *c.at++;
        if (b != '\\' || c.at == c.end) {
            text_add_char(out, b);
            continue;
        }
        b = *c.at++;
        switch (b) {
        case 'n':
            text_add_char(out, '\n');
            break;
        case 't':
            text_add_char(out, '\t');
            break;
        case 'r':
            text_add_char(out, '\r');
            break;
        case 'b':
            text_add_char(out, '\b');
            break;
        case 'f':
            text_add_char(out, '\f');
            break;
        case 'u':
            decode_unicode(out, &c);
            break;
        default:
            text_add_char(out, b);
        }
    }
    return true;
}

/*
 * How many bytes at the start are one well-formed UTF-8 character (Unicode, table 3-7); 0 if none.
 */
static size_t utf8_length(const unsigned char *b, size_t length)
{
    unsigned char low = 0x80, high = 0xBF;
    size_t n;

    if (b[0] < 0x80)
        return 1;
    if (b[0] >= 0xC2 && b[0] <= 0xDF) {
        n = 2;
    } else if (b[0] >= 0xE0 && b[0] <= 0xEF) {
        n = 3;
        low = b[0] == 0xE0 ? 0xA0 : 0x80;
        high = b[0] == 0xED ? 0x9F : 0xBF;
    } else if (b[0] >= 0xF0 && b[0] <= 0xF4) {
        n = 4;
        low = b[0] == 0xF0 ? 0x90 : 0x80;
        high = b[0] == 0xF4 ? 0x8F : 0xBF;
    } else {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if (i == length || b[i] < low || b[i] > high)
            return 0;
        low = 0x80;
        high = 0xBF;
    }
    return n;
}

/* What stands for a byte that is not UTF-8 ends with the byte's two digits. */
static bool quote(struct text *out, const char *bytes, size_t length, const char *half)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *b = (const unsigned char *)bytes;
    const unsigned char *end = b + length;
    bool odd = false;

    text_add_char(out, '"');
    while (b < end) {
        size_t plain = 0;
        while (b + plain < end && b[plain] >= 0x20 && b[plain] != '"' && b[plain] != '\\') {
            size_t n = utf8_length(b + plain, (size_t)(end - b) - plain);
            if (n == 0)
                break;
            plain += n;
        }
        text_add(out, (const char *)b, plain);
        b += plain;
        if (b == end)
            break;
        if (*b == '"' || *b == '\\') {
            text_add_char(out, '\\');
            text_add_char(out, (char)*b++);
        } else {
            bool control = *b < 0x20;
            text_add_string(out, control ? "\\u00" : half);
            text_add_char(out, hex[*b >> 4]);
            text_add_char(out, hex[*b++ & 15]);
            odd |= !control;
        }
    }
    text_add_char(out, '"');
    return odd;
}

bool json_quote(struct text *out, const char *bytes, size_t length)
{
    return quote(out, bytes, length, "\\udc");
}

void json_quote_shown(struct text *out, const char *string)
{
    quote(out, string, strlen(string), "\\\\x");
}
