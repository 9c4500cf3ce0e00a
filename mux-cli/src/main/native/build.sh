#!/bin/sh
# Builds the relay: build.sh TARGET [FLAG...]. With CHECKED=1 in the environment the one for the tests, which ends with a
# message at the first access outside of its memory. Statically linked where that can be had: a program without shared
# libraries has hardly a page of its own.
set -eu

target=$1
shift
source=$(dirname "$0")

mkdir -p "$(dirname "$target")"
rm -f "$target"
if [ "$(uname -s)" != Linux ]; then
  echo "mcpmux: the native relay is for Linux; sessions use the relay in Java" >&2
  exit 0
fi
if ! printf '#include <unistd.h>\nint main(void) { return 0; }\n' | cc -x c -o "$target" - 2>/dev/null; then
  echo "mcpmux: there is no C compiler (cc) with headers; sessions use the relay in Java, some 13 MB more for each" >&2
  exit 0
fi

# Only for the compiler that releases are built with: another one warns about more.
strict=
case $(cc -dumpfullversion 2>/dev/null) in 12.*) strict=-Werror ;; esac

version=$(sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$source/../../../pom.xml" | head -n 1)

compile() {
  cc -std=c11 -O2 -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow -Wvla $strict \
    -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -DMCPMUX_VERSION="\"$version\"" \
    -ffunction-sections -fdata-sections -Wl,--gc-sections \
    -o "$target" "$@" "$source"/*.c
}

if [ "${CHECKED:-}" = 1 ]; then
  compile -g -O1 -U_FORTIFY_SOURCE -fsanitize=address,undefined -fno-sanitize-recover=all "$@"
elif ! compile -static -s "$@" 2>/dev/null; then
  compile -s "$@"
fi
