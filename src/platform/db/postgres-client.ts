import { createRequire, registerHooks } from 'node:module'
import type postgresClient from 'postgres'

const require = createRequire(import.meta.url)
const folder = new URL('./', `file://${require.resolve('postgres')}`)

/**
 * postgres.js 3.4.9 does not bear the loss of a connection within a transaction: a statement after it ends the whole
 * process; bytes that waited to be written, and the server's last error, spoil the next connection; and the rest of
 * the transaction goes on in whatever session comes after. See docs/design/decisions/0007; to be deleted with
 * https://github.com/porsager/postgres/issues/1208.
 */
const mends: Readonly<Record<string, readonly (readonly [found: string, mended: string])[]>> = {
  'connection.js': [
    [
      'const x = socket.write(chunk, fn)',
      `if (!socket) {
        chunk = nextWriteTimer = null
        error(Errors.connection('CONNECTION_CLOSED', options, socket))
        query = null
        return false
      }
      const x = socket.write(chunk, fn)`,
    ],
    [
      "clearImmediate(nextWriteTimer)\n    socket.removeListener('data', data)",
      "clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener('data', data)",
    ],
    [
      'if (initial)\n      return reconnect()\n\n    !hadError && (query',
      `results = errorResponse = null
    result = new Result()
    if (initial) {
      query = null
      return reconnect()
    }

    (query`,
    ],
    [
      'closedTime = performance.now()\n    hadError',
      'query = null\n    closedTime = performance.now()\n    hadError',
    ],
  ],
  'index.js': [
    ['let savepoints = 0\n      , connection', 'let savepoints = 0\n      , lost = null\n      , connection'],
    ['connection.onclose = reject', 'connection.onclose = e => (lost = e, reject(e))'],
    [
      'q.catch(e => uncaughtError || (uncaughtError = e))',
      'q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost) return q.reject(lost)',
    ],
  ],
}

/** The PostgreSQL client, mended while it is loaded; nothing in node_modules is changed. */
export const postgres = loadMended()

function loadMended(): typeof postgresClient {
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const file = url.startsWith(folder.href) ? url.slice(folder.href.length) : ''
      const source = loaded.source
      return mends[file] && source ? { ...loaded, source: mend(file, String(source), mends[file]) } : loaded
    },
  })
  try {
    return require('postgres') as typeof postgresClient
  } finally {
    hooks.deregister()
  }
}

/** @throws Error when the package is not the one that these mends are for. */
function mend(file: string, source: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((text, [found, mended]) => {
    if (text.split(found).length !== 2) {
      throw new Error(
        `postgres/${file} is not as expected (${found}): look whether src/platform/db/postgres-client.ts is still needed.`,
      )
    }
    return text.replace(found, () => mended)
  }, source)
}
