#!/bin/sh
# Builds the library that gives back what an idle daemon does not need: build.sh TARGET. Leaves nothing there where it
# cannot be built; the daemon is larger then, and all else is the same.
set -eu

target=$1
mkdir -p "$(dirname "$target")"
rm -f "$target"
[ "$(uname -s)" = Linux ] && command -v cc >/dev/null || exit 0

# Only for the compiler that releases are built with: another one warns about more.
strict=
case $(cc -dumpfullversion 2>/dev/null) in 12.*) strict=-Werror ;; esac
cc -std=c11 -O2 -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow -Wvla $strict -fstack-protector-strong \
  -fPIC -shared -fvisibility=hidden -s -o "$target" "$(dirname "$0")/idle.c" -pthread
