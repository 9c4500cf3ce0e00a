#!/usr/bin/env bash
# Installs the Debian package on a machine with nothing else on it, uses, upgrades and removes it, with sessions open:
# clean-root.sh PACKAGE. A line for each thing that was looked at; the exit code is the number of those that were wrong, and
# 77 where it cannot be done here. ROOT_CACHE is a file to keep the empty machine in between two runs.
set -o pipefail

skip() {
  echo "clean root: skipped, $1"
  exit 77
}

package=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || skip "only root can make one"
for tool in debootstrap dpkg-deb chroot unshare; do
  command -v $tool >/dev/null || skip "there is no $tool"
done
# Mounts of its own, which go with this process.
if [ -z "${CLEAN_ROOT_INSIDE:-}" ]; then
  unshare -m true 2>/dev/null || skip "nothing may be mounted here"
  CLEAN_ROOT_INSIDE=1 exec unshare -m "$0" "$@"
fi

scratch=$(mktemp -d)
root=$scratch/root
wrong=0
finish() {
  [ ! -s "$scratch/daemons" ] || xargs -a "$scratch/daemons" kill 2>/dev/null
  umount -l -R "$root/proc" "$root/dev" 2>/dev/null
  rm -rf --one-file-system "$scratch"
}
trap finish EXIT
trap 'exit 143' HUP INT TERM

# ok NAME COMMAND...: one more line
ok() {
  local name=$1
  shift
  if "$@" >"$scratch/out" 2>&1; then
    echo "clean root: $name: ok"
  else
    echo "clean root: $name: FAILED"
    sed 's/^/  | /' "$scratch/out"
    wrong=$((wrong + 1))
  fi
}

in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }
# As a client that hands on next to nothing.
as_ann() { chroot --userspec=ann:ann "$root" env -i PATH=/usr/bin:/bin HOME=/home/ann "$@"; }

make_root() {
  local mirror
  if [ -s "${ROOT_CACHE:-}" ]; then
    mkdir "$root" && tar -xpf "$ROOT_CACHE" -C "$root"
    return
  fi
  # as this machine, whose libraries the package was linked with
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 2>/dev/null |
    grep -m1 '/\(debian\|ubuntu\)/*$') || mirror= # debootstrap knows one
  debootstrap --variant=minbase "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$root" ${mirror:+"$mirror"} \
    >"$scratch/debootstrap" 2>&1 || return 1
  rm -rf "$root"/var/cache/apt/archives/*.deb
  [ -z "${ROOT_CACHE:-}" ] || tar -cpf "$ROOT_CACHE" -C "$root" .
}
make_root || {
  tail -n 5 "$scratch/debootstrap"
  skip "debootstrap could not make a root"
}
mount -t proc proc "$root/proc" && mount --rbind --make-slave /dev "$root/dev" || skip "nothing may be mounted here"
in_root useradd -m ann
for tool in java node python3 cc; do
  ! in_root sh -c "command -v $tool" || skip "the root is not clean: $tool"
done

mkdir -p "$root/opt/servers"
cp "$here/server.pl" "$root/opt/servers"
servers=(one two three four five six seven)
{
  printf '{\n  "numStartups": 3,\n  "mcpServers": {\n'
  for i in "${!servers[@]}"; do
    printf '    "%s": {"type": "stdio", "command": "perl", "args": ["/opt/servers/server.pl", "%s"], "env": {}}%s\n' \
      "${servers[i]}" "${servers[i]}" "$([ "$i" = 6 ] || echo ,)"
  done
  printf '  }\n}\n'
} >"$root/home/ann/.claude.json"
in_root chown ann:ann /home/ann/.claude.json

files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./home -o -path ./tmp -o -path ./run -o -path ./root \
  -o -path ./var/lib/dpkg -o -path ./var/log \) -prune -o -print | LC_ALL=C sort); }
files >"$scratch/before"

# Another build of the package, with another version.
repack() { # VERSION FILE
  rm -rf "$scratch/repack"
  dpkg-deb -R "$package" "$scratch/repack" &&
    sed -i "s/^Version: .*/Version: $1/" "$scratch/repack/DEBIAN/control" &&
    echo "$1-0123456789ab" >"$scratch/repack/usr/lib/mcpmux/dist/build" &&
    dpkg-deb --root-owner-group -Znone -b "$scratch/repack" "$2" >/dev/null
}

install() { cp "$1" "$root/tmp/package.deb" && in_root dpkg -i /tmp/package.deb; }

INITIALIZE='{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}'
INITIALIZED='{"jsonrpc":"2.0","method":"notifications/initialized"}'
call() { echo "{\"jsonrpc\":\"2.0\",\"id\":$1,\"method\":\"tools/call\",\"params\":{\"name\":\"name\",\"arguments\":{}}}"; }

