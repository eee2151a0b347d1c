# Finds what the launcher needs; what is missing is installed by apt if we may, or named in one line.
# Sourced by ../portledger and by try/run.
# shellcheck shell=bash

JAVA_NEEDED=25 NODE_NEEDED=20.19 MAVEN_NEEDED=3.8.7
UNMET=127 # the exit status when nothing was done, because something is missing

die() {
    local status=$1
    shift
    echo "portledger: $*" >&2
    exit "$status"
}

# VERSION AT_LEAST: compares dotted numbers
at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

# ---- is it here? each sets what its users need, and succeeds or fails ------------------------------------------------

has_java() {
    local candidate
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* "$(dirname "$(dirname "$(readlink -f "$(command -v javac || true)")")")"; do
        [[ -x $candidate/bin/javac && -r $candidate/release ]] || continue
        if at_least "$(sed -nE 's/^JAVA_VERSION="([^"]*)"$/\1/p' "$candidate/release")" "$JAVA_NEEDED"; then
            export JAVA_HOME=$candidate
            return 0
        fi
    done
    return 1
}

has_maven() {
    command -v mvn >/dev/null && at_least "$(mvn --version 2>/dev/null | sed -nE 's/.*Apache Maven ([0-9.]+).*/\1/p')" "$MAVEN_NEEDED"
}

has_node() {
    command -v npm >/dev/null && at_least "$(node --version 2>/dev/null | tr -d v)" "$NODE_NEEDED"
}

has_browser() { command -v chromium >/dev/null; }

has_deb() { command -v dpkg-deb >/dev/null; }

has_sockets() { command -v ss >/dev/null; }

# Real systemd hosts for tests. Only root can start them, so without root their packages are not asked for.
has_hosts() {
    [[ $EUID != 0 ]] || { command -v debootstrap && command -v systemd-nspawn && command -v nft && command -v faketime; } >/dev/null
}

# Engines that the tests start, and what brings docker-compose.yml up on base images made here. Only root can.
has_containers() {
    local program
    [[ $EUID == 0 ]] || return 0
    for program in dockerd docker docker-compose podman iptables debootstrap curl; do
        command -v "$program" >/dev/null || return 1
    done
}

# ---- what to do about it --------------------------------------------------------------------------------------------

packages_of() {
    case $1 in
    java) echo "openjdk-$JAVA_NEEDED-jdk-headless" ;;
    maven) echo maven ;;
    node) echo nodejs npm ;;
    browser) echo chromium ;;
    deb) echo dpkg ;;
    sockets) echo iproute2 ;;
    hosts) echo debootstrap systemd-container iproute2 nftables faketime ;;
    containers) echo docker.io docker-compose podman iptables debootstrap curl ;;
    esac
}

in_words() {
    case $1 in
    java) echo "a JDK $JAVA_NEEDED (JAVA_HOME; https://adoptium.net)" ;;
    maven) echo "Maven $MAVEN_NEEDED or later" ;;
    node) echo "Node.js $NODE_NEEDED or later with npm (https://nodejs.org)" ;;
    browser) echo "Chromium (package chromium)" ;;
    deb) echo "dpkg-deb (package dpkg)" ;;
    sockets) echo "ss (package iproute2)" ;;
    hosts) echo "systemd-nspawn, debootstrap, nft and faketime (packages systemd-container debootstrap nftables faketime)" ;;
    containers) echo "dockerd, docker-compose, podman, iptables, debootstrap and curl (packages docker.io docker-compose podman iptables debootstrap curl)" ;;
    esac
}

# THING...: all of them are here afterwards, or this ends
need() {
    local thing missing=() words=() packages=()
    for thing in "$@"; do
        "has_$thing" || missing+=("$thing")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    for thing in "${missing[@]}"; do
        # shellcheck disable=SC2207
        packages+=($(packages_of "$thing"))
    done
    install_packages "${packages[@]}"
    for thing in "${missing[@]}"; do
        "has_$thing" || words+=("$(in_words "$thing")")
    done
    [[ ${#words[@]} == 0 ]] || die "$UNMET" "missing here and not to be had by apt: $(printf '%s; ' "${words[@]}" | sed 's/; $//')"
}

install_packages() {
    local as_root=()
    command -v apt-get >/dev/null || return 0
    if [[ $EUID != 0 ]]; then
        if ! sudo -n true 2>/dev/null; then
            echo "portledger: to install what is missing: sudo apt-get install --no-install-recommends $*" >&2
            return 0
        fi
        as_root=(sudo -n)
    fi
    echo "Installing $* ..."
    "${as_root[@]}" apt-get update -q >/dev/null || true
    # one by one: a package that is not to be had here must not keep the others away
    local package
    for package in "$@"; do
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >/dev/null || true
    done
}
