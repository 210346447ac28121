# The web server and the worker; which one is the command's choice. Python as in the lock: 3.11.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
# the lock first: as long as it is the same, this layer is too
COPY requirements.txt .
RUN pip install --require-hashes --only-binary :all: -r requirements.txt
WORKDIR /app
COPY geo geo
COPY webapp webapp
COPY seeds seeds
COPY migrations migrations
COPY gunicorn.conf.py ./
RUN pybabel -q compile -d webapp/translations \
    && python -m whitenoise.compress -q webapp/static \
    && python -m compileall -q geo webapp seeds migrations

FROM python:3.11-slim-bookworm
# what sets the text of reports (WeasyPrint); their typeface is our own file
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10050 --user-group --home-dir /app missie050 \
    && install -d -o missie050 -g missie050 -m 700 /var/lib/missie050
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER missie050
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8050 MISSIE050_HOME=/var/lib/missie050 XDG_CACHE_HOME=/tmp
EXPOSE 8050
# the header: with MISSIE050_HTTPS on, plain http is answered with a redirect
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', headers={'X-Forwarded-Proto': 'https'}), timeout=4)"]
CMD ["gunicorn", "-c", "gunicorn.conf.py", "webapp.wsgi:app"]
