import { parseMark } from './mark.ts'
import type { Entry, Name } from './operation.ts'

/** What of a Status of Mastodon's API is read. */
export interface Status {
  readonly id: string
  readonly content: string
  readonly account: { readonly acct: string }
  readonly reblog: Status | null
  readonly in_reply_to_id: string | null
  readonly favourites_count: number
  readonly reblogs_count: number
  readonly replies_count: number
  readonly favourited?: boolean
  readonly reblogged?: boolean
  readonly place?: { readonly id: string } | null
}

interface Reading {
  readonly run: string
  /** The lab's name of who stands so in an answer of this server. */
  readonly nameOf: (acct: string) => Name
}

/** A list's line: enough for order, presence and whom it answers. */
export function toEntry({ run, nameOf }: Reading, status: Status): Entry {
  const mark = parseMark((status.reblog ?? status).content)
  const op = mark?.run === run ? mark.id : null
  const isForeign = op === null && !mark
  return {
    id: status.id,
    op,
    ...((status.reblog || isForeign) && { by: nameOf(status.account.acct) }),
    ...(status.reblog && { isBoost: true }),
    ...(status.in_reply_to_id && { answers: status.in_reply_to_id }),
  }
}

/** The same with counters, the reader's marks and the place. */
export function toFullEntry(reading: Reading, status: Status): Entry {
  return {
    ...toEntry(reading, status),
    counts: [status.favourites_count, status.reblogs_count, status.replies_count],
    own: [status.favourited ?? false, status.reblogged ?? false],
    ...(status.place && { place: status.place.id }),
  }
}
