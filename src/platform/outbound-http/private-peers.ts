import ipaddr from 'ipaddr.js'

/**
 * Parses the setting that names the peers of a test or a lab: entries `host:port` (`[::1]:3000` for IPv6) or
 * CIDR (`10.1.0.0/16`), parted by commas or white space. Exactly these may have private addresses and be
 * spoken to in plain http. Returns the entries in normal form, or one sentence for each entry that is wrong.
 */
export function parsePrivatePeers(
  text: string,
): { ok: true; entries: readonly string[] } | { ok: false; errors: string[] } {
  const parsed = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseEntry)
  const errors = parsed.flatMap((entry) => (entry.kind === 'wrong' ? [entry.error] : []))
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, entries: parsed.flatMap((entry) => (entry.kind === 'wrong' ? [] : [entry.text])) }
}

export type PrivatePeers = {
  readonly isEmpty: boolean
  readonly hasBlocks: boolean
  /** `hostname` as a URL has it; brackets around IPv6 do not matter. */
  namesHost(hostname: string, port: number): boolean
  containsAddress(address: string): boolean
}

/** Builds the matcher for entries as `parsePrivatePeers` takes them. Throws on an entry that is wrong. */
export function matchPrivatePeers(entries: readonly string[]): PrivatePeers {
  const hosts = new Set<string>()
  const blocks: Block[] = []
  for (const entry of entries.map(parseEntry)) {
    if (entry.kind === 'wrong') throw new TypeError(entry.error)
    if (entry.kind === 'host') hosts.add(entry.text)
    else blocks.push(entry.block)
  }
  return {
    isEmpty: entries.length === 0,
    hasBlocks: blocks.length > 0,
    namesHost: (hostname, port) => hosts.has(hostAndPort(hostname, port)),
    containsAddress: (address) => blocks.some((block) => contains(block, address)),
  }
}

type Block = ReturnType<typeof ipaddr.parseCIDR>

type Entry =
  | { kind: 'host'; text: string }
  | { kind: 'block'; text: string; block: Block }
  | { kind: 'wrong'; error: string }

function parseEntry(entry: string): Entry {
  if (entry.includes('/')) return parseBlock(entry)
  const match = /^(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+):(?<port>\d{1,5})$/i.exec(entry)
  const port = Number(match?.groups?.port)
  const hostname = match && URL.parse(`http://${match.groups?.host}/`)?.hostname
  if (!hostname || !(port >= 1 && port <= 65_535)) {
    return { kind: 'wrong', error: `"${entry}" is neither host:port nor a CIDR block.` }
  }
  return { kind: 'host', text: hostAndPort(hostname, port) }
}

function parseBlock(entry: string): Entry {
  const isBlock = ipaddr.IPv4.isValidCIDRFourPartDecimal(entry) || ipaddr.IPv6.isValidCIDR(entry)
  if (!isBlock) return { kind: 'wrong', error: `"${entry}" is not a CIDR block.` }
  return { kind: 'block', text: entry.toLowerCase(), block: ipaddr.parseCIDR(entry) }
}

function hostAndPort(hostname: string, port: number): string {
  const host = hostname.toLowerCase()
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}

function contains(block: Block, address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.parse(address)
  return ip.kind() === block[0].kind() && ip.match(block)
}
