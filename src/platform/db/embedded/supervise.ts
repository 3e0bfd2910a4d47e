import { setTimeout as pause } from 'node:timers/promises'
import type { LogServer } from './log-server-output.ts'
import type { Exit, Postmaster } from './run-postmaster.ts'

/** A PostgreSQL that is started again whenever it ends without our asking. Dispose of it to stop it. */
export type Supervised = AsyncDisposable & {
  /** Resolves when it could not be kept running; never after an ordinary stop. */
  readonly exited: Promise<{ code: number | null }>
  /** The pid of the present run. */
  readonly pid: () => number
}

type Needs = {
  /** Starts one run, after whatever the last one has left is cleared. */
  readonly launch: () => Promise<Postmaster>
  readonly log: LogServer
  /** Milliseconds before each attempt to start again; when all have failed in a row, it gives up. */
  readonly delaysMs?: readonly number[]
}

const usualDelaysMs = [0, 100, 500, 1000, 2000, 5000, 10_000, 10_000, 10_000]
// One that ran this long was healthy: its end starts a new series of attempts.
const healthyMs = 60_000
const stopPatienceMs = 60_000

/** Starts PostgreSQL and keeps it running. Throws when the first start fails. */
export async function supervise(needs: Needs): Promise<Supervised> {
  const { log, launch, delaysMs = usualDelaysMs } = needs
  const stopping = new AbortController()
  let current = await launchFirst(launch)
  let gaveUp: (exit: Exit) => void
  const exited = new Promise<Exit>((resolve) => {
    gaveUp = resolve
  })
  const watching = watch()

  async function watch(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const since = performance.now()
      const exit = await current.exit
      if (stopping.signal.aborted) return
      if (performance.now() - since > healthyMs) attempt = 0
      const delay = delaysMs[attempt]
      if (delay === undefined) {
        log('error', 'PostgreSQL ends again and again; giving up', { ...exit, lastWords: current.tail() })
        return gaveUp(exit)
      }
      log('warn', 'PostgreSQL ended unexpectedly; starting it again', { ...exit, attempt: attempt + 1 })
      await pause(delay, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      await startAgain()
    }
  }

  async function startAgain(): Promise<void> {
    try {
      current = await launch()
      if (await current.ready) log('info', 'PostgreSQL is running again', { pid: current.pid })
    } catch (error) {
      // Whatever stood in the way may be gone at the next attempt; the attempts are counted.
      log('error', 'PostgreSQL could not be started again', { error: String(error) })
    }
  }

  return {
    exited,
    pid: () => current.pid,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await stop(() => current, watching, log)
    },
  }
}

// A PostgreSQL that an earlier server spawned in its last instant is seen by no check before it has written its file.
async function launchFirst(launch: Needs['launch']): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const first = await launch()
    if (await first.ready) return first
    await first.exit
    const hindered = /lock file .* already exists|pre-existing shared memory block/.test(first.tail())
    if (!hindered || attempt === 3) throw new Error(`PostgreSQL did not start.\n${first.tail()}`)
  }
}

// Fast shutdown; when that hangs, immediate shutdown, which recovers at the next start and loses no commit either.
async function stop(current: () => Postmaster, watching: Promise<void>, log: LogServer): Promise<void> {
  const ended = new AbortController()
  const done = watching.then(() => ended.abort())
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    for (let waited = 0; waited < stopPatienceMs; waited += 1000) {
      // Repeated, because the present run may be one that began a moment ago and was not yet listening to signals.
      current().kill(name)
      await pause(1000, undefined, { signal: ended.signal }).catch(() => undefined)
      if (ended.signal.aborted) return await done
    }
    log('warn', 'PostgreSQL does not stop', { signal: name })
  }
}
