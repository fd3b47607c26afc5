#!/bin/sh
# Update the bot of compose.yaml; if the new version isn't ready within a minute, go back by itself.
#
#   git pull && deploy/update.sh     with what is here (built), or the image in EARSHOT_IMAGE (fetched)
#
# docs/upgrading.md says what happens, and what is kept. Exit code: 0 updated, 3 gone back, 4 gone back
# or stopped, and the older version isn't ready either; another: nothing changed.
set -eu
cd "$(dirname "$0")/.."

SECONDS_TO_BE_READY=${SECONDS_TO_BE_READY:-60}
OLDER=earshot-before-update

say() {
    printf '%s\n' "$*" >&2
}

older() {
    EARSHOT_IMAGE=$OLDER docker compose "$@"
}

is_ready() {
    docker compose exec -T earshot python -c 'import os, urllib.request as u; u.urlopen("http://127.0.0.1:" + os.environ.get("WEB_PORT", "8888") + "/readyz", timeout=4)' >/dev/null 2>&1
}

becomes_ready() {
    end=$(($(date +%s) + SECONDS_TO_BE_READY))
    until is_ready; do
        [ "$(date +%s)" -lt "$end" ] || return 1
        sleep 1
    done
}

# The backups that a new version makes before it changes the database, oldest first.
backups() {
    older run --rm --no-deps -T --entrypoint sh earshot -c \
        'ls -1 "${BACKUP_FOLDER:-/data/backups}" 2>/dev/null | grep -e "-before-upgrade.db\$" | sort'
}

restore() {
    older run --rm --no-deps -T --entrypoint sh earshot -c \
        'exec python -m bot db restore "${BACKUP_FOLDER:-/data/backups}/$1"' sh "$1"
}

container=$(docker compose ps --all --quiet earshot)
if [ -z "$container" ]; then
    say "There is no bot to update. Start it: docker compose up -d"
    exit 1
fi
docker tag "$(docker inspect --format '{{.Image}}' "$container")" "$OLDER"

# The bot goes on while the new version is fetched or built.
if [ -n "${EARSHOT_IMAGE:-}" ] || grep -q '^EARSHOT_IMAGE=.' .env 2>/dev/null; then
    docker compose pull earshot
else
    docker compose build earshot
fi
# Without this list, a backup of an earlier upgrade would count as this update's, and be restored.
if ! before=$(backups); then
    say "The backups that are there can't be listed, so nothing was replaced."
    exit 1
fi

say "Replacing the bot. What people ask meanwhile is answered by the new version."
if docker compose up -d --no-deps --no-build earshot && becomes_ready; then
    say "Updated: the new version is ready."
    exit 0
fi

say "The new version isn't ready after $SECONDS_TO_BE_READY seconds. Its last words:"
docker compose logs --no-color --tail 20 earshot >&2 || true
docker compose stop earshot
made=$(backups | tail -n 1 || true)
if [ -n "$made" ] && ! printf '%s\n' "$before" | grep -qxF -e "$made"; then
    say "It had changed the database. Restoring the backup that it made before: $made"
    if ! restore "$made"; then
        say "The backup can't be restored, so the bot stays stopped. See docs/upgrading.md"
        exit 4
    fi
fi
older up -d --no-deps --no-build earshot
if ! becomes_ready; then
    say "The older version isn't ready either: docker compose logs earshot says why."
    exit 4
fi
say "The older version runs again. To stay with it, put EARSHOT_IMAGE=$OLDER into .env."
exit 3
