import { createDice } from './dice.ts'

export interface Schedule {
  /** Arrivals a second, on average. */
  readonly rate: number
  readonly seconds: number
  readonly seed: number
  /** More are not generated. Default: one million. */
  readonly atMost?: number
  /** A day pressed into so many seconds: the rate swings by `swing` (0 to 1) around its average. */
  readonly day?: { readonly seconds: number; readonly swing: number }
}

/**
 * When somebody comes, in milliseconds from the beginning: a Poisson process, because many people who do not wait for
 * each other come so. A rate that changes is made by thinning (Lewis and Shedler, 1979).
 */
export function* arrivals({ rate, seconds, seed, atMost = 1_000_000, day }: Schedule): Generator<number> {
  const roll = createDice(seed)
  const swing = day?.swing ?? 0
  const highest = (rate * (1 + swing)) / 1000
  let at = 0
  for (let count = 0; count < atMost; ) {
    at += -Math.log(1 - roll()) / highest
    if (at >= seconds * 1000) return
    const share = day ? (1 + swing * Math.sin((2 * Math.PI * at) / (day.seconds * 1000))) / (1 + swing) : 1
    if (day && roll() >= share) continue
    count += 1
    yield at
  }
}
