#!/bin/sh
# Opens a status page in a real browser without a screen, and takes pictures of it: light and dark, wide and narrow.
#
#   scripts/page.sh [URL] [DIRECTORY]
#
# Without a URL it runs the demo (mvn -q package -DskipTests first) for half a minute and shows that.
# Needs Debian's package chromium: apt-get install --no-install-recommends chromium
set -eu

directory=${2:-$(mktemp -d)}
browser=${CHROMIUM:-chromium}
if ! command -v "$browser" >/dev/null; then
    echo "page.sh: there is no $browser; install Debian's package chromium, or name another one in CHROMIUM" >&2
    exit 69
fi
profile=$(mktemp -d)
demo=
end() {
    if [ -n "$demo" ]; then
        kill "$demo" 2>/dev/null || true
        wait "$demo" 2>/dev/null || true
    fi
    rm -rf "$profile"
}
trap end EXIT

if [ -n "${1:-}" ]; then
    url=$1
else
    url=http://127.0.0.1:9464/
    launcher=$(dirname "$0")/../flowexporter-examples/target/flowexporter/bin/flowexporter
    "$launcher" demo --seconds 300 --listen 127.0.0.1:9464 --directory "$profile/flows" >"$profile/demo.txt" 2>&1 &
    demo=$!
    sleep 30
fi

# Chromium's sandbox wants rights that root in a container has not; this profile is thrown away.
sandbox=
[ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox

picture() { # NAME WIDTH HEIGHT SCHEME (0 dark, 1 light)
    "$browser" --headless $sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --user-data-dir="$profile/$1" \
        --window-size="$2,$3" --blink-settings=preferredColorScheme="$4" --virtual-time-budget=4000 \
        --screenshot="$directory/$1.png" "$url" >"$profile/$1.txt" 2>&1
    echo "$directory/$1.png"
}
picture wide-light 1240 1560 1
picture wide-dark 1240 1560 0
picture narrow-light 500 2700 1
picture narrow-dark 500 2700 0
