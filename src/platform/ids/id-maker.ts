import { randomInt } from 'node:crypto'
import type { Clock } from '#platform/clock/index.ts'

/** An id of one kind of thing. Ids of different kinds do not mix: `AccountId` is `Id<'account'>`. */
export type Id<Kind extends string> = string & { readonly kindOfId: Kind }

/**
 * Makes ids in Mastodon's layout: `unix_ms << 16 | tail`. The tail is the worker id (10 bits) and a counter (6 bits).
 * Apps sort ids by length, then text, and build cursors from dates; only this layout satisfies both.
 * Ids are decimal strings, because a 64-bit integer does not fit a JavaScript number.
 */
export interface IdMaker {
  /** A new id, larger than every id that this maker made before. */
  next<I extends string = string>(): I
  /** An id whose time is `at` (milliseconds): for facts that happened elsewhere. May collide: retry on conflict. */
  at<I extends string = string>(at: number): I
}

const workerBits = 6n
const counterMax = 63

/** @param workerId 0 to 1023, leased: two running makers never share one. */
export function createIdMaker(clock: Clock, workerId: number): IdMaker {
  if (!Number.isInteger(workerId) || workerId < 0 || workerId > 1023) {
    throw new RangeError(`A worker id is an integer from 0 to 1023, not ${workerId}.`)
  }
  let last = 0
  let counter = 0
  return {
    next<I extends string>() {
      const now = Math.max(clock.now(), last)
      if (now > last) {
        last = now
        counter = 0
      } else if (counter < counterMax) {
        counter += 1
      } else {
        // Borrow the next millisecond rather than wait: order stays, and the clock catches up.
        last += 1
        counter = 0
      }
      return ((BigInt(last) << 16n) | (BigInt(workerId) << workerBits) | BigInt(counter)).toString() as I
    },
    at: <I extends string>(at: number) =>
      ((BigInt(Math.trunc(at)) << 16n) | BigInt(randomInt(65_536))).toString() as I,
  }
}

/**
 * For what must stand after something else in every list, whatever clocks say: those of other servers and hosts differ,
 * and many write whole seconds. @returns `id`, or one of the millisecond after `earlier`
 */
export function keepAfter<I extends string>(ids: IdMaker, id: I, earlier: string | undefined): I {
  if (earlier === undefined || BigInt(id) > BigInt(earlier)) return id
  return ids.at<I>(idTime(earlier) + 1)
}

/**
 * An id as a JSON number with all its digits, for members that apps decode as 64-bit integers: Swift's decoders refuse
 * text there. JavaScript rounds it when it reads it, to at most `roundedBy` away.
 */
export function idAsNumber(id: string): RawJson {
  return (JSON as unknown as { rawJSON(text: string): RawJson }).rawJSON(id)
}

/** What goes into JSON as it is written. */
export interface RawJson {
  readonly rawJSON: string
}

/** How far from an id its number may be, once JavaScript has read it and written it again. */
export const roundedBy = 16

/** The millisecond in which an id was made. */
export function idTime(id: string): number {
  return Number(BigInt(id) >> 16n)
}

/** Whether a text from outside can be an id: decimal, positive, within signed 64 bits. */
function isId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n
}

/** Reads an id from outside. @returns undefined when it cannot be one. */
export function parseId<I extends string = string>(text: string | undefined): I | undefined {
  return text !== undefined && isId(text) ? (text as I) : undefined
}
