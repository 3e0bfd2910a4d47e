import { lookup, Resolver } from 'node:dns/promises'

/** Turns a host name into all its addresses; rejects when there are none. */
export type ResolveHostname = (hostname: string) => Promise<readonly string[]>

/**
 * Asks the name servers directly. `dns.lookup` would occupy a thread of the pool that also signs and verifies;
 * four dead name servers would stop all signatures.
 */
export function resolveByNameServers(): ResolveHostname {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  return async (hostname) => {
    const [ipv4, ipv6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const addresses = [
      ...(ipv4.status === 'fulfilled' ? ipv4.value : []),
      ...(ipv6.status === 'fulfilled' ? ipv6.value : []),
    ]
    if (addresses.length === 0 && ipv4.status === 'rejected') throw ipv4.reason
    return addresses
  }
}

/** Asks as the operating system does, with its hosts file: labs and tests name their peers there. */
export function resolveBySystem(): ResolveHostname {
  return async (hostname) => {
    const answers = await lookup(hostname, { all: true })
    return answers.map((answer) => answer.address)
  }
}
