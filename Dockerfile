# One image for every process of the monitor; the command says which. Base images by argument, so that a mirror or a stand-in can be named.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
RUN python3 -m venv /opt/monitor
COPY requirements-image.lock requirements-build.lock ./
RUN /opt/monitor/bin/pip install --no-cache-dir --require-hashes -r requirements-image.lock \
    && /opt/monitor/bin/pip install --no-cache-dir --require-hashes --target /opt/build -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY config ./config
COPY monitor ./monitor
RUN PYTHONPATH=/opt/build /opt/monitor/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 monitor && useradd --uid 10001 --gid monitor --no-create-home --shell /usr/sbin/nologin monitor \
    && mkdir -p /data /config && chown monitor:monitor /data
COPY --from=build /opt/monitor /opt/monitor
COPY config /config
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1 MONITOR_CONFIG=/config MONITOR_DATA=/data
USER monitor
VOLUME /data
ENTRYPOINT ["monitor"]
CMD ["--help"]
