# Built in two stages: the image that runs has Python, fonts, the libraries of requirements.lock and
# the bot, but no compiler and no tests. The same steps make it for amd64 and arm64:
#   docker buildx build --platform linux/amd64,linux/arm64 .
# `make image` goes through them without Docker, and lists what is in the image.
# The base is pinned by digest, and Dependabot proposes newer ones (docs/security.md, supply chain).
FROM python:3.11.17-slim-trixie@sha256:6f31d6e9ba2b0a787a3f81c37b004155b87b9efa1b771182bd550c1615745be5 AS build
WORKDIR /build
COPY requirements.lock .
# Ready-made wheels only, so that no platform needs a compiler.
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check \
        --only-binary :all: --require-hashes -r requirements.lock \
    && find /venv -type d \( -name test -o -name tests -o -name testing \) -prune -exec rm -r {} +
COPY bot app/bot
COPY cogs app/cogs
# The container can't write, so what Python and gettext would compile at every start is made here.
RUN /venv/bin/pybabel compile --directory app/bot/locale --domain earshot \
    && /venv/bin/python -m compileall -q --invalidation-mode unchecked-hash -s app -p /app app

FROM python:3.11.17-slim-trixie@sha256:6f31d6e9ba2b0a787a3f81c37b004155b87b9efa1b771182bd550c1615745be5
# Fonts for the pictures (their libraries are in requirements.lock): titles come in every script.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji libfribidi0 \
    && rm -rf /var/lib/apt/lists/*
# Nothing may become another user, and a new volume, which gets the mode of /data, is open to any PUID.
RUN groupadd --gid 10001 earshot \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin earshot \
    && install --directory --owner=10001 --group=10001 --mode=1777 /data \
    && find / -xdev -type f -perm /6000 -exec chmod a-s {} +
COPY --from=build /venv /venv
COPY --from=build /build/app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/earshot.db \
    EARSHOT_DATA=/data \
    WEB_HOST=0.0.0.0
VOLUME /data
EXPOSE 8888
# Started as another user, it is that one. Started as root, it becomes PUID:PGID (bot/run_as.py).
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('WEB_PORT', '8888') + '/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
