import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'

const text = Type.String()
const count = Type.Integer()

export const peer = entity('Peer', {
  host: text,
  state: Type.Enum(['active', 'failing', 'dead']),
  circuit: Type.Enum(['closed', 'half_open', 'open']),
  severity: Type.Enum(['none', 'limit', 'suspend']),
  software: nullable(Type.Object({ name: text, version: nullable(text) })),
  signature: nullable(text),
  latency_ms: nullable(Type.Number()),
  failures: count,
  failing_since: nullable(time),
  last_error: nullable(text),
  last_success_at: nullable(time),
  retry_at: nullable(time),
  queued: count,
  accounts: count,
  followers: count,
  following: count,
})

export const peers = Type.Object({ peers: Type.Array(peer) })
export const retried = Type.Object({ deliveries: count })

export const relay = entity('Relay', {
  id: text,
  inbox_url: text,
  actor_uri: nullable(text),
  style: text,
  state: text,
  created_at: time,
})

export const relaySubscriber = entity('RelaySubscriber', {
  id: text,
  host: text,
  actor_uri: text,
  inbox_url: text,
  style: text,
  state: text,
  created_at: time,
})
