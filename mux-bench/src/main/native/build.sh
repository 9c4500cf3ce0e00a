#!/bin/sh
# Builds the yardstick and the server behind it: build.sh DIRECTORY.
set -eu
source=$(dirname "$0")
for program in yardstick answer; do
  cc -std=c11 -O2 -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow -Werror -o "$1/$program" "$source/$program.c"
done
