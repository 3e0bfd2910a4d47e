import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export type LogServer = (level: 'info' | 'warn' | 'error', message: string, fields?: object) => void

// What every start, stop and crash says, and what our own log says in its own words.
const routine = new RegExp(
  [
    'starting PostgreSQL',
    'listening on ',
    'database system (was|is) shut down',
    'database system is (ready|starting up|shutting down|not yet accepting|in recovery)',
    'the database system is ',
    'received (fast|smart) shutdown request',
    'aborting any active transactions',
    'shutting down',
    'background worker "logical replication launcher"',
    'terminating connection due to administrator command',
    'terminating background worker',
    'checkpoint (starting|complete): (shutdown|end-of-recovery)',
  ].join('|'),
)

const levels: Readonly<Record<string, 'info' | 'warn' | 'error'>> = {
  LOG: 'info',
  DETAIL: 'info',
  HINT: 'info',
  WARNING: 'warn',
  FATAL: 'warn',
  PANIC: 'error',
}

/**
 * Passes PostgreSQL's messages on to our log, without the routine ones, and remembers the last twenty lines for the
 * error that follows when it does not start. The server is told to log no statements and no values of rows.
 */
export function logServerOutput(output: Readable, log: LogServer): { readonly tail: () => string } {
  const last: string[] = []
  const lines = createInterface({ input: output })
  lines.on('line', (line) => {
    last.push(line)
    if (last.length > 20) last.shift()
    const [, severity, message] = /^([A-Z]+): {2}(.*)$/.exec(line) ?? []
    if (routine.test(line)) return
    log(levels[severity ?? ''] ?? 'warn', 'PostgreSQL says', { severity, text: message ?? line })
  })
  return { tail: () => last.join('\n') }
}
