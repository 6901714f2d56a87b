#!/bin/sh
# One command from a bare machine to the result; POSIX sh, nothing else is needed.
#
#   ./run.sh demo               set up, then write an advisory for every example profile into out/
#   ./run.sh test [ARGUMENT…]   set up, then run ruff, mypy and pytest; arguments go to pytest
#
# Set-up: system libraries (installed when root on Debian), Python >= 3.11, and the virtual environment .venv with what
# requirements-dev.lock names, made anew when that file changes. PYTHON=… chooses another interpreter.
# Exit codes: 2 for a wrong command, 3 for something missing that only root can install, else that of the last step.
set -eu
cd "$(dirname "$0")"

PYTHON=${PYTHON:-python3}
DEBIAN_PYTHON="python3 python3-venv"
DEBIAN_LIBRARIES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
case $(uname -s) in
Darwin)
  LIBRARIES="libgobject-2.0.0.dylib libpango-1.0.dylib libpangoft2-1.0.dylib libharfbuzz.0.dylib libharfbuzz-subset.0.dylib libfontconfig.1.dylib"
  # Homebrew's folders are not searched otherwise.
  DYLD_FALLBACK_LIBRARY_PATH=${DYLD_FALLBACK_LIBRARY_PATH:-/opt/homebrew/lib:/usr/local/lib:/usr/lib}
  export DYLD_FALLBACK_LIBRARY_PATH
  ;;
*)
  LIBRARIES="libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libharfbuzz-subset.so.0 libfontconfig.so.1"
  ;;
esac

usage() {
  echo "usage: ./run.sh demo | ./run.sh test [PYTEST-ARGUMENT...]" >&2
  exit 2
}

say() {
  echo "run.sh: $*" >&2
}

python_present() {
  command -v "$PYTHON" >/dev/null 2>&1
}

python_suits() {
  python_present && "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' &&
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null
}

# Prints the libraries that the dynamic linker does not find. ctypes asks it as WeasyPrint will.
missing_libraries() {
  # shellcheck disable=SC2086 # the names are separate arguments
  "$PYTHON" - $LIBRARIES <<'END'
import ctypes
import sys


def found(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


print(*(name for name in sys.argv[1:] if not found(name)))
END
}

# Prints what is missing, in words, or nothing.
missing() {
  if ! python_present; then
    echo "Python >= 3.11 and Pango"
  elif ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python >= 3.11 (found $("$PYTHON" -c 'import platform; print(platform.python_version())'))"
  elif ! python_suits; then
    echo "Python's venv module"
  else
    missing_libraries
  fi
}

stop_for() {
  say "missing: $1. Install it and run this again; Debian, Ubuntu: apt-get install --no-install-recommends" \
    "$DEBIAN_PYTHON $DEBIAN_LIBRARIES; Fedora: dnf install python3 pango harfbuzz; macOS: brew install python pango" \
    "harfbuzz; another Python: PYTHON=/path/to/python3 ./run.sh"
  exit 3
}

install_system_packages() {
  lack=$(missing)
  [ -n "$lack" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    stop_for "$lack"
  fi
  packages=$DEBIAN_LIBRARIES
  python_suits || packages="$DEBIAN_PYTHON $packages"
  say "missing: $lack; installing $packages"
  # shellcheck disable=SC2086 # the names are separate arguments
  if ! said=$({ apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } 2>&1); then
    echo "$said" >&2
    stop_for "$lack"
  fi
  lack=$(missing)
  [ -z "$lack" ] || stop_for "$lack"
}

install_environment() {
  # A moved checkout needs a new one too: the environment's scripts name its place.
  key=$({ pwd && "$PYTHON" -VV && cat requirements-dev.lock; } | cksum | tr ' ' -)
  stamp=.venv/hepu-$key
  if [ -e "$stamp" ]; then
    return 0
  fi
  say "setting up .venv (about a minute)"
  "$PYTHON" -m venv --clear .venv
  # frozendict 1.2, which experta asks for, exists as source only: build it the present way with an older pip too.
  PIP_USE_PEP517=1
  export PIP_USE_PEP517
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  : >"$stamp"
}

case ${1:-} in
demo) [ $# -eq 1 ] || usage ;;
test) ;;
*) usage ;;
esac
job=$1
shift

install_system_packages
install_environment

case $job in
demo)
  exec .venv/bin/hepu demo -o out
  ;;
test)
  .venv/bin/ruff check
  .venv/bin/mypy
  # Whole files go to each process: what a file's tests share is made once. "-n 0" keeps all in one process.
  exec .venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadfile "$@"
  ;;
esac
