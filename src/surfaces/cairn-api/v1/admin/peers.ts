import { Type } from 'typebox'
import type { Role } from '#domain/access/index.ts'
import { mayModerate } from '#domain/moderation/index.ts'
import { answer, endpoint, Refusal, type Viewer } from '#platform/http-server/index.ts'
import { peer, peers, retried } from '../../shapes/network.ts'

/** Another server, as this one knows it. */
interface PeerView {
  readonly host: string
  readonly state: 'active' | 'failing' | 'dead'
  readonly circuit: 'closed' | 'half_open' | 'open'
  readonly severity: 'none' | 'limit' | 'suspend'
  readonly software: string | null
  readonly softwareVersion: string | null
  readonly signature: string | null
  readonly latencyMs: number | null
  readonly failures: number
  readonly failingSince: Date | null
  readonly lastError: string | null
  readonly lastSuccessAt: Date | null
  readonly retryAt: Date | null
  readonly queued: number
  readonly accounts: number
  readonly followers: number
  readonly following: number
}

export interface PeerNeeds {
  readonly origin: string
  readonly peers: {
    listPeers(page: {
      after?: string | undefined
      limit: number
      state?: PeerView['state'] | undefined
    }): Promise<PeerView[]>
    findPeer(host: string): Promise<PeerView | undefined>
    retryPeer(host: string): Promise<number | undefined>
  }
}

const byHost = Type.Object({ host: Type.String({ minLength: 1, maxLength: 300 }) })
const path = '/api/cairn/v1/admin/peers'
const read = { who: 'user', scopes: ['admin:read'] } as const
const write = { who: 'user', scopes: ['admin:write'] } as const

/** What those who run this server see of others. */
export const peerEndpoints = (needs: PeerNeeds) => [
  endpoint({
    method: 'GET',
    path,
    access: read,
    response: peers,
    paged: true,
    summary: 'Other servers by name, with state, latency, last error, queue, software and follows both ways.',
    query: Type.Object({
      after: Type.Optional(Type.String({ description: 'Only hosts after this one.' })),
      state: Type.Optional(Type.String({ description: 'active, failing or dead.' })),
      limit: Type.Optional(Type.Integer({ description: 'How many; default 40, most 100.' })),
    }),
    async handle({ viewer, query }) {
      mustHaveDuty(viewer)
      const state = (['active', 'failing', 'dead'] as const).find((one) => one === query.state)
      if (query.state !== undefined && !state)
        throw new Refusal(422, 'Validation failed: State is not included in the list')
      const limit = Math.min(Math.max(query.limit ?? 40, 1), 100)
      const peers = await needs.peers.listPeers({ after: query.after, limit, state })
      const last = peers.length === limit ? peers.at(-1) : undefined
      const body = { peers: peers.map(present) }
      if (!last) return body
      const next = new URL(path, needs.origin)
      next.searchParams.set('after', last.host)
      next.searchParams.set('limit', String(limit))
      if (state) next.searchParams.set('state', state)
      return answer(body, { headers: { link: `<${next.href}>; rel="next"` } })
    },
  }),
  endpoint({
    method: 'GET',
    path: `${path}/:host`,
    access: read,
    response: peer,
    summary: 'One other server.',
    params: byHost,
    async handle({ viewer, params }) {
      mustHaveDuty(viewer)
      const peer = await needs.peers.findPeer(params.host.toLowerCase())
      if (!peer) throw new Refusal(404, 'Record not found')
      return present(peer)
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:host/retry`,
    access: write,
    response: retried,
    summary: 'Delivers at once what waits for another server, whatever was wrong with it.',
    params: byHost,
    async handle({ viewer, params }) {
      mustHaveDuty(viewer)
      const deliveries = await needs.peers.retryPeer(params.host.toLowerCase())
      if (deliveries === undefined) throw new Refusal(404, 'Record not found')
      return { deliveries }
    },
  }),
]

/** @throws Refusal 403 where the role has no say in federation (R22) */
function mustHaveDuty(viewer: Viewer): void {
  if (!mayModerate(viewer.role as Role, 'federation')) throw new Refusal(403, 'This action is not allowed')
}

function present(peer: PeerView) {
  return {
    host: peer.host,
    state: peer.state,
    circuit: peer.circuit,
    severity: peer.severity,
    software: peer.software && { name: peer.software, version: peer.softwareVersion },
    signature: peer.signature,
    latency_ms: peer.latencyMs,
    failures: peer.failures,
    failing_since: peer.failingSince?.toISOString() ?? null,
    last_error: peer.lastError,
    last_success_at: peer.lastSuccessAt?.toISOString() ?? null,
    retry_at: peer.retryAt?.toISOString() ?? null,
    queued: peer.queued,
    accounts: peer.accounts,
    followers: peer.followers,
    following: peer.following,
  }
}
