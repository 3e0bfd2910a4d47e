import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** What came to all the inboxes of a receiver. */
export interface Arrivals {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly first: number
  readonly last: number
  /** Milliseconds of CPU that the receivers have used so far. */
  readonly cpuMs: number
}

/**
 * Other servers, in a process of its own: every address of 127.0.0.0/8 is one. How they answer goes by the second
 * number of the address: 127.1.x.x at once, 127.2.x.x after five seconds, 127.3.x.x with a body that never ends.
 */
export async function startReceiver(): Promise<
  { readonly port: number; reset(): Promise<void>; arrivals(): Promise<Arrivals> } & AsyncDisposable
> {
  // Bare sockets: what the receivers cost is taken from the same cores, and is not what is measured.
  const program = `
    let count = 0, first = 0, last = 0
    const accepted = 'HTTP/1.1 202 Accepted\\r\\nContent-Length: 0\\r\\n\\r\\n'
    const say = (socket, data) => {
      const body = JSON.stringify(data)
      socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: ' + body.length + '\\r\\n\\r\\n' + body)
    }
    const answer = (socket, path) => {
      if (path === '/arrivals') return say(socket, { count, first, last, cpuMs: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000 })
      if (path === '/reset') return say(socket, (count = first = last = 0))
      const kind = socket.localAddress.replace('::ffff:', '').split('.')[1]
      if (kind === '2') return setTimeout(() => socket.write(accepted), 5000).unref()
      if (kind === '3') {
        socket.write('HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n')
        const drip = setInterval(() => socket.write('1\\r\\nx\\r\\n'), 500)
        return socket.on('close', () => clearInterval(drip))
      }
      count += 1
      last = Date.now()
      first ||= last
      socket.write(accepted)
    }
    const server = require('node:net').createServer({ noDelay: true }, (socket) => {
      let waiting = Buffer.alloc(0)
      socket.on('error', () => socket.destroy())
      socket.on('data', (data) => {
        waiting = waiting.length > 0 ? Buffer.concat([waiting, data]) : data
        for (;;) {
          const end = waiting.indexOf('\\r\\n\\r\\n')
          if (end < 0) return
          const head = waiting.latin1Slice(0, end)
          const size = end + 4 + Number(/content-length: *([0-9]+)/i.exec(head)?.[1] ?? 0)
          if (waiting.length < size) return
          waiting = waiting.subarray(size)
          answer(socket, head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/')))
        }
      })
    })
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
