import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port of 127.0.0.1 on which nobody listens at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

/**
 * One of the sixteen million addresses of this machine. On its port 80 (root alone may take that) a server is known by
 * a name without a port, as on the net: Misskey reads no mention and no emoji of `host:port`, and Hollo no handle that ends
 * in a single digit.
 */
export function freeAddress(): string {
  return ['127', randomInt(1, 255), randomInt(0, 255), randomInt(10, 255)].join('.')
}
