import { once } from 'node:events'
import type { Log } from '#platform/log/index.ts'
import type { Settings } from '#platform/settings/index.ts'
import { type App, compose } from './compose.ts'
import type { Door } from './listen.ts'
import { openPlatform } from './open-platform.ts'
import { openStore } from './open-store.ts'
import { startStreaming } from './start-streaming.ts'
import { startWeb } from './start-web.ts'
import { startWorker } from './start-worker.ts'

export interface RunningCairn extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:3000`; undefined without the roles web and streaming. */
  readonly address: string | undefined
  /** Resolves with the reason when it cannot go on: the embedded database or the right to make ids is lost. */
  readonly lost: Promise<string>
}

/** Starts everything that the settings ask for, in order; disposing stops it in the reverse order. */
export async function startCairn(settings: Settings, log: Log): Promise<RunningCairn> {
  await using stack = new AsyncDisposableStack()
  const store = stack.use(await openStore(settings, log))
  const platform = stack.use(await openPlatform(settings, log, store.url))
  const app = stack.use(await compose(platform))
  await platform.db.changes.listen()
  if (settings.roles.includes('worker')) stack.use(await startWorker(app))
  const door = stack.use(await openDoor(app))
  const running = stack.move()
  return {
    address: door?.address,
    lost: Promise.race([
      store.lost.then(() => 'The database is lost for good.'),
      aborted(platform.idsLost).then(() => 'Another process makes ids in the place of this one.'),
    ]),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort')
}

async function openDoor(app: App): Promise<Door | undefined> {
  const { roles } = app.platform.settings
  if (roles.includes('web')) return startWeb(app)
  return roles.includes('streaming') ? startStreaming(app) : undefined
}
