# The site as a container: gunicorn on port 8000, data in /var/lib/gotchas, everything else from the environment
# (docs/operating.md). Before a new version serves: docker compose run --rm web python manage.py migrate

FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/gotchas
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --require-hashes --requirement requirements.txt
COPY . .
# Collecting needs settings, but no database and no secret: the key made here stays in this stage.
RUN VAR_DIR=/tmp/build /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q kbsite gotchas comments

FROM python:3.11-slim

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/gotchas \
    PORT=8000
RUN useradd --system --uid 10001 --home-dir /var/lib/gotchas --create-home --shell /usr/sbin/nologin gotchas
WORKDIR /srv/gotchas
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/gotchas /srv/gotchas
USER 10001
VOLUME /var/lib/gotchas
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "deploy/healthcheck.py"]
# exec, so that gunicorn itself gets the signal to stop.
CMD ["sh", "-c", "exec gunicorn --config deploy/gunicorn.py --bind 0.0.0.0:$PORT"]
