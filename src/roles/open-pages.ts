import { createFormGuard } from '#platform/form-guard/index.ts'
import { createSessionCookies } from '#surfaces/web/auth/index.ts'
import { readAssets } from '#surfaces/web/files/index.ts'
import { defineLayout } from '#surfaces/web/index.ts'
import { definePages } from '#surfaces/web/pages/index.ts'
import type { App } from './compose.ts'
import { findFormSecret } from './form-secret.ts'

export type Site = Awaited<ReturnType<typeof openPages>>

/** The pages of this server and what they are made with. */
export async function openPages({ platform, rooms, version, postMaps }: App) {
  const { settings, log } = platform
  const { origin } = settings
  const assets = readAssets(new URL('../../client/dist/', import.meta.url).pathname, log)
  // At this address nothing needs to be allowed.
  const streamingOrigin = settings.streamingOrigin === origin ? undefined : settings.streamingOrigin
  const siteTitle = async () => (await rooms.instance.getSettings()).title
  const sendPage = defineLayout({ assets, siteTitle, streamingOrigin })
  const sessions = createSessionCookies({ access: rooms.access, origin })
  const forms = createFormGuard({ origin, secret: await findFormSecret(settings), boundTo: sessions.read })
  const pages = definePages({
    ...rooms,
    maps: postMaps,
    origin,
    streamingOrigin,
    version,
    assets,
    sendPage,
    sessions,
    forms,
  })
  return { assets, sendPage, sessions, forms, pages }
}
