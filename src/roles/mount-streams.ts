import type { HttpServer } from '#platform/http-server/index.ts'
import { mountStreaming } from '#surfaces/streaming/index.ts'
import type { App } from './compose.ts'
import { presentersOf } from './presenters-of.ts'

/** Mounts the streams. Disposing ends those that are open. */
export async function mountStreams(server: HttpServer, app: App): Promise<AsyncDisposable> {
  const { platform, rooms } = app
  const { settings } = platform
  // Other processes are heard at once, not only at the next look.
  await platform.eventLog.listen()
  return mountStreaming(server, {
    ...platform,
    ...rooms,
    ...presentersOf(rooms, platform),
    limits: { perAccount: settings.streamsPerAccount, perAddress: settings.streamsPerAddress },
  })
}
