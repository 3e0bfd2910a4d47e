import { callApi } from '#kit/person.ts'
import type { SightWorld } from './world.ts'

interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
}

export interface Operation {
  readonly method: string
  readonly path: string
  readonly needed: readonly string[]
}

/** Everything that the server says it has: a new endpoint is looked at without anybody thinking of it. */
export async function listServed(origin: string): Promise<Operation[]> {
  const { body } = await callApi(origin, { method: 'GET', path: '/api/openapi.json' })
  return Object.entries(body.paths as Record<string, Record<string, Described>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters }]) => ({
      method: method.toUpperCase(),
      path,
      needed: parameters.filter((one) => one.in === 'query' && one.required).map((one) => one.name),
    })),
  )
}

/** Streams stay open and are read otherwise; signing in is no reading. */
export function isRead({ method, path }: Operation): boolean {
  return method === 'GET' && !/^\/api\/v1\/streaming|firehose|^\/oauth\/authorize/.test(path)
}

/** What endpoints show more by. */
const variants: Readonly<Record<string, readonly string[]>> = {
  '/api/v1/accounts/{id}/statuses': [
    '',
    'pinned=true',
    'only_media=true',
    'exclude_replies=true',
    'tagged=shared',
    'only_checkins=true',
  ],
  '/api/cairn/v1/places/{id}/tips': ['', 'sort=newest', 'limit=1&offset=1'],
  '/api/v1/timelines/public': ['', 'local=true', 'remote=true'],
  '/api/v1/notifications': ['limit=80', 'include_filtered=true'],
}

/** Every address that reads with an operation: whatever is in the path or asked for takes every value that fits. */
export function addressesOf(operation: Operation, world: SightWorld): string[] {
  const paths = fill([operation.path], operation.path, world)
  const queries = queriesOf(operation, world)
  return paths.flatMap((path) => queries.map((query) => (query === '' ? path : `${path}?${query}`)))
}

function fill(paths: readonly string[], pattern: string, world: SightWorld): string[] {
  const name = /\{(\w+)\}/.exec(paths[0] ?? '')?.[1]
  if (!name) return [...paths]
  const values = valuesFor(pattern, world)
  const filled = paths.flatMap((path) =>
    values.map((value) => path.replace(`{${name}}`, encodeURIComponent(value))),
  )
  return fill(filled, pattern, world)
}

function valuesFor(pattern: string, { people, secrets, placeIds, pollIds }: SightWorld): readonly string[] {
  if (pattern.includes('/accounts/')) return [people.author.id]
  if (pattern.includes('/polls/')) return pollIds
  if (pattern.includes('/places/')) return placeIds
  if (/\/tags?\/|timelines\/tag/.test(pattern)) return ['shared', ...secrets.map(({ tag }) => tag)]
  if (/\{(year|date)\}/.test(pattern)) return ['2026']
  return [...secrets.map(({ id }) => id), people.author.id]
}

function queriesOf({ path, needed }: Operation, world: SightWorld): readonly string[] {
  const known = variants[path]
  if (known) return known
  if (path === '/api/v1/statuses') return [world.secrets.map(({ id }) => `id[]=${id}`).join('&')]
  if (path === '/api/v1/accounts') return [`id[]=${world.people.author.id}`]
  if (needed.includes('q') || path === '/api/v2/search') return searches(world)
  const query = needed.map(
    (name) => `${encodeURIComponent(name)}=${encodeURIComponent(valueOf(name, world))}`,
  )
  return [query.join('&')]
}

function searches({ server, secrets }: SightWorld): string[] {
  const words = secrets.flatMap((secret) => [...secret.words, ...(secret.place?.words ?? [])])
  const addresses = secrets.flatMap(({ id }) => [
    `${server.origin}/@author/${id}`,
    `${server.origin}/posts/${id}`,
  ])
  return ['zebra', '#quagga', '#shared', 'author', ...words, ...addresses].map(
    (text) => `q=${encodeURIComponent(text)}&resolve=true`,
  )
}

function valueOf(name: string, { server, people, secrets, placeIds }: SightWorld): string {
  const values: Record<string, string | undefined> = {
    acct: 'author',
    resource: `acct:author@${new URL(server.origin).host}`,
    url: `${server.origin}/@author/${secrets[0]?.id}`,
    latitude: '48.8541',
    longitude: '2.3326',
    domain: 'example.org',
    date: '2026-11-24',
    place_id: placeIds[0],
    year: '2026',
    format: 'geojson',
    'id[]': people.author.id,
  }
  const value = values[name]
  if (value === undefined) throw new Error(`Say in tests/visibility/requests.ts what ${name} may be.`)
  return value
}

/** What changes or answers a post, for whoever may not see it. */
export function actsOnPosts(operations: readonly Operation[]): string[] {
  return operations
    .filter(({ method, path }) => method === 'POST' && /^\/api\/v1\/statuses\/\{\w+\}\/\w+$/.test(path))
    .map(({ path }) => path)
}
