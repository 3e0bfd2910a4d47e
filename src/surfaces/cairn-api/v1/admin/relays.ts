import { Type } from 'typebox'
import type { Role } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { mayModerate } from '#domain/moderation/index.ts'
import type { AddOutcome, Relay, RelayNetwork, Subscriber } from '#domain/relays/index.ts'
import { endpoint, nothing, Refusal, type Viewer } from '#platform/http-server/index.ts'
import { relay, relaySubscriber } from '../../shapes/network.ts'

type Refused = {
  readonly kind: 'refused'
  readonly because: 'no_address' | 'blocked' | 'no_relay' | 'unreachable'
}

export interface RelayNeeds {
  readonly relaying: {
    list(): Promise<RelayNetwork>
    add(address: string, by: AccountId): Promise<AddOutcome | Refused>
    remove(which: string, by: AccountId): Promise<Relay | undefined>
    approve(host: string, by: AccountId): Promise<Subscriber | undefined>
    refuse(host: string, by: AccountId): Promise<Subscriber | undefined>
  }
}

const path = '/api/cairn/v1/admin/relays'
const subscribers = '/api/cairn/v1/admin/relay_subscribers'
const read = { who: 'user', scopes: ['admin:read'] } as const
const write = { who: 'user', scopes: ['admin:write'] } as const
const byHost = Type.Object({ host: Type.String({ minLength: 1, maxLength: 300 }) })

/** Servers that pass public posts on, for those who run this one. */
export const relayEndpoints = ({ relaying }: RelayNeeds) => [
  endpoint({
    method: 'GET',
    path,
    access: read,
    response: Type.Array(relay),
    summary: 'Relays that this server has asked for public posts.',
    async handle({ viewer }) {
      staffOf(viewer)
      return (await relaying.list()).relays.map(presentRelay)
    },
  }),
  endpoint({
    method: 'POST',
    path,
    access: write,
    response: relay,
    summary: 'Asks a relay for what others publish.',
    body: Type.Object({
      address: Type.String({
        description: 'Of its inbox, where it ends in /inbox (Mastodon); else of its actor (Pleroma).',
        minLength: 1,
        maxLength: 2000,
      }),
    }),
    async handle({ viewer, body }) {
      const outcome = await relaying.add(body.address, staffOf(viewer))
      if (outcome.kind === 'refused')
        throw new Refusal(422, `Validation failed: ${problems[outcome.because]}`)
      return presentRelay(outcome.relay)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    access: write,
    response: nothing,
    summary: 'Ends it.',
    params: Type.Object({ id: Type.String({ pattern: '^[0-9]{1,19}$' }) }),
    async handle({ viewer, params }) {
      if (!(await relaying.remove(params.id, staffOf(viewer)))) throw notFound()
      return {}
    },
  }),
  endpoint({
    method: 'GET',
    path: subscribers,
    access: read,
    response: Type.Array(relaySubscriber),
    summary: 'Servers that have asked this one to pass public posts on to them.',
    async handle({ viewer }) {
      staffOf(viewer)
      return (await relaying.list()).subscribers.map(presentSubscriber)
    },
  }),
  endpoint({
    method: 'POST',
    path: `${subscribers}/:host/approve`,
    access: write,
    response: relaySubscriber,
    summary: 'Lets one of them in.',
    params: byHost,
    async handle({ viewer, params }) {
      const subscriber = await relaying.approve(params.host, staffOf(viewer))
      if (!subscriber) throw notFound()
      return presentSubscriber(subscriber)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${subscribers}/:host`,
    access: write,
    response: nothing,
    summary: 'Refuses one of them, or shuts it out.',
    params: byHost,
    async handle({ viewer, params }) {
      if (!(await relaying.refuse(params.host, staffOf(viewer)))) throw notFound()
      return {}
    },
  }),
]

const problems = {
  no_address: 'Address is no address of another server',
  blocked: 'Address is of a blocked server',
  no_relay: 'Address has nobody',
  unreachable: 'Address does not answer now',
  there_already: 'Address has already been taken',
  too_many: 'Relays are too many',
} as const

/** @throws Refusal 403 where the role has no say in federation (R22) */
function staffOf(viewer: Viewer): AccountId {
  if (!mayModerate(viewer.role as Role, 'federation')) throw new Refusal(403, 'This action is not allowed')
  return viewer.accountId as AccountId
}

function notFound(): Refusal {
  return new Refusal(404, 'Record not found')
}

function presentRelay(relay: Relay) {
  return {
    id: relay.id,
    inbox_url: relay.inboxUrl,
    actor_uri: relay.actorUri,
    style: relay.style,
    state: relay.state,
    created_at: relay.createdAt.toISOString(),
  }
}

function presentSubscriber(subscriber: Subscriber) {
  return {
    id: subscriber.id,
    host: subscriber.host,
    actor_uri: subscriber.actorUri,
    inbox_url: subscriber.inboxUrl,
    style: subscriber.style,
    state: subscriber.state,
    created_at: subscriber.createdAt.toISOString(),
  }
}
