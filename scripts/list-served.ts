import { readdirSync } from 'node:fs'
import type { DescribedEndpoint } from '#platform/http-server/index.ts'
import { describeUnregistered } from '#roles/describe-unregistered.ts'
import { listCairnEndpoints } from '#surfaces/cairn-api/index.ts'
import { listEndpoints } from '#surfaces/mastodon-api/index.ts'

const origin = 'https://cairn.example'
const known = { origin, streamingOrigin: origin, handleDomain: 'cairn.example', version: '0.0.0' }

/** Every endpoint that the server has, without a server: declarations name their needs, and use them only when called. */
export function listServed(): DescribedEndpoint[] {
  return [
    ...listEndpoints(placeholder() as Parameters<typeof listEndpoints>[0]),
    ...listCairnEndpoints(placeholder() as Parameters<typeof listCairnEndpoints>[0]),
    ...describeUnregistered(),
  ]
}

/** Stands for every need: whatever it is asked for, called with or spread over, it gives itself. */
function placeholder(): unknown {
  const rooms = readdirSync(new URL('../src/domain', import.meta.url))
  const anything: unknown = new Proxy(() => anything, {
    get: (target, name) =>
      name === 'prototype' ? target.prototype : name in known ? known[name as keyof typeof known] : anything,
    apply: () => anything,
    ownKeys: () => [...Object.keys(known), ...rooms],
    getOwnPropertyDescriptor: (_target, name) => ({
      value: name in known ? known[name as keyof typeof known] : anything,
      enumerable: true,
      configurable: true,
    }),
  })
  return anything
}
