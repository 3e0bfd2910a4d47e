import { isIP } from 'node:net'
import { type MailServer, parseMailServer } from '#platform/mail/index.ts'
import { type NatsServers, parseServers } from '#platform/nats/index.ts'
import { parsePrivatePeers } from '#platform/outbound-http/index.ts'

export const roles = ['web', 'worker', 'streaming', 'federation-in', 'federation-out'] as const
export type Role = (typeof roles)[number]

type Parsed<Value> = { ok: true; value: Value } | { ok: false; problem: string }

export function parseOrigin(text: string): Parsed<string> {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return { ok: false, problem: 'is not an http(s) address like https://example.org' }
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
    return { ok: false, problem: 'must be only scheme, host and port, like https://example.org' }
  }
  return { ok: true, value: url.origin }
}

export function parseHandleDomain(text: string): Parsed<string> {
  const host = text === '' ? '' : URL.parse(`https://${text}`)?.host
  return host === text.toLowerCase()
    ? { ok: true, value: host }
    : { ok: false, problem: 'must be a host name, with a port where it has one, like example.org' }
}

export function parseDatabaseUrl(text: string): Parsed<string | undefined> {
  if (text === '') return { ok: true, value: undefined }
  const url = URL.parse(text)
  return url && /^postgres(ql)?:$/.test(url.protocol)
    ? { ok: true, value: text }
    : { ok: false, problem: 'is not an address like postgres://user:password@host:5432/cairn' }
}

export function parseDatabaseUrls(text: string): Parsed<readonly string[]> {
  const urls = list(text)
  return urls.every((url) => /^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? ''))
    ? { ok: true, value: urls }
    : { ok: false, problem: 'is not a list of addresses like postgres://user:password@host:5432/cairn' }
}

/** `127.0.0.1:9464`, `[::1]:9464`, `:9464` for this machine alone. */
export function parseListening(text: string): Parsed<{ host: string; port: number } | undefined> {
  if (text === '') return { ok: true, value: undefined }
  const [, inBrackets, host = '127.0.0.1', port = ''] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))?:(\d{1,5})$/.exec(text) ?? []
  return port !== '' && Number(port) <= 65_535
    ? { ok: true, value: { host: inBrackets ?? host, port: Number(port) } }
    : { ok: false, problem: 'must be an address and a port like 127.0.0.1:9464' }
}

export function parseEndpoint(text: string): Parsed<string | undefined> {
  if (text === '') return { ok: true, value: undefined }
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol)
    ? { ok: true, value: text }
    : { ok: false, problem: 'is not an address like http://127.0.0.1:4318' }
}

export function parseRatio(text: string): Parsed<number> {
  const value = Number(text)
  return text !== '' && value >= 0 && value <= 1
    ? { ok: true, value }
    : { ok: false, problem: 'must be a number from 0 to 1' }
}

export function parseAddress(text: string): Parsed<string | undefined> {
  if (text === '') return { ok: true, value: undefined }
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol) && !url.search && !url.hash
    ? { ok: true, value: text.replace(/\/+$/, '') }
    : { ok: false, problem: 'is not an address like https://s3.example.org' }
}

export function parseNatsUrl(text: string): Parsed<NatsServers | undefined> {
  const servers = text === '' ? undefined : parseServers(text)
  return text === '' || servers
    ? { ok: true, value: servers }
    : { ok: false, problem: 'is not a list like nats://host:4222,nats://host2:4222' }
}

export function parseHttpUrls(text: string): Parsed<readonly string[]> {
  const urls = list(text)
  return urls.every((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    ? { ok: true, value: urls }
    : { ok: false, problem: 'is not a list of addresses like http://host:8222' }
}

export function parseSmtpUrl(text: string): Parsed<MailServer | undefined> {
  const server = text === '' ? undefined : parseMailServer(text)
  return text === '' || server
    ? { ok: true, value: server }
    : { ok: false, problem: 'is not an address like smtps://user:password@mail.example.org' }
}

/** `Cairn <cairn@example.org>`, or the address alone. */
export function parseSender(text: string): Parsed<string | undefined> {
  if (text === '') return { ok: true, value: undefined }
  return /^(?:[^<>@"\r\n]{1,80} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text)
    ? { ok: true, value: text }
    : { ok: false, problem: 'is not a sender like Cairn <cairn@example.org>' }
}

export function integer(text: string, min: number, max: number): Parsed<number> {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= min && value <= max
    ? { ok: true, value }
    : { ok: false, problem: `must be a whole number from ${min} to ${max}` }
}

export function choice<const Options extends readonly string[]>(
  text: string,
  options: Options,
): Parsed<Options[number]> {
  const value = options.find((option) => option === text)
  return value === undefined
    ? { ok: false, problem: `must be one of: ${options.join(', ')}` }
    : { ok: true, value }
}

export function onOff(text: string): Parsed<boolean> {
  const chosen = choice(text, ['on', 'off'])
  return chosen.ok ? { ok: true, value: chosen.value === 'on' } : chosen
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

export function parseRoles(text: string): Parsed<readonly Role[]> {
  const names = list(text)
  const unknown = names.filter((name) => !roles.some((role) => role === name))
  if (names.length === 0) return { ok: false, problem: `names no role; possible: ${roles.join(', ')}` }
  if (unknown.length > 0)
    return { ok: false, problem: `knows no role ${unknown.join(', ')}; possible: ${roles.join(', ')}` }
  return { ok: true, value: roles.filter((role) => names.includes(role)) }
}

export function parseAddressList(text: string): Parsed<readonly string[]> {
  const wrong = list(text).filter((item) => !isRange(item))
  return wrong.length > 0
    ? { ok: false, problem: `has no address or range in: ${wrong.join(', ')}` }
    : { ok: true, value: list(text) }
}

/** An address, or one with the number of bits that count. */
function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0 || address.includes('%')) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

export function parsePeerList(text: string): Parsed<readonly string[]> {
  const parsed = parsePrivatePeers(text)
  return parsed.ok ? { ok: true, value: parsed.entries } : { ok: false, problem: parsed.errors.join(' ') }
}
