#!/bin/sh
# Fuzzes the native relay's handling of bytes: fuzz.sh [SECONDS [SEED]]. With libFuzzer where clang has it, else with
# random changes of some seeds; under AddressSanitizer and UndefinedBehaviorSanitizer either way.
set -eu

here=$(dirname "$0")
native=$here/../../main/native
seconds=${1:-10}
program=$(mktemp)
trap 'rm -f "$program"' EXIT
sources="$here/fuzz.c $native/json.c $native/lines.c $native/paths.c $native/text.c \
  $native/scan.c $native/ids.c $native/book.c"
flags="-std=c11 -g -O1 -Wall -Wextra -Werror -fno-sanitize-recover=all"

# shellcheck disable=SC2086 # they are lists of words
if clang $flags -DLIBFUZZER -fsanitize=fuzzer,address,undefined -o "$program" $sources 2>/dev/null; then
  "$program" -max_total_time="$seconds" -print_final_stats=1 ${2:+-seed="$2"}
elif cc $flags -fsanitize=address,undefined -o "$program" $sources; then
  "$program" "$seconds" ${2:+"$2"}
else
  echo "fuzz.sh: neither clang with libFuzzer nor cc with sanitizers" >&2
  exit 1
fi
