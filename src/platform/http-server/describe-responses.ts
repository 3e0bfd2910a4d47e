import { type TSchema, Type } from 'typebox'
import type { Shapes } from './collect-shapes.ts'
import type { AnyEndpoint } from './endpoint.ts'
import { invalid, refused } from './shapes.ts'

type Described = Omit<AnyEndpoint, 'handle'>

const limits = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']

function whole() {
  return Type.Integer({ minimum: 0 })
}

/** Headers that many answers have, as components. */
export const sharedHeaders: Readonly<Record<string, object>> = {
  Link: {
    description: 'Where the next (`rel="next"`) and the previous page (`rel="prev"`) are, if there are any.',
    schema: Type.String(),
  },
  'X-RateLimit-Limit': { description: 'Requests in a window of five minutes.', schema: whole() },
  'X-RateLimit-Remaining': { description: 'How many of them are left.', schema: whole() },
  'X-RateLimit-Reset': {
    description: 'When the window ends.',
    schema: Type.String({ format: 'date-time' }),
  },
  'Retry-After': { description: 'Seconds to wait.', schema: whole() },
}

const refusals = {
  401: { name: 'Unauthorized', description: 'The access token is missing or invalid.', headers: limits },
  403: {
    name: 'Forbidden',
    description: 'Outside the scopes of the token, or not allowed.',
    headers: limits,
  },
  404: { name: 'NotFound', description: 'There is none, or none that the viewer may see.', headers: limits },
  422: { name: 'Invalid', description: 'Parameters are missing or wrong.', headers: limits },
  429: { name: 'TooMany', description: 'Too many requests.', headers: [...limits, 'Retry-After'] },
  503: { name: 'Unavailable', description: 'Out of service for a moment.', headers: ['Retry-After'] },
} as const satisfies Record<number, { name: string; description: string; headers: readonly string[] }>

type Usual = keyof typeof refusals

/** Refusals that every endpoint of a kind has, as components. */
export function sharedResponses(shapes: Shapes): Record<string, object> {
  return Object.fromEntries(
    Object.entries(refusals).map(([status, { name, description, headers }]) => [
      name,
      { description, headers: refer(headers), content: json(shapes, status === '422' ? invalid : refused) },
    ]),
  )
}

/** What an endpoint may answer, by status. */
export function describeResponses(endpoint: Described, shapes: Shapes): Record<string, object> {
  const responses: Record<string, object> = { 200: succeeded(endpoint, shapes) }
  for (const status of refusalsOf(endpoint))
    responses[status] = { $ref: `#/components/responses/${refusals[status].name}` }
  for (const [status, shape] of Object.entries(endpoint.alsoAnswers ?? {})) {
    const description = texts[status] ?? (Number(status) < 400 ? 'Done, in another way.' : 'Refused.')
    if (shape === 'nothing') responses[status] = { description }
    else responses[status] = { description, content: json(shapes, shape === 'error' ? refused : shape) }
  }
  return responses
}

function succeeded(endpoint: Described, shapes: Shapes): object {
  const shape: TSchema = endpoint.response ?? Type.Unknown()
  const content = endpoint.mediaType
    ? { [endpoint.mediaType]: { schema: shapes.describe(shape) } }
    : json(shapes, shape)
  return { description: 'Done.', headers: refer([...(endpoint.paged ? ['Link'] : []), ...limits]), content }
}

function json(shapes: Shapes, shape: TSchema): object {
  return { 'application/json': { schema: shapes.describe(shape) } }
}

function refer(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

/** What any endpoint of its kind refuses with. A token is read everywhere, so a wrong one is refused everywhere. */
function refusalsOf({ access, params, query, body }: Described): Usual[] {
  const all: [Usual, unknown][] = [
    [401, true],
    [403, access.who !== 'public' || access.scopes],
    [404, params],
    // An app's own token is no person's.
    [422, query || body || access.who === 'user'],
    [429, true],
    [503, true],
  ]
  return all.flatMap(([status, counts]) => (counts ? [status] : []))
}

const texts: Readonly<Record<string, string>> = {
  303: 'Elsewhere.',
  400: 'Malformed.',
  401: 'The app is unknown, or its secret is wrong.',
  403: 'Not allowed.',
  404: 'There is none.',
  409: 'Something is in the way.',
  410: 'Gone.',
  413: 'Too large.',
  422: 'Parameters are missing or wrong.',
  501: 'Not offered.',
}
