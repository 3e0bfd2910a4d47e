import { hasScope } from '#domain/access/index.ts'
import { createFormGuard } from '#platform/form-guard/index.ts'
import {
  type Authenticate,
  createHttpServer,
  createLimiter,
  describeOpenApi,
  type HttpServer,
  Refusal,
  registerEndpoints,
} from '#platform/http-server/index.ts'
import { listCairnEndpoints, presentPlace } from '#surfaces/cairn-api/index.ts'
import { listEndpoints, pictureOf, presentAccounts, presentStatuses } from '#surfaces/mastodon-api/index.ts'
import { oauthEndpoints } from '#surfaces/mastodon-api/oauth/index.ts'
import { authPages, createSessionCookies } from '#surfaces/web/auth/index.ts'
import { registerBasemap } from '#surfaces/web/basemap/index.ts'
import { readAssets, registerFiles } from '#surfaces/web/files/index.ts'
import { defineLayout } from '#surfaces/web/index.ts'
import { definePages } from '#surfaces/web/pages/index.ts'
import type { App } from './compose.ts'
import { describeUnregistered } from './describe-unregistered.ts'
import { findFormSecret } from './form-secret.ts'
import { type Door, listen } from './listen.ts'
import { mountHealth } from './mount-health.ts'
import { mountStreams } from './start-streaming.ts'

/** Listens for people, apps and other servers, and for readers of streams where this process has that role. */
export async function startWeb(app: App): Promise<Door> {
  const { platform, rooms } = app
  const { settings, log } = platform
  const assets = readAssets(new URL('../../client/dist/', import.meta.url).pathname, log)
  const sendPage = defineLayout({ assets, siteTitle: async () => (await rooms.instance.getSettings()).title })
  const sessions = createSessionCookies({ access: rooms.access, origin: settings.origin })
  const forms = createFormGuard({
    origin: settings.origin,
    secret: await findFormSecret(settings),
    boundTo: sessions.read,
  })
  const pages = definePages({
    ...rooms,
    origin: settings.origin,
    version: app.version,
    assets,
    sendPage,
    sessions,
    forms,
  })
  const server = await createHttpServer({
    log,
    trustProxy: settings.trustProxy,
    https: settings.origin.startsWith('https:'),
    notFoundPage: pages.notFound,
  })
  const limit = createLimiter(platform.clock, settings.rateLimit)
  mountHealth(server, app)
  shutOut(server, app)
  await app.federation.mount(server)
  mountApi(server, app, limit)
  const oauthNeeds = { ...rooms, origin: settings.origin, sessions, forms, sendPage, limit }
  await server.register(
    oauthEndpoints({
      ...oauthNeeds,
      pictureOf: (account) => pictureOf(settings.origin, account),
      vapidKey: (await rooms.push.findKeys()).publicKey,
    }),
  )
  await server.register(authPages({ ...rooms, sessions, forms, sendPage, origin: settings.origin }))
  registerFiles(server, { ...rooms, assets })
  registerBasemap(server, { places: rooms.places, dataDir: settings.dataDir })
  pages.register(server)
  return listen(server, settings, await mountStreams(server, app))
}

/** Addresses of the network that moderators gave no access to get nothing at all; out of memory, for every request. */
function shutOut(server: HttpServer, { rooms }: App): void {
  server.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/health/')) return
    if ((await rooms.policies.judgeAddress(request.ip)) === 'no_access')
      throw new Refusal(403, 'Nobody has access from your network.')
  })
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
    ...listCairnEndpoints({
      ...rooms,
      migration: federation.migration,
      peers: federation.peers,
      origin,
      handleDomain: handleDomain || new URL(origin).host,
      ...presenters,
      presentStatuses: presentStatuses({ ...rooms, ...presenters, clock, origin }),
    }),
  ]
  registerEndpoints(server, { authenticate: authenticator(app), hasScope, limit }, endpoints)
  const document = describeOpenApi([...endpoints, ...describeUnregistered()], {
    title: 'Cairn',
    version: app.version,
    origin,
  })
  server.get('/api/openapi.json', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(document),
  )
}

function authenticator({ rooms }: App): Authenticate {
  return async (bearer) => {
    const grant = await rooms.access.findToken(bearer)
    if (!grant) return undefined
    const { tokenId, appId, scopes, accountId, role } = grant
    return { tokenId, appId, scopes, ...(accountId && role && { user: { accountId, role } }) }
  }
}
