import { connect, createServer, type Socket } from 'node:net'

/** What may befall one exchange of a request and its answer. */
const faults = ['none', 'refused', 'request cut', 'answer lost', 'answer cut', 'held back'] as const
export type Fault = (typeof faults)[number]

/** A network between two servers, as bad as a test wants it. */
export interface FaultyProxy extends AsyncDisposable {
  readonly port: number
  /** How often each thing has happened. */
  readonly happened: Readonly<Record<Fault, number>>
  /** Where requests go. */
  leadTo(port: number): void
  /** `good` passes everything on, `bad` throws dice for each exchange, `down` answers to nobody. */
  become(state: 'good' | 'bad' | 'down'): void
}

/** A request that is held back goes on when so many others have overtaken it, or when nobody comes any more. */
const overtakenBy = 2
const nobodyComesAfterMs = 150

/**
 * TCP from one port to another. It knows nothing of HTTP but that a client speaks first and waits for the answer, so
 * that bytes of the client after bytes of the server begin another exchange, which has a fate of its own.
 * @param seed of the dice: the same requests in the same order meet the same faults
 */
export async function startFaultyProxy(seed: number): Promise<FaultyProxy> {
  const roll = dice(seed)
  const happened = Object.fromEntries(faults.map((fault) => [fault, 0])) as Record<Fault, number>
  const sockets = new Set<Socket>()
  const held = new Set<{ passed: number; go: () => void }>()
  let state: Parameters<FaultyProxy['become']>[0] = 'good'
  let target = 0

  const chooseFate = (): Fault => {
    const fate = state === 'down' ? 'refused' : state === 'good' ? 'none' : chooseFault(roll())
    happened[fate] += 1
    for (const one of held) {
      one.passed += 1
      if (one.passed >= overtakenBy) one.go()
    }
    return fate
  }
  const hold = () =>
    new Promise<void>((resolve) => {
      const one = { passed: 0, go: () => resolve() }
      held.add(one)
      const timer = setTimeout(one.go, nobodyComesAfterMs)
      one.go = () => {
        clearTimeout(timer)
        held.delete(one)
        resolve()
      }
    })
  const server = createServer((client) => {
    sockets.add(client)
    client.once('close', () => sockets.delete(client))
    carry(client, { target, chooseFate, hold })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  return {
    port: address.port,
    happened,
    leadTo(port) {
      target = port
    },
    become(next) {
      state = next
      // What is open now was opened in another network.
      for (const socket of sockets) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Wire {
  readonly target: number
  readonly chooseFate: () => Fault
  readonly hold: () => Promise<void>
}

function carry(client: Socket, { target, chooseFate, hold }: Wire): void {
  const server = connect(target, '127.0.0.1')
  let fate: Fault = 'none'
  let isAnswered = true
  const cut = () => {
    client.destroy()
    server.destroy()
  }
  for (const [socket, other] of [
    [client, server],
    [server, client],
  ] as const) {
    socket.on('error', cut)
    socket.on('close', () => other.destroy())
  }
  client.on('data', (chunk: Buffer) => {
    if (isAnswered) {
      isAnswered = false
      fate = chooseFate()
      if (fate === 'refused') return cut()
      if (fate === 'held back') return void passLater(client, hold, () => server.write(chunk))
    }
    if (fate === 'request cut') {
      server.write(chunk.subarray(0, chunk.length / 2), () => cut())
      return
    }
    server.write(chunk)
  })
  server.on('data', (chunk: Buffer) => {
    isAnswered = true
    // The other server has done all that was asked, and whoever asked never learns of it.
    if (fate === 'answer lost') return cut()
    if (fate === 'answer cut') return void client.write(chunk.subarray(0, chunk.length / 2), cut)
    client.write(chunk)
  })
}

async function passLater(client: Socket, hold: () => Promise<void>, pass: () => void): Promise<void> {
  client.pause()
  await hold()
  pass()
  client.resume()
}

/** Two thirds of all exchanges go wrong or go late. */
function chooseFault(roll: number): Fault {
  if (roll < 0.35) return 'none'
  if (roll < 0.45) return 'refused'
  if (roll < 0.55) return 'request cut'
  if (roll < 0.7) return 'answer lost'
  if (roll < 0.75) return 'answer cut'
  return 'held back'
}

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
