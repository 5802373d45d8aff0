# The e-commerce example as a container: `docker build -t streamkit-ecommerce .`, or docker-compose.yml, which runs it twice.
# The tag of the base image is exact, and Node's version is the project's (package.json, "node"). Its digest is not pinned.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
# The manifests alone, so that the installation is cached as long as they stay the same.
COPY package.json package-lock.json .npmrc ./
COPY packages/streamkit/package.json packages/streamkit/
COPY packages/streamkit-postgres/package.json packages/streamkit-postgres/
COPY packages/streamkit-kafka/package.json packages/streamkit-kafka/
COPY packages/streamkit-parquet/package.json packages/streamkit-parquet/
COPY examples/ecommerce/package.json examples/ecommerce/
COPY benchmarks/package.json benchmarks/
RUN npm ci
COPY turbo.json tsconfig.base.json ./
COPY packages packages
RUN npm run build

# What runs needs no compiler, no tests and no embedded PostgreSQL.
FROM build AS production
RUN npm ci --omit=dev --omit=optional --workspace=@streamkit/example-ecommerce

FROM node:24.21.0-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=production /app/node_modules node_modules
COPY --from=production /app/package.json package.json
COPY --from=production /app/packages packages
COPY examples/ecommerce/package.json examples/ecommerce/
COPY examples/ecommerce/src examples/ecommerce/src
COPY sql sql
COPY monitoring/docker/health-check.mjs monitoring/docker/
# Named volumes take over the owner of the folders that they are mounted on.
RUN mkdir /data /checkpoints && chown node:node /data /checkpoints
USER node
EXPOSE 9464
ENTRYPOINT ["node", "--max-semi-space-size=4", "examples/ecommerce/src/start.mjs"]
CMD ["stream"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "monitoring/docker/health-check.mjs", "metrics", "http://127.0.0.1:9464/metrics"]
