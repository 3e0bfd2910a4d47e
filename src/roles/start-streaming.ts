import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { mountStreaming } from '#surfaces/streaming/index.ts'
import type { App } from './compose.ts'
import { type Door, listen } from './listen.ts'
import { mountHealth } from './mount-health.ts'
import { presentersOf } from './presenters-of.ts'

/** Listens for readers of streams only: for processes that leave everything else to others. */
export async function startStreaming(app: App): Promise<Door> {
  const { settings, log } = app.platform
  const server = await createHttpServer({
    log,
    trustProxy: settings.trustProxy,
    https: settings.origin.startsWith('https:'),
  })
  mountHealth(server, app)
  return listen(server, settings, await mountStreams(server, app))
}

/** Mounts the streams on a server, where this process has that role. */
export async function mountStreams(server: HttpServer, app: App): Promise<AsyncDisposable | undefined> {
  const { platform, rooms } = app
  const { settings } = platform
  if (!settings.roles.includes('streaming')) return undefined
  // Other processes are heard at once, not only at the next look.
  await platform.eventLog.listen()
  return mountStreaming(server, {
    ...platform,
    ...rooms,
    ...presentersOf(rooms, platform),
    limits: { perAccount: settings.streamsPerAccount, perAddress: settings.streamsPerAddress },
  })
}
