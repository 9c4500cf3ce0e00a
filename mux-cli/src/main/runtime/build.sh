#!/bin/sh
# Gives a distribution a runtime of its own: build.sh TREE [JAVA_HOME]. What the jars in TREE/lib hold goes into
# TREE/runtime, together with those modules of the JDK that they need; the jars themselves go. Then a daemon is started
# from it, which tells what classes it loads, and these are laid out in an archive: a daemon starts from it in a third of
# the time, from wherever the tree lies, and never writes it. NO_ARCHIVE=1 in the environment leaves the archive out.
set -eu

tree=$(CDPATH='' cd -- "$1" && pwd -P)
if [ $# -gt 1 ]; then
  jdk=$2
else
  jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
fi
runtime=$tree/runtime
java=$runtime/bin/java

fail() {
  echo "mcpmux: no runtime was built: $1" >&2
  exit 1
}

[ -x "$jdk/bin/jlink" ] || fail "there is no jlink in $jdk"
ls "$tree"/lib/mux-cli-*.jar >/dev/null 2>&1 || fail "there are no jars in $tree/lib"
# A tree without them works, but is not what users are to have.
for file in mcpmux-attach libmcpmux_idle.so; do
  [ "$(uname -s)" != Linux ] || [ -f "$tree/lib/$file" ] || fail "lib/$file is missing, which needs a C compiler"
done

# RuntimeModules has those that the daemon asks for. Elliptic curves are a module until 21, and hardly a server's
# certificate does without.
modules=dev.mcpmux.cli,java.logging,java.naming,jdk.net
! "$jdk/bin/java" --list-modules | grep -q '^jdk\.crypto\.ec@' || modules=$modules,jdk.crypto.ec
case $("$jdk/bin/jlink" --version) in
  1[0-9] | 1[0-9].* | 20* ) compress=2 ;;
  *) compress=zip-6 ;;
esac

# jlink takes modules alone: those of our libraries that have a module's name only are made some.
modular=$(mktemp -d) made=$(mktemp -d)
trap 'rm -rf "$modular" "$made"' EXIT
cp "$tree"/lib/*.jar "$tree"/lib/more/*.jar "$modular"
rm -f "$modular"/netty-all-*.jar # it has no classes
# in this order, because what a library needs must be a module before it
for library in antlr4-runtime tomlj java-diff-utils jline-terminal json-schema \
  prometheus-metrics-config prometheus-metrics-model prometheus-metrics-exposition-textformats \
  opentelemetry-common opentelemetry-context opentelemetry-api opentelemetry-sdk-common opentelemetry-sdk-trace \
  opentelemetry-sdk-metrics opentelemetry-sdk-logs opentelemetry-sdk opentelemetry-exporter-common \
  opentelemetry-exporter-otlp-common opentelemetry-exporter-sender-jdk opentelemetry-exporter-otlp; do
  jar=$(ls "$modular/$library"-[0-9]*.jar)
  rm -rf "$made" && mkdir "$made"
  # what JLine's native library would bring is missing, and is not used
  "$jdk/bin/jdeps" --ignore-missing-deps --multi-release 17 --module-path "$modular" \
    --generate-module-info "$made" "$jar" \
    >"$modular/log" 2>&1 || fail "$(cat "$modular/log")"
  source=$(find "$made" -name module-info.java)
  # some provide what is not here, and have directories without classes
  sed -e '/^ *provides /,/;/d' -e '/^ *exports .*\.shaded\./d' "$source" >"$modular/source"
  cp "$modular/source" "$source"
  name=$(sed -n 's/^.*module \([^ ]*\) {.*$/\1/p' "$source")
  "$jdk/bin/javac" --release 17 --module-path "$modular" --patch-module "$name=$jar" -d "$made" "$source" \
    >"$modular/log" 2>&1 || fail "$(cat "$modular/log")"
  "$jdk/bin/jar" --update --file "$jar" -C "$made" module-info.class || fail "$jar could not be written"
done

rm -rf "$runtime"
"$jdk/bin/jlink" --module-path "$modular" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --compress="$compress" --output "$runtime" >&2
rm -rf "$tree"/lib/*.jar "$tree/lib/more"
rm -f "$runtime/lib/jrt-fs.jar" "$runtime/lib/classlist" "$runtime/lib/jexec"
rm -f "$runtime/bin/keytool" "$runtime/bin/kinit" "$runtime/bin/klist" "$runtime/bin/ktab"
# symbols for debuggers: a fifth of the JVM
if command -v strip >/dev/null; then
  chmod -R u+w "$runtime"
  find "$runtime/lib" -name '*.so' -exec strip --strip-unneeded {} +
fi
[ -z "${NO_ARCHIVE:-}" ] || exit 0

home=$(mktemp -d)
end() {
  rm -rf "$modular" "$made"
  [ ! -e "$java.real" ] || mv -f "$java.real" "$java"
  rm -rf "$home"
}
trap end EXIT
trap 'exit 143' HUP INT TERM

# Has a session with a daemon that is given the JVM options $1 as well.
train() {
  mv "$java" "$java.real"
  cat >"$java" <<SCRIPT
#!/bin/sh
case " \$* " in
  *" -XX:AOTMode=create "* | *" attach "*) ;;
  *" serve --detached "*)
    # which archive to use must not be said where one is written
    for word; do
      shift
      case \$word in -Xshare:*) ;; *) set -- "\$@" "\$word" ;; esac
    done
    exec "$java.real" $1 "\$@"
    ;;
esac
exec "$java.real" "\$@"
SCRIPT
  chmod 755 "$java"
  mcpmux=$tree/bin/mcpmux
  printf '%s\n' \
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"mcpmux","version":"1"}}}' \
    '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
    '{"jsonrpc":"2.0","id":2,"method":"tools/list"}' \
    '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{}}}' |
    env -i PATH="$PATH" HOME="$home" MCPMUX_HOME="$home/mcpmux" "$mcpmux" attach -- "$mcpmux" sample-server >"$home/answers"
  grep -q '"id":3' "$home/answers" || fail "a session with it has failed; $(cat "$home/mcpmux/logs/daemon.log")"
  env -i PATH="$PATH" HOME="$home" MCPMUX_HOME="$home/mcpmux" "$mcpmux" stop >/dev/null
  mv -f "$java.real" "$java"
}

train "-XX:DumpLoadedClassList=$home/classes"
# Objects can be laid out with this collector alone, and be used with any.
"$java" -XX:+UseG1GC -Xshare:dump -XX:SharedClassListFile="$home/classes" -m dev.mcpmux.cli/dev.mcpmux.cli.Main \
  >"$home/dump" 2>&1 || fail "$(cat "$home/dump")"
[ -s "$runtime/lib/server/classes.jsa" ] || fail "the JVM has written no archive"
chmod 644 "$runtime/lib/server/classes.jsa"
if "$java" -XX:+PrintFlagsFinal -version 2>/dev/null | grep -q AOTCacheOutput; then
  train "-XX:AOTCacheOutput=$runtime/lib/mcpmux.aot"
  [ -s "$runtime/lib/mcpmux.aot" ] || fail "the JVM has written no AOT cache"
  chmod 644 "$runtime/lib/mcpmux.aot"
fi
