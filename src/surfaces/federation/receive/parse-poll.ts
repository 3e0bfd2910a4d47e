import type { RemotePoll } from '#domain/polls/index.ts'
import {
  asUri,
  date,
  ids,
  isJson,
  isSameOrigin,
  type Json,
  list,
  member,
  number,
  text,
  typeAmong,
} from '../read-json.ts'

const maxOptions = 32
const maxOptionLength = 500
const maxCount = 1_000_000_000

/** What a Question asks and how it stands. @returns undefined for what has no options to choose from */
export function parsePoll(json: Json): RemotePoll | undefined {
  if (!typeAmong(json, new Set(['Question']))) return undefined
  const multiple = list(json, 'anyOf', 1).length > 0
  const options = list(json, multiple ? 'anyOf' : 'oneOf', maxOptions).flatMap((option) => {
    const name = isJson(option) ? (text(option, 'name', maxOptionLength)?.trim() ?? '') : ''
    return isJson(option) && name !== '' ? [{ name, tally: tallyOf(option) }] : []
  })
  if (options.length === 0) return undefined
  const closed = member(json, 'closed')
  const closedAt = date(json, 'closed') ?? (closed === true ? date(json, 'endTime') : undefined)
  return {
    options: options.map((option) => option.name),
    tallies: options.map((option) => option.tally),
    voters: countOf(number(json, 'votersCount')) ?? null,
    multiple,
    expiresAt: date(json, 'endTime') ?? closedAt ?? null,
    closedAt: closedAt ?? null,
  }
}

function tallyOf(option: Json): number {
  const replies = member(option, 'replies')
  return (isJson(replies) ? countOf(number(replies, 'totalItems')) : undefined) ?? 0
}

function countOf(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.min(maxCount, Math.max(0, Math.trunc(value)))
}

export interface ParsedVote {
  readonly pollUri: string
  readonly option: string
}

/** A vote is a Note with a name and no content, in reply to a poll, by the actor who sends it (Mastodon, Misskey). */
export function parseVote(json: Json, actorUri: string): ParsedVote | undefined {
  const author = asUri(member(json, 'attributedTo'))
  const [pollUri] = ids(json, 'inReplyTo', 1)
  const id = asUri(member(json, 'id'))
  if (author !== actorUri || pollUri === undefined || !isVote(json)) return undefined
  if (id !== undefined && !isSameOrigin(id, actorUri)) return undefined
  return { pollUri, option: text(json, 'name', maxOptionLength)?.trim() ?? '' }
}

export function isVote(json: Json): boolean {
  return (
    typeof member(json, 'name') === 'string' &&
    member(json, 'inReplyTo') != null &&
    member(json, 'content') == null &&
    member(json, 'contentMap') == null &&
    list(json, 'attachment', 1).length === 0
  )
}
