import { type Static, Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { ScheduledPostId } from '#domain/drafts/index.ts'
import type { MediaId } from '#domain/media/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { Refusal, type Viewer } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'

/** Schemas and readers that many endpoints share. */
/** What cannot be a signed number of 64 bits is no id; the last of them would be ids of the year 6,400 and later. */
export const idText = Type.String({
  pattern: '^(?:[1-9][0-9]{0,17}|[1-8][0-9]{18})$',
  description: 'An id: decimal digits.',
})
export const byId = Type.Object({ id: idText })

/** A hundred years: what would end after the calendar of the database is no time span. */
export const maxSeconds = 3_155_760_000

const pageFields = {
  max_id: Type.Optional(Type.String({ description: 'Only what is older than this.' })),
  since_id: Type.Optional(Type.String({ description: 'Only what is newer than this, the newest first.' })),
  min_id: Type.Optional(
    Type.String({ description: 'Only what is just newer than this: closes a gap upward.' }),
  ),
  limit: Type.Optional(Type.Integer({ description: 'How many; default 20, most 40 (accounts: 80).' })),
}
export const pageQuery = Type.Object(pageFields)

/** Adds the paging parameters to others. */
export function withPage<Fields extends Parameters<typeof Type.Object>[0]>(fields: Fields) {
  return Type.Object({ ...pageFields, ...fields })
}

/** An id that cannot be one is left out, like on Mastodon. */
export function toPage(
  query: Static<typeof pageQuery>,
  limits: { default: number; max: number } = { default: 20, max: 40 },
): Page {
  return {
    limit: Math.min(Math.max(query.limit ?? limits.default, 1), limits.max),
    maxId: parseId(query.max_id),
    sinceId: parseId(query.since_id),
    minId: parseId(query.min_id),
  }
}

export function viewerId(viewer: Viewer): AccountId
export function viewerId(viewer: Viewer | undefined): AccountId | undefined
export function viewerId(viewer: Viewer | undefined): AccountId | undefined {
  return viewer?.accountId as AccountId | undefined
}

/** The id of `params`, checked by `byId`. */
export function accountId(params: Static<typeof byId>): AccountId {
  return toId(params.id)
}

export function postId(params: Static<typeof byId>): PostId {
  return toId(params.id)
}

export function mediaId(params: Static<typeof byId>): MediaId {
  return toId(params.id)
}

export function scheduledId(params: Static<typeof byId>): ScheduledPostId {
  return toId(params.id)
}

function toId<I extends string>(text: string): I {
  const id = parseId<I>(text)
  if (id === undefined) throw notFound()
  return id
}

/** What is hidden and what is absent get the same answer (R13). */
export function notFound(): Refusal {
  return new Refusal(404, 'Record not found')
}
