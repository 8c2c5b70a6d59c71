# Every process of the service in one image; the command says which. Built once, run as nobody in particular.
FROM node:24-slim AS build
WORKDIR /hawiya
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev && ops/image/prune

FROM node:24-slim
ENV NODE_ENV=production HAWIYA_HOST=0.0.0.0 HAWIYA_DATA=/data HAWIYA_ERASURES_FILE=/erasures/erasures.jsonl
WORKDIR /hawiya
COPY --from=build /hawiya/package.json ./
COPY --from=build /hawiya/node_modules node_modules
COPY --from=build /hawiya/dist dist
COPY --from=build /hawiya/bin bin
COPY --from=build /hawiya/policy policy
RUN mkdir -m 700 /data /erasures && chown node:node /data /erasures
USER node
VOLUME /data /erasures
EXPOSE 3000
CMD ["node", "dist/apps/standalone/main.js"]
