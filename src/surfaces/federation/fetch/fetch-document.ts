import { type OutboundAnswer, parseJsonBounded, RemoteFault } from '#platform/outbound-http/index.ts'
import { idOf, isJson, type Json, originOf } from '../read-json.ts'
import { type SignatureScheme, signRequest } from '../signatures/index.ts'
import { acceptDocuments, isDocumentType } from '../vocabulary.ts'
import type { InstanceActor } from './instance-actor.ts'
import type { FetchNeeds } from './needs.ts'

/** An ActivityPub document that its own address has given out: `json` says that its id is `uri`. */
export type FetchOutcome =
  | { readonly kind: 'document'; readonly uri: string; readonly json: Json }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly because: FetchRefusal }

export type FetchRefusal =
  | 'own-host'
  | 'blocked'
  | 'no-address'
  | 'status'
  | 'content-type'
  | 'not-json'
  | 'wrong-id'

export type FetchDocument = (uri: string, signal?: AbortSignal) => Promise<FetchOutcome>

type Needs = Pick<FetchNeeds, 'clock' | 'http' | 'peers' | 'origin'> & {
  readonly instanceActor: InstanceActor
}

const maxBytes = 1024 * 1024
export const maxJsonDepth = 32

/**
 * Fetches a document by a GET that the instance actor signs. Only what is served under its own id counts (R6): when
 * the answer names another id, that address is asked once, and must name itself.
 * @throws RemoteFault with `retry: 'later'` when the same request may succeed another time.
 */
export const createFetchDocument =
  (needs: Needs): FetchDocument =>
  async (uri, signal) => {
    const first = await fetchOnce(needs, uri, signal)
    if (first.kind !== 'answer') return first
    if (first.id === first.url)
      return { kind: 'document', uri: idOf(first.json) ?? first.id, json: first.json }
    if (first.id === undefined) return { kind: 'refused', because: 'wrong-id' }
    const second = await fetchOnce(needs, first.id, signal)
    if (second.kind !== 'answer') return second
    if (second.id !== second.url) return { kind: 'refused', because: 'wrong-id' }
    return { kind: 'document', uri: idOf(second.json) ?? second.id, json: second.json }
  }

/** Both without fragment and in the URL standard's spelling, so that they compare. */
type Fetched = {
  readonly kind: 'answer'
  readonly json: Json
  readonly url: string
  readonly id: string | undefined
}

async function fetchOnce(
  needs: Needs,
  uri: string,
  signal: AbortSignal | undefined,
): Promise<Fetched | Exclude<FetchOutcome, { kind: 'document' }>> {
  const url = withoutFragment(uri)
  if (url === undefined) return { kind: 'refused', because: 'no-address' }
  if (originOf(url) === needs.origin) return { kind: 'refused', because: 'own-host' }
  if (await needs.peers.isBlocked(new URL(url).host)) return { kind: 'refused', because: 'blocked' }
  const answer = await getSigned(needs, url, signal)
  if (answer.kind !== 'answer') return answer
  // A redirect may have led home or to a host that is shut out.
  if (originOf(answer.url) === needs.origin) return { kind: 'refused', because: 'own-host' }
  if (await needs.peers.isBlocked(new URL(answer.url).host)) return { kind: 'refused', because: 'blocked' }
  return readAnswer(answer)
}

function readAnswer(answer: OutboundAnswer): Fetched | Exclude<FetchOutcome, { kind: 'document' }> {
  if (answer.status === 404 || answer.status === 410) return { kind: 'gone' }
  if (answer.status !== 200) return { kind: 'refused', because: 'status' }
  if (!isDocumentType(answer.headers['content-type'])) return { kind: 'refused', because: 'content-type' }
  const parsed = parseJsonBounded(answer.body.toString('utf8'), { maxDepth: maxJsonDepth })
  if (!parsed.ok || !isJson(parsed.value)) return { kind: 'refused', because: 'not-json' }
  const id = idOf(parsed.value)
  return { kind: 'answer', json: parsed.value, url: answer.url, id: id && withoutFragment(id) }
}

type Got = (OutboundAnswer & { kind: 'answer' }) | { kind: 'refused'; because: FetchRefusal }

/** Tries the scheme that the host is known to take, then, where the signature may be at fault, the other. */
async function getSigned(needs: Needs, url: string, signal: AbortSignal | undefined): Promise<Got> {
  const { host } = new URL(url)
  const usual = await needs.peers.findScheme(host)
  try {
    const answer = await get(needs, url, usual, signal)
    if (![400, 401, 403].includes(answer.status)) return { kind: 'answer', ...answer }
    const other: SignatureScheme = usual === 'cavage' ? 'rfc9421' : 'cavage'
    const again = await get(needs, url, other, signal)
    if (again.status === 200) await needs.peers.rememberScheme(host, other)
    return { kind: 'answer', ...again }
  } catch (error) {
    if (!(error instanceof RemoteFault) || error.retry === 'later') throw error
    return { kind: 'refused', because: 'no-address' }
  }
}

async function get(
  needs: Needs,
  url: string,
  scheme: SignatureScheme,
  signal: AbortSignal | undefined,
): Promise<OutboundAnswer> {
  const key = await needs.instanceActor.getKey()
  return needs.http.request({
    method: 'GET',
    url,
    headers: { accept: acceptDocuments },
    maxBytes,
    ...(signal && { signal }),
    // Each hop is another address, and the signature names it.
    prepare: (hop) =>
      signRequest({ method: 'GET', url: hop.url, key, scheme, date: new Date(needs.clock.now()) }),
  })
}

function withoutFragment(uri: string): string | undefined {
  const url = URL.parse(uri)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  url.hash = ''
  return url.href
}
