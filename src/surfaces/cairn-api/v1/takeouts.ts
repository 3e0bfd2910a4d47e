import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Takeout, TakeoutId, Takeouts } from '#domain/takeouts/index.ts'
import { type AnyEndpoint, answer, endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import { archive, takeout, takeoutLink } from '../shapes/brought-along.ts'

interface Needs {
  readonly takeouts: Takeouts
  readonly storage: Pick<Storage, 'open'>
  readonly origin: string
}

const path = '/api/cairn/v1/takeouts'
/** Whatever there is of an account stands in it: no part of `read` is enough. */
const access = { who: 'user', scopes: ['read'] } as const

/** Everything of an account as one archive, in the form of Mastodon's. */
export const takeoutEndpoints = (needs: Needs): AnyEndpoint[] => [
  endpoint({
    method: 'POST',
    path,
    access,
    response: takeout,
    summary:
      "Has everything of the viewer gathered in one archive, as Mastodon's, with check-ins as GeoJSON and lists as CSV; while one is under way, that one.",
    handle: async ({ viewer }) => present(await needs.takeouts.startTakeout(viewerId(viewer))),
  }),
  endpoint({
    method: 'GET',
    path,
    access,
    response: Type.Array(takeout),
    summary: "The viewer's archives, the latest first, and how far they are. Each is kept for a week.",
    handle: async ({ viewer }) => (await needs.takeouts.listTakeouts(viewerId(viewer))).map(present),
  }),
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    access,
    response: takeout,
    summary: 'How far an archive of the viewer is.',
    params: byId,
    handle: async ({ viewer, params }) => present(await find(needs, viewerId(viewer), params.id)),
  }),
  endpoint({
    method: 'GET',
    path: `${path}/:id/file`,
    access,
    response: archive,
    mediaType: 'application/zip',
    alsoAnswers: { 409: 'error' },
    summary: 'The archive itself, as zip; 409 while it is made.',
    params: byId,
    handle: async ({ viewer, params }) => give(needs, await find(needs, viewerId(viewer), params.id)),
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id/link`,
    access,
    response: takeoutLink,
    alsoAnswers: { 409: 'error' },
    summary:
      'An address by which a browser saves the archive without a token: it works once, for five minutes.',
    params: byId,
    async handle({ viewer, params }) {
      const { id, storageKey } = await find(needs, viewerId(viewer), params.id)
      if (!storageKey) throw notDone()
      const { secret, until } = await needs.takeouts.makeLink(id)
      return { url: `${needs.origin}/api/cairn/v1/takeout_files/${secret}`, expires_at: until.toISOString() }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/takeout_files/:secret',
    access: { who: 'public' },
    response: archive,
    mediaType: 'application/zip',
    alsoAnswers: { 404: 'error', 409: 'error' },
    summary: 'The archive that an address was made for, as zip; 404 when it was used before, or is too old.',
    params: Type.Object({ secret: Type.String({ maxLength: 100 }) }),
    async handle({ params }) {
      const takeout = await needs.takeouts.takeLink(params.secret)
      if (!takeout) throw notFound()
      return give(needs, takeout)
    },
  }),
]

function notDone(): Refusal {
  return new Refusal(409, 'This archive is not done yet.')
}

/** The file as a stream: however large it is, nobody holds it in memory. */
async function give(needs: Needs, { storageKey, createdAt }: Takeout) {
  if (!storageKey) throw notDone()
  const stored = await needs.storage.open(storageKey)
  if (!stored) throw notFound()
  const name = `archive-${createdAt.toISOString().slice(0, 10)}.zip`
  return answer(stored.stream, {
    headers: {
      'content-type': 'application/zip',
      'content-length': String(stored.size),
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  })
}

async function find(needs: Needs, me: AccountId, text: string): Promise<Takeout> {
  const id = parseId<TakeoutId>(text)
  const takeout = id && (await needs.takeouts.findTakeout(id, me))
  if (!takeout) throw notFound()
  return takeout
}

function present({ id, state, done, total, size, createdAt, endedAt }: Takeout) {
  return {
    id,
    state,
    done,
    total,
    size,
    created_at: createdAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
  }
}