# A whole session: the right server has answered.
session() { # NAME
  { printf '%s\n' "$INITIALIZE" "$INITIALIZED"; call 7; } | timeout 60 chroot --userspec=ann:ann "$root" \
    env -i PATH=/usr/bin:/bin HOME=/home/ann mcpmux attach "$1" >"$scratch/session" && grep -q "\"id\":7.*\"$1 [0-9]*\"" "$scratch/session"
}
all_sessions() { local name; for name in "${servers[@]}"; do session "$name" || return 1; done; }

# One that stays open, whose answers must go on coming from the same process.
open_session() {
  coproc OPEN { exec chroot --userspec=ann:ann "$root" env -i PATH=/usr/bin:/bin HOME=/home/ann mcpmux attach one; }
  open_pid=$OPEN_PID
  printf '%s\n' "$INITIALIZE" "$INITIALIZED" >&"${OPEN[1]}"
  read -r -t 30 line <&"${OPEN[0]}"
  call 1 >&"${OPEN[1]}"
  read -r -t 30 line <&"${OPEN[0]}"
  who=$(sed -n 's/.*"text":"\(one [0-9]*\)".*/\1/p' <<<"$line")
  daemon=$(as_ann mcpmux status --json | sed -n 's/.*"daemon":{"pid":\([0-9]*\).*/\1/p')
  echo "$daemon" >"$scratch/daemons"
  [ -n "$who" ] && [ -n "$daemon" ]
}
still_open() {
  call 2 >&"${OPEN[1]}" && read -r -t 30 line <&"${OPEN[0]}" && grep -qF "\"$who\"" <<<"$line" && kill -0 "$daemon"
}
close_session() {
  exec {OPEN[1]}>&-
  wait "$open_pid"
}

set_up() {
  if as_ann mcpmux --help | grep -q "^ *setup "; then
    as_ann mcpmux setup --yes && grep -q attach "$root/home/ann/.claude.json"
  else # a version without setup
    mkdir -p "$root/home/ann/.config/mcpmux" && cp "$root/home/ann/.claude.json" "$root/home/ann/.config/mcpmux/config.json" &&
      sed -i '/numStartups/d' "$root/home/ann/.config/mcpmux/config.json" && in_root chown -R ann:ann /home/ann
  fi
}
ready_in_time() {
  local began=$SECONDS
  set_up && all_sessions && echo "$((SECONDS - began)) s" && [ $((SECONDS - began)) -lt 10 ]
}
uses_its_archive() { grep -q 'versions/.*/runtime/lib/server/classes.jsa' "/proc/$daemon/maps"; }
versions() { ls "$root/usr/lib/mcpmux/versions" | wc -l; }
has_versions() { ls -l "$root/usr/lib/mcpmux/versions" && [ "$(versions)" = "$1" ]; }
one_process_each() { as_ann mcpmux status && [ "$(as_ann mcpmux status --json | grep -o '"state":"ready"' | wc -l)" = 7 ]; }
# The program of the unit is in the root, not here.
units_are_valid() {
  mkdir "$scratch/units" "$scratch/runtime"
  cp "$root"/usr/lib/systemd/user/mcpmux.* "$scratch/units"
  sed -i 's|^ExecStart=/usr/bin/mcpmux |ExecStart=/bin/echo |' "$scratch/units/mcpmux.service"
  XDG_RUNTIME_DIR=$scratch/runtime systemd-analyze --user --man=no verify "$scratch"/units/mcpmux.*
}
no_file_is_left() { files | diff "$scratch/before" -; }
ended() { for _ in $(seq 300); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done; return 1; }

ok "it installs on a root without Java" install "$package"
ok "seven servers of Claude Code are ready within ten seconds" ready_in_time
ok "a session opens and stays open" open_session
ok "each server is one process" one_process_each
ok "the daemon has its classes from the archive of the package" uses_its_archive
if command -v systemd-analyze >/dev/null; then
  ok "systemd takes its units" units_are_valid
fi
ok "the page of mcpmux(1) is there" test -s "$root/usr/share/man/man1/mcpmux.1.gz"

ok "the same version installs again" install "$package"
ok "the open session goes on" still_open
ok "a newer version installs" repack 9.1-1 "$scratch/newer.deb"
ok "it takes the old one's place" install "$scratch/newer.deb"
ok "the open session goes on under its own version" still_open
ok "both versions are there" has_versions 2
ok "sessions open with the new version" all_sessions
close_session
as_ann mcpmux stop >/dev/null 2>&1 </dev/null
ok "the old daemon has ended" ended "$daemon"
ok "sessions start a daemon of the new version" all_sessions
ok "configured again, the old version goes" in_root dpkg-reconfigure mcpmux
ok "one version is there" has_versions 1

ok "a session opens again" open_session
ok "the package is removed" in_root dpkg -r mcpmux
ok "the open session goes on without it" still_open
ok "what still runs is kept" has_versions 1
close_session
kill "$daemon"
ok "the daemon has ended" ended "$daemon"
ok "it is purged" in_root dpkg --purge mcpmux
ok "nothing is left of it" no_file_is_left
: >"$scratch/daemons"
exit "$wrong"
