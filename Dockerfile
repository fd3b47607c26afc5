# Built in two stages, so that the final image has no build tools.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY bot/locale locale
RUN /venv/bin/pybabel compile --directory locale --domain earshot

FROM python:3.11-slim
# Fonts for the pictures (their libraries are in requirements.lock): titles come in every script.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji libfribidi0 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 earshot \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin earshot \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY bot bot
COPY cogs cogs
COPY --from=build /build/locale bot/locale
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/earshot.db \
    WEB_HOST=0.0.0.0
VOLUME /data
EXPOSE 8888
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('WEB_PORT', '8888') + '/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
