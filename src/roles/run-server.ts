import { flushCompileCache } from 'node:module'
import { createLog, describeError, type Log } from '#platform/log/index.ts'
import { readSettings } from '#platform/settings/index.ts'
import { explainStart } from './explain-start.ts'
import { startCairn } from './start-cairn.ts'

/**
 * The life of the server process: settings, start, waiting for a signal, orderly end.
 * @returns the exit code
 */
export async function runServer(): Promise<number> {
  const read = readSettings()
  if (!read.ok) {
    process.stderr.write(
      `The settings are wrong:\n${read.problems.map((problem) => `  - ${problem}`).join('\n')}\n`,
    )
    return 2
  }
  const log = createLog(read.settings.logLevel)
  process.on('uncaughtExceptionMonitor', (error) =>
    log.error('The server ends for a fault of ours.', describeError(error)),
  )
  const signalled = untilSignal(log)
  try {
    await using cairn = await startCairn(read.settings, log)
    keepCompiled()
    log.info('Cairn is ready.', { origin: read.settings.origin, address: cairn.address })
    const end = await Promise.race([
      signalled.then(() => undefined),
      cairn.lost.then((because) => ({ because })),
    ])
    if (end) {
      log.error('The server cannot go on and ends.', end)
      return 1
    }
  } catch (error) {
    const explained = explainStart(error, read.settings)
    if (explained !== undefined) {
      process.stderr.write(`${explained}\n`)
      return 1
    }
    log.error('The server could not run.', describeError(error))
    return 1
  }
  log.info('Cairn has stopped.')
  return 0
}

/** The first signal drains; the second ends at once, because somebody is impatient. */
function untilSignal(log: Log): Promise<'signal'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        log.info('Stopping: requests in hand are finished first.', { signal })
        resolve('signal')
      })
    }
  })
}

const keepCompiledMs = 10_000

/** Node writes what it has compiled when it ends in order; a server that is killed should start as fast. */
function keepCompiled(): void {
  setTimeout(flushCompileCache, keepCompiledMs).unref()
}
