#!/usr/bin/env bash
# Builds the packages twice, in directories of different names, and compares them byte for byte: same-bytes.sh. Without the
# class archive, which is the one file that differs (docs/packaging.md).
set -euo pipefail

project=$(dirname "$(readlink -f "$0")")/../../..
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for directory in one "the second one"; do
  mkdir "$scratch/$directory"
  tar -C "$project" --exclude=target --exclude=.git -cf - . | tar -C "$scratch/$directory" -xf -
  (cd "$scratch/$directory" && NO_ARCHIVE=1 mvn -B -ntp -q -Pdist -DskipTests package) </dev/null
done
cd "$scratch/one/target/dist"
cat SHA256SUMS
[ "$(find . -type f | wc -l)" -ge 3 ]
diff -r . "$scratch/the second one/target/dist"
