import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** What came to all the inboxes of a receiver. */
export interface Arrivals {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly first: number
  readonly last: number
}

/**
 * Other servers, in a process of its own: every address of 127.0.0.0/8 is one. How they answer goes by the second
 * number of the address: 127.1.x.x at once, 127.2.x.x after five seconds, 127.3.x.x with a body that never ends.
 */
export async function startReceiver(): Promise<
  { readonly port: number; reset(): Promise<void>; arrivals(): Promise<Arrivals> } & AsyncDisposable
> {
  const program = `
    let count = 0, first = 0, last = 0
    const server = require('node:http').createServer((request, response) => {
      if (request.url === '/arrivals') return response.end(JSON.stringify({ count, first, last }))
      if (request.url === '/reset') { count = first = last = 0; return response.end('{}') }
      request.resume()
      request.on('end', () => {
        const kind = request.socket.localAddress.replace('::ffff:', '').split('.')[1]
        if (kind === '2') return setTimeout(() => response.writeHead(202).end(), 5000).unref()
        if (kind === '3') {
          response.writeHead(200)
          const drip = setInterval(() => response.write('x'), 500)
          return response.on('close', () => clearInterval(drip))
        }
        count += 1
        last = Date.now()
        first ||= last
        response.writeHead(202).end()
      })
    })
    server.keepAliveTimeout = 60_000
    server.listen(0, '0.0.0.0', () => console.log(server.address().port))
  `
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json()
  return {
    port: Number(port),
    async reset() {
      await ask('/reset')
    },
    arrivals: async () => (await ask('/arrivals')) as Arrivals,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}
