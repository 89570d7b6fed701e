#!/usr/bin/env bash
# Tries a Linux bundle as a machine without internet would: unpacked into an empty folder, the
# network namespace taken away, installed, the demo run from there, upgraded and rolled back.
#
#   scripts/try_bundle.sh dist/casebook-0.1.0-linux-x86_64.zip
set -euo pipefail
archive=$(realpath "${1:?name the archive}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m zipfile -e "$archive" unpacked
bundle=$(echo unpacked/casebook-*)
isolated=(unshare --map-root-user --net env -i "PATH=$PATH" "HOME=$work/home" LANG=C.UTF-8)
mkdir home

echo "== no network"
if "${isolated[@]}" python3 -c 'import socket; socket.create_connection(("192.0.2.1", 443), 2)' 2>/dev/null; then
  echo "there is a network" >&2
  exit 1
fi

echo "== install"
"${isolated[@]}" sh "$bundle/install.sh" "$work/casebook"

echo "== demo"
"${isolated[@]}" "$work/casebook/bin/casebook" run --inbox "$bundle/examples/inbox" \
  --outbox "$work/outbox" --state "$work/state" | tail -n 1
ls "$work/outbox/市局/汇编/"

echo "== init, one form, run"
"${isolated[@]}" "$work/casebook/bin/casebook" init "$work/year" --year 2025
form=$(find "$bundle/examples/inbox" -name '附件1*.docx' | LC_ALL=C sort | head -n 1)
cp "$form" "$work/year/inbox/黄埔区/"
(cd "$work/year" && "${isolated[@]}" "$work/casebook/bin/casebook" run | tail -n 1)
ls "$work/year/outbox/市局/index.html" "$work/year/outbox/黄埔区/index.html" "$work/year/outbox/市局/汇编/"

echo "== a damaged copy is refused"
cp -r "$bundle" damaged
echo >>damaged/requirements.txt
if "${isolated[@]}" sh damaged/install.sh "$work/casebook" 2>refused; then exit 1; fi
cat refused

echo "== upgrade and rollback"
cp -r "$bundle" newer
echo 9.9.9 >newer/VERSION
(cd newer && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
"${isolated[@]}" sh newer/install.sh "$work/casebook"
readlink casebook/current | grep -q 9.9.9
"${isolated[@]}" sh newer/install.sh --rollback "$work/casebook"
readlink casebook/current | grep -qv 9.9.9
"${isolated[@]}" "$work/casebook/bin/casebook" --help | head -n 1
echo "== done"
