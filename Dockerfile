# The plugin's image. It is also the target app, the log writer and the probe agent: subcommands of one entry point.
#
#   docker build -t REGISTRY/shakedown:TAG .
#
# Both bases can be replaced by your own mirrors: the build image needs npm, the run-time image only `node` in PATH or in /nodejs/bin.
# They are named by tag, so that a rebuild includes their fixes; for a reproducible release, name them by digest (name@sha256:...).
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --prefer-offline --no-progress
COPY . ./
RUN node scripts/build.mjs && mkdir compile-cache

# Node caches compiled code per version and per user, which halves the start time. So the same Node and user create the cache,
# in a separate stage, because a RUN can leave mount points behind.
FROM ${RUNTIME_IMAGE} AS warm
ENV NODE_COMPILE_CACHE=/app/compile-cache \
    PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/dist dist/
COPY --from=build --chown=65532:65532 /build/compile-cache compile-cache/
USER 65532:65532
# Loads every chunk except the one that starts a command: only loading has to be fast.
RUN ["node", "--input-type=module", "--eval", "for (const name of (await import('node:fs')).readdirSync('/app/dist')) if (name.endsWith('.js') && name !== 'shakedown.js') await import('/app/dist/' + name)"]

FROM ${RUNTIME_IMAGE}
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/compile-cache \
    PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /app
# With package.json, /app is the package for `import … from 'shakedown'` in a spec.
COPY --from=build /build/package.json /build/LICENSE /build/NOTICE ./
COPY --from=build /build/dist dist/
COPY --from=build /build/specs specs/
# Files that are mounted into the pods of Locust, for any image.
COPY --from=build /build/workloads/locust/*.py workloads/locust/
COPY --from=warm --chown=65532:65532 /app/compile-cache compile-cache/
USER 65532:65532
ENTRYPOINT ["node", "/app/dist/shakedown.js"]
# The default, because hydrophone starts the image without a command.
CMD ["hand-over"]
