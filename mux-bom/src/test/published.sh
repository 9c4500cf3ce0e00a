#!/usr/bin/env bash
# Publishes the libraries into a repository of its own, as a release does, and uses them from outside of this project:
# published.sh. Then has the next version break those who use it, which must fail, and not break them, which must not.
# docs/publishing.md says what this is about.
set -euo pipefail

project=$(cd "$(dirname "$0")/../../.." && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
repository=file://$scratch/repository

fail() {
  echo "$1" >&2
  exit 1
}

# A local repository with what Maven has fetched already, and nothing of mcpmux: what is built here must not be found by
# other builds, nor what they have built by this one.
local_repository() {
  local known=${MAVEN_REPOSITORY:-$HOME/.m2/repository} entry
  mkdir -p "$1/dev"
  for entry in "$known"/* "$known"/dev/*; do
    case $entry in
      */\* | "$known/dev" | */mcpmux) ;;
      *) ln -s "$entry" "$1${entry#"$known"}" ;;
    esac
  done
}

# release VERSION MODULES OPTION...: as that version, of a copy
release() {
  local version=$1 modules=$2
  shift 2
  cd "$scratch/project"
  sed -i "s|<version>$current</version>|<version>$version</version>|" pom.xml mux-*/pom.xml
  current=$version
  mvn -B -ntp -q -Prelease -DskipTests -Dspotless.check.skip -pl "$modules" -Dmaven.repo.local="$scratch/local" \
    -DaltDeploymentRepository="test::$repository" -Dpublished.repository="$repository" "$@" deploy </dev/null
}

local_repository "$scratch/local"
mkdir "$scratch/project"
tar -C "$project" --exclude=target -cf - pom.xml LICENSE mux-core mux-netty mux-bom mux-cli/pom.xml mux-minilm/pom.xml |
  tar -C "$scratch/project" -xf -
current=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$project/pom.xml")
# One class that will change, and one that is nobody's business.
mkdir -p "$scratch/project/mux-core/src/main/java/dev/mcpmux/core/json"
api=$scratch/project/mux-core/src/main/java/dev/mcpmux/core/frame/Changing.java
internal=$scratch/project/mux-core/src/main/java/dev/mcpmux/core/json/Changing.java
change() { # FILE PACKAGE METHOD...
  local file=$1 package=$2
  shift 2
  {
    printf 'package dev.mcpmux.core.%s;\n\n/** Changes. */\npublic final class Changing {\n  private Changing() {}\n' "$package"
    printf '  /** Does nothing. */\n  public static void %s() {}\n' "$@"
    echo '}'
  } >"$file"
}
change "$api" frame kept removed
change "$internal" json kept removed

echo "== the first version, with nothing to compare it with"
release 1.0.0 mux-core,mux-netty,mux-bom
(cd "$scratch/repository" && find . -type f ! -name '*.md5' ! -name '*.sha*' ! -name 'maven-metadata.xml' | LC_ALL=C sort) |
  tee "$scratch/files"
diff - "$scratch/files" <<FILES || fail "not what is to be published"
./dev/mcpmux/mux-bom/1.0.0/mux-bom-1.0.0.pom
./dev/mcpmux/mux-core/1.0.0/mux-core-1.0.0-javadoc.jar
./dev/mcpmux/mux-core/1.0.0/mux-core-1.0.0-sources.jar
./dev/mcpmux/mux-core/1.0.0/mux-core-1.0.0.jar
./dev/mcpmux/mux-core/1.0.0/mux-core-1.0.0.pom
./dev/mcpmux/mux-netty/1.0.0/mux-netty-1.0.0-javadoc.jar
./dev/mcpmux/mux-netty/1.0.0/mux-netty-1.0.0-sources.jar
./dev/mcpmux/mux-netty/1.0.0/mux-netty-1.0.0.jar
./dev/mcpmux/mux-netty/1.0.0/mux-netty-1.0.0.pom
FILES
! grep -rlE '<parent>|<scope>test<|junit|assertj|jazzer|<properties>' --include='*.pom' "$scratch/repository" ||
  fail "a pom names what is there for building alone"

for name in core netty; do
  jar --describe-module --file "$scratch/repository/dev/mcpmux/mux-$name/1.0.0/mux-$name-1.0.0.jar" >"$scratch/module"
  grep -q "^dev\.mcpmux\.$name@1\.0\.0 " "$scratch/module" || fail "mux-$name is no module: $(cat "$scratch/module")"
  exported=$(sed -n 's/^exports //p' "$scratch/module" | LC_ALL=C sort | paste -sd, -)
  [ "$exported" = "$(sed -n 's|.*<api.packages>\(.*\)</api.packages>|\1|p' "$project/mux-$name/pom.xml")" ] ||
    fail "mux-$name exports others than api.packages in its pom.xml names: $exported"
done

echo "== a program of somebody else"
local_repository "$scratch/local of another"
cp -R "$project/mux-bom/src/test/consumer" "$scratch/consumer"
(cd "$scratch/consumer" && mvn -B -ntp -q -Dmaven.repo.local="$scratch/local of another" \
  -Dpublished.repository="$repository" -Dmcpmux.version=1.0.0 \
  org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile="$scratch/path") </dev/null
libraries=$(cat "$scratch/path")
others=$(tr : '\n' <"$scratch/path" | sed 's|.*/||' | grep -vE '^(mux-(core|netty)-1\.0\.0|jackson-core-|netty-)' || :)
[ -z "$others" ] || fail "it gets what it does not need: $others"

cd "$scratch/consumer"
javac -Xlint:all -Werror --release 17 -d on-class-path -cp "$libraries" consumer/Consumer.java consumer/Driver.java
java -cp "on-class-path:$libraries" consumer.Consumer | tee on-class-path.txt
grep -q '^unnamed module .*, unnamed module ' on-class-path.txt || fail "not on the class path"
javac -Xlint:all -Werror --release 17 -d on-module-path --module-path "$libraries" consumer/*.java
java --module-path "on-module-path:$libraries" --module consumer/consumer.Consumer | tee on-module-path.txt
grep -q '^module dev.mcpmux.core, module dev.mcpmux.netty$' on-module-path.txt || fail "not on the module path"
for path in on-class-path on-module-path; do
  [ "$(grep -c -E '^Hello, (process|socket|driver)$' $path.txt)" = 3 ] || fail "it was not greeted in every way ($path)"
done

echo "== a next version that breaks it"
change "$api" frame kept
only=(-Dmaven.javadoc.skip -Dmaven.source.skip)
if release 1.0.1 mux-core "${only[@]}" >"$scratch/broken" 2>&1; then
  fail "a method is gone, and it was published"
fi
grep -o 'METHOD_REMOVED' "$scratch/broken" | head -n 1 | grep . || fail "$(cat "$scratch/broken")"
[ ! -e "$scratch/repository/dev/mcpmux/mux-core/1.0.1" ] || fail "it was published all the same"

echo "== one that adds to what is exported, and takes away from what is not"
change "$api" frame kept removed added
change "$internal" json kept
release 1.0.2 mux-core "${only[@]}"
[ -e "$scratch/repository/dev/mcpmux/mux-core/1.0.2/mux-core-1.0.2.jar" ] || fail "it was not published"
