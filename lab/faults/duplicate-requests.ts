import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Delivers every POST many times at once, headers and all: a network that repeats, or somebody who recorded it. */
export interface Duplicator extends AsyncDisposable {
  readonly port: number
  /** From now on; 1 passes on. */
  repeat(times: number): void
  /** Requests that came in, and that went out. */
  readonly counted: { came: number; went: number }
}

const maxBody = 2_000_000

/** @param target the port of the server behind it */
export async function startDuplicator(target: number): Promise<Duplicator> {
  const counted = { came: 0, went: 0 }
  let times = 1
  const server = createServer((incoming, response) => {
    void (async () => {
      const body = await readBody(incoming)
      const isRepeated = incoming.method === 'POST'
      counted.came += isRepeated ? 1 : 0
      counted.went += isRepeated ? times : 0
      const copies = Array.from({ length: isRepeated ? times : 1 }, () => forward(incoming, body, target))
      const [first] = await Promise.all(copies)
      response.writeHead(first?.status ?? 502, first?.headers).end(first?.body)
    })().catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    counted,
    repeat(next) {
      times = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** The same bytes in the same headers, so that signatures hold. */
function forward(incoming: IncomingMessage, body: Buffer, port: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = incoming
    const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      readBody(answer).then(
        (received) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }),
        reject,
      )
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

async function readBody(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBody) throw new Error('The body is too long for the lab.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
