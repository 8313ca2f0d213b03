#!/usr/bin/env bash
# Makes a root file system with the Rust node and all it needs: setup.sh DIRECTORY
# The node is an addon for Node.js that wants a newer C library than Debian 12 has, hence the root
# file system of a newer Debian. It is made once; nothing is mounted into it.
# Exit status 77: this machine cannot have one.
set -euo pipefail

suite=trixie
package=@actrium/actr-linux-x64-gnu
version=0.5.9
integrity=sha512-GsPBeGSW6/SOHKC5AQHwkfvqIMvGMcNPyNpl/CpXEWHXYAFLvib18EvF26/cTPNco/lCvlmJEglmKKUeFYX1JA==

dir=$1
here=$(cd "$(dirname "$0")" && pwd)
made=$dir/made-of
want="$suite $package@$version"

cannot() {
  echo "no Rust node here: $*" >&2
  exit 77
}

get_tool() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || cannot "there is no $1, and no apt-get to install it"
  apt-get -q update
  DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$1"
}

[ "$(id -u)" = 0 ] || cannot "it takes root to change the root directory"
[ "$(uname -sm)" = "Linux x86_64" ] || cannot "the package is for Linux on x86_64"

mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9

if [ "$(cat "$made" 2>/dev/null)" != "$want" ]; then
  rm -rf "$dir/root" "$dir/package" "$made"
  get_tool debootstrap
  get_tool npm

  mkdir "$dir/package"
  (cd "$dir/package" && npm pack --silent "$package@$version")
  archive=$(echo "$dir"/package/*.tgz)
  actual=sha512-$(openssl dgst -sha512 -binary "$archive" | base64 --wrap=0)
  if [ "$actual" != "$integrity" ]; then
    echo "$package@$version is not what it was: $actual" >&2
    exit 1
  fi

  debootstrap --variant=minbase --include=nodejs "$suite" "$dir/root"
  mkdir "$dir/root/actr"
  tar --extract --gzip --file "$archive" --directory "$dir/root/actr" --strip-components=1
  rm -rf "$dir/package" "$dir"/root/var/cache/apt/archives/*.deb
  echo "$want" >"$made"
fi

cp "$here/node.js" "$dir/root/actr/node.js"
