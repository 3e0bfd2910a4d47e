import { now } from '../state/now.ts'
import { exactTime, relativeTime } from './relative-time.ts'

/** A time told relative to now, with the exact one in the title. */
export function Time({ at }: { readonly at: string }) {
  const then = Date.parse(at)
  return (
    <time dateTime={at} title={exactTime(then)}>
      {relativeTime(then, now.value)}
    </time>
  )
}
