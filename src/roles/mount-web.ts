import { hasScope } from '#domain/access/index.ts'
import {
  type Authenticate,
  createLimiter,
  describeOpenApi,
  type HttpServer,
  registerEndpoints,
} from '#platform/http-server/index.ts'
import { listCairnEndpoints, presentPlace } from '#surfaces/cairn-api/index.ts'
import { listEndpoints, pictureOf, presentAccounts, presentStatuses } from '#surfaces/mastodon-api/index.ts'
import { oauthEndpoints } from '#surfaces/mastodon-api/oauth/index.ts'
import { micropubEndpoints } from '#surfaces/micropub/index.ts'
import { accountPages, authPages } from '#surfaces/web/auth/index.ts'
import { registerBasemap } from '#surfaces/web/basemap/index.ts'
import { registerFiles } from '#surfaces/web/files/index.ts'
import { findYearCard } from '#surfaces/web/pages/index.ts'
import { registerTiles } from '#surfaces/web/tiles/index.ts'
import type { App } from './compose.ts'
import { describeUnregistered } from './describe-unregistered.ts'
import type { Site } from './open-pages.ts'

/** Mounts what people and apps use: the APIs, sign-in, files, the map, pages. */
export async function mountWeb(server: HttpServer, app: App, site: Site): Promise<void> {
  const { platform, rooms } = app
  const { settings } = platform
  const limit = createLimiter(platform.clock, settings.rateLimit)
  mountApi(server, app, limit)
  const needs = { ...rooms, ...site, origin: settings.origin }
  await server.register(
    oauthEndpoints({
      ...needs,
      limit,
      pictureOf: (account) => pictureOf(settings.origin, account),
      vapidKey: (await rooms.push.findKeys()).publicKey,
    }),
  )
  await server.register(authPages(needs))
  const { migration } = app.federation
  const handleDomain = settings.handleDomain || new URL(settings.origin).host
  await server.register(accountPages({ ...needs, migration, handleDomain }))
  registerFiles(server, { ...rooms, assets: site.assets, publicMedia: settings.s3PublicUrl })
  registerBasemap(server, {
    ...rooms,
    maps: app.postMaps,
    dataDir: settings.dataDir,
    findYear: (address) => findYearCard({ ...rooms, origin: settings.origin }, address),
  })
  registerTiles(server, { ...settings, file: settings.basemapFile, log: platform.log })
  site.pages.register(server)
}

function mountApi(server: HttpServer, app: App, limit: ReturnType<typeof createLimiter>): void {
  const { rooms, platform, federation } = app
  const { clock } = platform
  const { origin, handleDomain } = platform.settings
  const presenters = { presentAccounts: presentAccounts({ ...rooms, origin }) }
  const endpoints = [
    ...listEndpoints({
      ...rooms,
      clock,
      origin,
      streamingOrigin: platform.settings.streamingOrigin ?? origin,
      handleDomain: handleDomain || new URL(origin).host,
      version: app.version,
      findUser: (id) => rooms.access.userFor(id),
      async updateDefaults(id, changes) {
        await rooms.access.updateUserDefaults(id, changes)
        return rooms.access.userFor(id)
      },
      presentPlace: (place, viewerId) => presentPlace(origin, place, viewerId),
      resolveHandle: async (username, domain) =>
        federation.resolveHandle({ username, domain }).catch(() => undefined),
      refreshPins: (account) => federation.refreshPins(account),
      refreshPoll: (post) => federation.refreshPoll(post),
      resolveUrl: (url) => federation.resolveUrl(url),
      threadIsRead: federation.threadIsRead,
      profileIsRead: federation.profileIsRead,
    }),
    ...micropubEndpoints({
      ...rooms,
      clock,
      origin,
      http: app.http,
      findUser: (id) => rooms.access.userFor(id),
    }),
    ...listCairnEndpoints({
      ...rooms,
      migration: federation.migration,
      peers: federation.peers,
      relaying: federation.relaying,
      origin,
      handleDomain: handleDomain || new URL(origin).host,
      ...presenters,
      presentStatuses: presentStatuses({ ...rooms, ...presenters, clock, origin }),
    }),
  ]
  registerEndpoints(server, { authenticate: authenticator(app), hasScope, limit }, endpoints)
  // Made when it is first asked for: most servers are never asked.
  let document: string | undefined
  server.get('/api/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(
      describeOpenApi([...endpoints, ...describeUnregistered()], {
        title: 'Cairn',
        version: app.version,
        origin,
      }),
    )
    return reply
      .headers({ 'cache-control': 'public, max-age=300', 'content-type': 'application/json; charset=utf-8' })
      .send(document)
  })
}

function authenticator({ rooms }: App): Authenticate {
  return async (bearer) => {
    const grant = await rooms.access.findToken(bearer)
    const held = grant ? undefined : await rooms.access.findHeldToken(bearer)
    const found = grant ?? held
    if (!found) return undefined
    const { tokenId, appId, scopes, accountId, role } = found
    return {
      tokenId,
      appId,
      scopes,
      ...(accountId && role && { user: { accountId, role } }),
      // In Mastodon's words, which apps know.
      held: held && 'Your login is missing a confirmed e-mail address',
    }
  }
}
