#!/bin/sh
# Installs Casebook from this folder, without internet; run again from a newer archive it upgrades.
#
#   sh install.sh /opt/casebook               # or any folder of yours
#   sh install.sh --rollback /opt/casebook    # back to the version before
#
# PYTHON=/path/to/python3 names the Python to use. What is in the folder:
#   bin/casebook             the command, of the current version
#   versions/<version>-…/    an environment for each version installed
#   current, previous        which of them
set -eu

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

switch() { # switch TARGET VERSION: make it the current one, in one step
  ln -s "versions/$2" "$1/current.new"
  mv -T "$1/current.new" "$1/current" 2>/dev/null || { rm -f "$1/current"; mv "$1/current.new" "$1/current"; }
}

if [ "${1:-}" = --rollback ]; then
  target=${2:?"name the folder of the installation"}
  [ -L "$target/previous" ] || fail "$target has no version before the current one."
  back=$(basename "$(readlink "$target/previous")")
  now=$(basename "$(readlink "$target/current")")
  switch "$target" "$back"
  ln -sfn "versions/$now" "$target/previous"
  say "Casebook is $back again."
  exit 0
fi

[ $# -eq 1 ] || fail "name the folder to install into: sh install.sh /opt/casebook"
target=$1

# --- what this archive can run on -------------------------------------------
machine=$(uname -m)
grep -qx "$machine" "$here/MACHINE" ||
  fail "this archive is for $(cat "$here/MACHINE"), this machine is $machine."
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2 || true)
case $glibc in
  '') fail "this system has no glibc; the wheels here need 2.28 or later." ;;
  2.[0-9] | 2.1[0-9] | 2.2[0-7]) fail "this system has glibc $glibc; 2.28 or later is needed." ;;
esac
(cd "$here" && sha256sum --check --quiet SHA256SUMS) ||
  fail "the files are not those that were packed; copy the archive again."

suits() { # whether a command is one of the Pythons that the wheels are for
  found=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || return 1
  grep -qx "$found" "$here/PYTHONS"
}

python=
for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
  if suits "$name"; then python=$name; break; fi
done
[ -n "$python" ] || fail "no Python $(tr '\n' ' ' <"$here/PYTHONS")was found. Install one (or unpack one anywhere) and name it: PYTHON=/path/to/python3 sh install.sh $target"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  fail "$python has no venv; on Debian install the package python3-venv."

# --- install ------------------------------------------------------------------
version="$(cat "$here/VERSION")-$(sha256sum "$here/SHA256SUMS" | cut -c1-8)"
mkdir -p "$target/versions" "$target/bin"
target=$(CDPATH='' cd -- "$target" && pwd)
new=$target/versions/$version
if [ ! -e "$new/complete" ]; then
  rm -rf "$new"
  "$python" -m venv "$new"
  "$new/bin/python" -m pip --disable-pip-version-check install --quiet --no-index --no-cache-dir \
    --find-links "$here/wheels" --require-hashes --requirement "$here/requirements.txt"
  "$new/bin/casebook" --help >/dev/null
  touch "$new/complete"
fi

if [ -L "$target/current" ]; then
  before=$(basename "$(readlink "$target/current")")
  [ "$before" = "$version" ] || ln -sfn "versions/$before" "$target/previous"
fi
switch "$target" "$version"
cat >"$target/bin/casebook" <<EOF
#!/bin/sh
exec "$target/current/bin/casebook" "\$@"
EOF
chmod 755 "$target/bin/casebook"
say "Casebook $version is installed: $target/bin/casebook"
say "Next: $target/bin/casebook init DIR"
