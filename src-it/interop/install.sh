#!/usr/bin/env bash
# Installs what the profile interop needs and is not there, on Debian as root.
set -euo pipefail

missing=()

# A command, and the package that brings it.
want() {
  command -v "$1" >/dev/null || missing+=("$2")
}

# A library of libwebrtc.
want_library() {
  ldconfig -p | grep -q "$1" || missing+=("$2")
}

want turnserver coturn
want openssl openssl
want chromium chromium
want node nodejs
want npm npm
want debootstrap debootstrap
want ip iproute2
want nft nftables
want ethtool ethtool
want python3 python3
want_library libpulse.so.0 libpulse0
want_library libudev.so.1 libudev1
want_library libX11.so.6 libx11-6
want_library libXfixes.so.3 libxfixes3
want_library libXrandr.so.2 libxrandr2
want_library libXcomposite.so.1 libxcomposite1
want_library libdbus-1.so.3 libdbus-1-3

if [ ${#missing[@]} -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update
  apt-get -q install -y --no-install-recommends "${missing[@]}" </dev/null
fi
