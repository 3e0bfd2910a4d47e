# The server with everything in it: web client built, PostgreSQL from npm inside. Data lives in /data.
FROM node:24-bookworm-slim AS build
WORKDIR /app
# All of it before the install, which builds the client and joins the server's code.
COPY . .
RUN npm ci
# Half of what was installed is for development only.
RUN npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NODE_COMPILE_CACHE=/data/compiled HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /data cairn && install -d -o cairn -g cairn -m 700 /data
COPY --from=build --chown=root:root /app /app
USER cairn
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
  CMD node -e "fetch('http://127.0.0.1:3000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node_modules/.bin/node", "--max-semi-space-size=4", "--heap-growing-percent=40", "src/main.ts"]
