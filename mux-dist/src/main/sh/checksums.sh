#!/bin/sh
# Writes the checksums of all that lies in this directory.
set -eu
rm -f SHA256SUMS
LC_ALL=C
export LC_ALL
if command -v sha256sum >/dev/null; then
  sha256sum * >.sums
else
  shasum -a 256 * >.sums
fi
mv .sums SHA256SUMS
