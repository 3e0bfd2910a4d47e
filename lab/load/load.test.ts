import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrivals } from './arrivals.ts'
import { chooseWeighted, createDice, zipf } from './dice.ts'
import { findKnee } from './find-knee.ts'
import { generateLoad, type LoadFigures } from './generate-load.ts'
import { createLatencyRecorder } from './latency.ts'

const count = 20_000

describe('arrivals', () => {
  it('come at the rate that was asked for, and the same for the same seed', () => {
    const schedule = { rate: 200, seconds: 100, seed: 3 }
    const list = [...arrivals(schedule)]
    expect(list.length / 100).toBeGreaterThan(190)
    expect(list.length / 100).toBeLessThan(210)
    expect([...arrivals(schedule)]).toEqual(list)
    expect(list.toSorted((a, b) => a - b)).toEqual(list)
  })

  it('come without memory: the gaps vary as much as they are long', () => {
    const list = [...arrivals({ rate: 200, seconds: 100, seed: 4 })]
    const gaps = list.map((at, index) => at - (list[index - 1] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1)
  })

  it('follow the day, and keep the average', () => {
    const list = [...arrivals({ rate: 200, seconds: 100, seed: 5, day: { seconds: 100, swing: 0.8 } })]
    const morning = list.filter((at) => at < 50_000).length
    expect(morning).toBeGreaterThan((list.length - morning) * 2)
    expect(Math.abs(list.length / 100 - 200)).toBeLessThan(15)
  })

  it('are bounded in number', () => {
    expect([...arrivals({ rate: 1000, seconds: 1000, seed: 1, atMost: 10 })]).toHaveLength(10)
  })
})

describe('choices', () => {
  it('follow Zipf: the first of a hundred twice as often as the second', () => {
    const [roll, choose] = [createDice(1), zipf(100)]
    const chosen = Array.from({ length: count }, () => choose(roll()))
    const times = (index: number) => chosen.filter((one) => one === index).length
    expect(times(0) / times(1)).toBeCloseTo(2, 0)
    expect(Math.max(...chosen)).toBeLessThan(100)
  })

  it('follow their weights, and never fall out of the list', () => {
    expect(
      chooseWeighted(0, [
        ['a', 0],
        ['b', 1],
      ]),
    ).toBe('b')
    expect(
      chooseWeighted(0.999_999, [
        ['a', 1],
        ['b', 0.000_001],
      ]),
    ).toBe('a')
    expect(chooseWeighted(1, [['a', 1]])).toBe('a')
  })
})

describe('load', () => {
  const at = (run: () => Promise<'ok' | 'fail' | 'unknown'>) => () => ({ kind: 'x', run })

  it('counts latency from when somebody came, not from when the request left', async () => {
    const { latency, lag } = await generateLoad({ arrivals: [-2000, -1000], choose: at(async () => 'ok') })
    expect(latency.p50).toBeGreaterThanOrEqual(990)
    expect(latency.max).toBeGreaterThanOrEqual(1990)
    expect(lag.max).toBeGreaterThanOrEqual(1990)
  })

  it('turns away whom it cannot hold, and does not wait for anyone to send', async () => {
    const { promise, resolve } = Promise.withResolvers<'ok'>()
    let begun = 0
    const figures = await generateLoad({
      arrivals: [0, 0, 0, 0],
      maxInFlight: 2,
      choose: at(() => {
        begun += 1
        if (begun === 2) setImmediate(() => setImmediate(() => resolve('ok')))
        return promise
      }),
    })
    expect(figures).toMatchObject({ arrived: 4, ok: 2, turnedAway: 2 })
  })

  it('counts outcomes apart', async () => {
    const outcomes = ['ok', 'fail', 'unknown', 'ok'] as const
    const figures = await generateLoad({
      arrivals: [0, 0, 0, 0],
      choose: (index) => ({ kind: 'x', run: async () => outcomes[index] ?? 'fail' }),
    })
    expect(figures).toMatchObject({ ok: 2, failed: 1, unknown: 1, turnedAway: 0 })
    expect(figures.byKind['x']?.count).toBe(4)
  })

  it('keeps times to three digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 50_000, noNaN: true }), (ms) => {
        const recorder = createLatencyRecorder()
        recorder.record(ms)
        const { max, p50 } = recorder.read()
        expect(Math.abs(p50 - ms) / ms).toBeLessThan(0.01)
        expect(Math.abs(max - ms) / ms).toBeLessThan(0.01)
      }),
    )
  })
})

describe('the knee', () => {
  /** A single server that answers so many a second: latency grows without bound towards its limit (M/M/1). */
  const queue = (limit: number) => async (rate: number) =>
    figuresWith(rate >= limit ? 60_000 : 3000 / (limit - rate))

  it('is found between the last rate that was good and the first that was not', async () => {
    const knee = await findKnee({ measure: queue(100), objective: { p95Ms: 150 }, from: 10, refinements: 6 })
    expect(knee).toMatchObject({ isReached: true })
    expect(knee.rate).toBeGreaterThan(75)
    expect(knee.rate).toBeLessThanOrEqual(80)
  })

  it('is at no rate when the first is too much, and unknown when none is', async () => {
    const never = await findKnee({ measure: queue(1), objective: { p95Ms: 1 }, from: 10, refinements: 0 })
    expect(never).toMatchObject({ rate: undefined, isReached: true })
    const always = await findKnee({ measure: queue(1e9), objective: { p95Ms: 1 }, from: 10, maxSteps: 4 })
    expect(always).toMatchObject({ isReached: false })
    expect(always.steps).toHaveLength(4)
  })

  it('breaks by refusals, too', async () => {
    const measure = async (rate: number) => ({ ...figuresWith(1), turnedAway: rate > 20 ? 50 : 0 })
    const knee = await findKnee({ measure, objective: { p95Ms: 100 }, from: 10, factor: 2 })
    expect(knee.rate).toBe(20)
  })
})

function figuresWith(p95: number): LoadFigures {
  const latency = { count: 100, p50: p95 / 2, p95, p99: p95, max: p95 }
  return {
    arrived: 100,
    ok: 100,
    failed: 0,
    unknown: 0,
    turnedAway: 0,
    perSecond: 100,
    seconds: 1,
    latency,
    byKind: {},
    lag: { ...latency, p95: 0 },
  }
}
