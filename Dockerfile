# One image for every process of the monitor; the command says which. Base images by argument, so that a mirror or a stand-in can be named.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
RUN python3 -m venv /opt/monitor
COPY requirements-image.lock requirements-build.lock ./
RUN /opt/monitor/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements-image.lock \
    && /opt/monitor/bin/pip install --no-cache-dir --require-hashes --target /opt/build -r requirements-build.lock
# With COMPILE=1 the wheel holds compiled modules: faster, and of this processor's kind alone. A base with Debian's Python lacks the headers.
ARG COMPILE=
COPY requirements-compile.lock ./
RUN if [ -n "${COMPILE}" ]; then \
        headers="$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')" \
        && if [ ! -e "$headers/Python.h" ]; then packages=python3-dev; fi \
        && apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev $packages \
        && /opt/monitor/bin/pip install --no-cache-dir --require-hashes --target /opt/compile -r requirements-compile.lock; \
    fi
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY config ./config
COPY monitor ./monitor
RUN NEWS_MONITOR_COMPILE=${COMPILE} PYTHONPATH=/opt/build:/opt/compile /opt/monitor/bin/pip install --no-cache-dir --no-compile --no-deps --no-build-isolation .
# What no process of the monitor reads: tests and headers of libraries, and pip itself.
COPY tools/slim_image.py /tmp/
RUN /opt/monitor/bin/python /tmp/slim_image.py /opt/monitor

FROM ${PYTHON_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="News monitor" \
      org.opencontainers.image.description="Flags who said what: statements in news feeds, matched against a watchlist, raised as alerts." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN groupadd --gid 10001 monitor && useradd --uid 10001 --gid monitor --no-create-home --shell /usr/sbin/nologin monitor \
    && mkdir -p /data /config && chown monitor:monitor /data
COPY --from=build /opt/monitor /opt/monitor
COPY config /config
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MONITOR_CONFIG=/config MONITOR_DATA=/data
USER monitor
VOLUME /data
EXPOSE 8080 9464
ENTRYPOINT ["monitor"]
CMD ["--help"]
