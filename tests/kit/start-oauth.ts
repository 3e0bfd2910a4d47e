import { createFormGuard } from '#platform/form-guard/index.ts'
import { createHttpServer, createLimiter, type HttpServer } from '#platform/http-server/index.ts'
import { createLog } from '#platform/log/index.ts'
import { oauthEndpoints } from '#surfaces/mastodon-api/oauth/index.ts'
import { authPages, createSessionCookies } from '#surfaces/web/auth/index.ts'
import { defineLayout } from '#surfaces/web/index.ts'
import type { AccessWorld } from './access-world.ts'

/** A server with sign-in pages and OAuth, as one more process on the world's database. */
export async function startOAuth(world: AccessWorld): Promise<HttpServer> {
  const { accounts, clock, instance, origin } = world
  const access = world.anotherProcess()
  const server = await createHttpServer({
    log: createLog('silent'),
    trustProxy: [],
    https: origin.startsWith('https:'),
  })
  const sessions = createSessionCookies({ access, origin })
  const forms = createFormGuard({ origin, secret: 'x'.repeat(32), boundTo: sessions.read })
  const assets = {
    css: ['/assets/pages-1.css'],
    js: ['/assets/main-1.js'],
    icon: '/assets/icon-1.svg',
    passkeyScript: undefined,
  }
  const sendPage = defineLayout({
    assets,
    siteTitle: async () => (await instance.getSettings()).title,
  })
  await server.register(authPages({ access, instance, sessions, forms, sendPage, assets, origin }))
  await server.register(
    oauthEndpoints({
      access,
      accounts,
      origin,
      sessions,
      forms,
      sendPage,
      limit: createLimiter(clock, 300),
      pictureOf: () => `${origin}/avatar.png`,
      vapidKey: '',
    }),
  )
  await access.ensureFirstPartyApp(origin)
  return server
}
