import { once } from 'node:events'
import { refuseHalfRestored } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Settings } from '#platform/settings/index.ts'
import { openStore } from './open-store.ts'

export interface RunningCairn extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:3000`; undefined with roles that only work. */
  readonly address: string | undefined
  /** Resolves with the reason when it cannot go on: the embedded database or the right to make ids is lost. */
  readonly lost: Promise<string>
}

/** Starts everything that the settings ask for, in order; disposing stops it in the reverse order. */
export async function startCairn(settings: Settings, log: Log): Promise<RunningCairn> {
  await using stack = new AsyncDisposableStack()
  const waiting = Promise.withResolvers<void>()
  const opening = openStore(settings, log, { onWaiting: waiting.resolve })
  // The code is loaded while PostgreSQL starts: both take about as long, and one mostly waits.
  const loading = Promise.race([waiting.promise, opening]).then(() => import('./parts.ts'))
  loading.catch(() => undefined)
  const store = stack.use(await opening)
  await refuseHalfRestored(store.url)
  const { compose, openDoor, openPlatform, openTelemetry, startWork } = await loading
  const platform = stack.use(await openPlatform(settings, log, store.url))
  const app = stack.use(await compose(platform))
  stack.use(await openTelemetry(app))
  await platform.db.changes.listen()
  const door = stack.use(await openDoor(app))
  // After the door: nobody waits for a worker, whose work is written down.
  stack.use(await startWork(app))
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
