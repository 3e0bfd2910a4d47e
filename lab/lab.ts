import type { Picture } from './live/picture.ts'

/** What an experiment has in hand: somewhere to work, something to say, and someone to clean up after it. */
export interface Lab {
  /** Aborts on Ctrl-C, and when the experiment takes too long. */
  readonly signal: AbortSignal
  /** For data and logs; gone at the end. Every process of the lab bears its name, by which `clean` finds it. */
  readonly folder: string
  /** What the live page draws. */
  readonly picture: Picture
  /** Milliseconds since the experiment began: the time axis of all charts. */
  now(): number
  /** Tells progress. */
  say(text: string): void
  /** Puts something on the timeline of the report and the live page. */
  mark(kind: Mark['kind'], text: string): void
  readonly marks: readonly Mark[]
  /** Ends it when the experiment ends, however that is; what was taken last ends first. */
  use<T extends AsyncDisposable>(thing: T): T
}

export interface Mark {
  /** Milliseconds since the experiment began. */
  readonly at: number
  readonly kind: 'fault' | 'healed' | 'note'
  readonly text: string
}
