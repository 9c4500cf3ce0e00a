#!/bin/sh
# Lays out what is packed: stage.sh STAGE VERSION JDK TIMESTAMP ARCH. Afterwards STAGE/tar is the inside of the archive,
# STAGE/deb the root of the Debian package, STAGE/control what dpkg is told, and STAGE/parts.json lists the parts. Times are set by those who pack.
set -eu
umask 022

stage=$1 version=$2 jdk=$3 timestamp=$4 arch=$5
source=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
project=$(CDPATH='' cd -- "$source/../../.." && pwd -P)
date=${timestamp%%T*}

rm -rf "$stage"
tree=$stage/tar/mcpmux-$version
mkdir -p "$stage/tar"
cp -R "$project/mux-cli/target/mcpmux" "$tree"

# While the jars are there.
"$jdk/bin/java" -cp "$source/../../target/classes:$tree/lib/*:$tree/lib/more/*" dev.mcpmux.dist.FromCommands "$tree/share" "$date" \
  "mcpmux $version"
sh "$project/mux-cli/src/main/runtime/build.sh" "$tree" "$jdk"
"$jdk/bin/java" -cp "$source/../../target/classes" dev.mcpmux.dist.RuntimePart "$project/mux-cli/target/bom.json" \
  "$tree/runtime/release" "$stage/parts.json"
# The other processor's, and what only debuggers read.
case $(uname -m) in
  x86_64) rm -f "$tree"/lib/lib*_aarch_64.so "$tree"/lib/lib*_aarch64.so ;;
  aarch64 | arm64) rm -f "$tree"/lib/lib*_x86_64.so ;;
esac
for file in "$tree"/lib/*.so; do
  [ -f "$file" ] && chmod 644 "$file"
done
if command -v strip >/dev/null; then
  for file in "$tree"/lib/*.so "$tree/runtime/bin/java" "$tree/runtime/lib/jspawnhelper"; do
    [ ! -f "$file" ] || strip --strip-unneeded "$file"
  done
fi
# A jar of the system has the time of its download; these are what the packed files have.
find "$tree" -exec touch -h -d "$timestamp" {} +
chmod -R u+w,go-w "$tree"

[ "$(uname -s)" = Linux ] || exit 0

deb=$stage/deb
share=$deb/usr/share
put() { # FILE DIRECTORY [NAME]
  mkdir -p "$2"
  cp "$1" "$2/${3:-${1##*/}}"
}

# The name of exactly this tree: another build of the same version must not run from this one's files.
id=$version-$(cd "$tree" && find . -type f -print | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)

mkdir -p "$deb/usr/lib/mcpmux" "$deb/usr/bin"
cp -R "$tree" "$deb/usr/lib/mcpmux/dist"
rm -r "$deb/usr/lib/mcpmux/dist/share" "$deb/usr/lib/mcpmux/dist/LICENSE" "$deb/usr/lib/mcpmux/dist/NOTICE"
echo "$id" >"$deb/usr/lib/mcpmux/dist/build"
for page in "$tree"/share/man/man1/*; do
  put "$page" "$share/man/man1"
done
gzip -9n "$share"/man/man1/*
put "$tree/share/completions/bash/mcpmux" "$share/bash-completion/completions"
put "$tree/share/completions/zsh/_mcpmux" "$share/zsh/vendor-completions"
put "$tree/share/completions/fish/mcpmux.fish" "$share/fish/vendor_completions.d"
put "$source/systemd/mcpmux.socket" "$deb/usr/lib/systemd/user"
put "$source/systemd/mcpmux.service" "$deb/usr/lib/systemd/user"
put "$source/lintian/mcpmux" "$share/lintian/overrides"
put "$source/deb/copyright" "$share/doc/mcpmux"
put "$project/CHANGELOG.md" "$share/doc/mcpmux" changelog

# A snapshot comes before the version that it leads to.
debian=$(printf %s "$version" | sed 's/-SNAPSHOT$/~snapshot/')-1
maintainer=${MAINTAINER:-mcpmux maintainers <maintainers@mcpmux.invalid>}
cat >"$share/doc/mcpmux/changelog.Debian" <<CHANGELOG
mcpmux ($debian) unstable; urgency=medium

  * As built by the project; what has changed is in changelog.gz.

 -- $maintainer  $(LC_ALL=C date -u -d "$timestamp" '+%a, %d %b %Y %H:%M:%S +0000')
CHANGELOG
gzip -9n "$share/doc/mcpmux/changelog" "$share/doc/mcpmux/changelog.Debian"

# What the programs of the runtime are linked with, as far as dpkg knows of it.
needs() { # TEXT PACKAGE: the package if a library mentions the text
  ! grep -rqaF --include='*.so' "$1" "$tree/runtime" || printf ', %s' "$2"
}
glibc=$(grep -rhoa --include='*.so' 'GLIBC_2\.[0-9]*' "$tree/runtime" | LC_ALL=C sort -t. -k2n -u | tail -n 1)
depends="libc6 (>= ${glibc#GLIBC_})$(needs libstdc++.so.6 libstdc++6)$(needs libz.so.1 zlib1g)$(needs libgcc_s.so.1 libgcc-s1)"

mkdir "$stage/control"
for file in control postinst prerm postrm; do
  sed -e "s|@VERSION@|$debian|" -e "s|@ARCH@|$arch|" -e "s|@DEPENDS@|$depends|" -e "s|@MAINTAINER@|$maintainer|" \
    "$source/deb/$file" >"$stage/control/$file"
done
find "$deb" -exec touch -h -d "$timestamp" {} +
