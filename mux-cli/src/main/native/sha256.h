/*
 * SHA-256 (FIPS 180-4), for the name of a socket whose path would be too long.
 */
#ifndef MCPMUX_SHA256_H
#define MCPMUX_SHA256_H

#include <stddef.h>
#include <stdint.h>

void sha256(const char *bytes, size_t length, uint8_t digest[32]);

#endif
