import type { Changes } from '#platform/db/index.ts'
import { createHttpServer, type HttpServer, Refusal } from '#platform/http-server/index.ts'
import type { App } from './compose.ts'
import { type Door, listen } from './listen.ts'
import { mountHealth } from './mount-health.ts'
import { mountStreams } from './mount-streams.ts'
import { mountWeb } from './mount-web.ts'
import { openPages } from './open-pages.ts'

/**
 * Listens for whatever the roles serve: `web` for people and apps, `federation-in` for other servers, `streaming` for
 * readers of streams; undefined when they serve nobody. Documents are read at the addresses of pages, too, so `web` serves them as well.
 */
export async function openDoor(app: App): Promise<Door | undefined> {
  const { settings, log } = app.platform
  const has = {
    web: settings.roles.includes('web'),
    inbox: settings.roles.includes('federation-in'),
    streams: settings.roles.includes('streaming'),
  }
  if (!has.web && !has.inbox && !has.streams) return undefined
  const site = has.web ? await openPages(app) : undefined
  const server = await createHttpServer({
    log,
    trustProxy: settings.trustProxy,
    https: settings.origin.startsWith('https:'),
    ...(site && { notFoundPage: site.pages.notFound }),
  })
  keepUp(server, app.platform.db.changes)
  mountHealth(server, app)
  if (has.web || has.inbox) {
    shutOut(server, app)
    app.federation.mountDocuments(server)
  }
  if (has.inbox) await app.federation.mountInbox(server)
  if (site) await mountWeb(server, app, site)
  return listen(server, settings, has.streams ? await mountStreams(server, app) : undefined)
}

/**
 * Requests see whatever was answered before, by whichever process; and what they have written, others see from the answer
 * on. Health must be told without the database.
 */
function keepUp(server: HttpServer, changes: Changes): void {
  if (!changes.isShared) return
  server.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/health')) await changes.catchUp()
  })
  server.addHook('onSend', async () => {
    await changes.written()
  })
}

/** Addresses of the network that moderators gave no access to get nothing at all; out of memory, for every request. */
function shutOut(server: HttpServer, { rooms }: App): void {
  server.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/health/')) return
    if ((await rooms.policies.judgeAddress(request.ip)) === 'no_access')
      throw new Refusal(403, 'Nobody has access from your network.')
  })
}
