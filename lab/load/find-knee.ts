import type { LoadFigures } from './generate-load.ts'

export interface Objective {
  /** 95 of 100 are answered within so many milliseconds. */
  readonly p95Ms: number
  /** At most this share is not answered with success. Default 0.01. */
  readonly failures?: number
}

export interface Step {
  /** Arrivals a second that were asked for. */
  readonly rate: number
  readonly figures: LoadFigures
  readonly isMet: boolean
}

export interface Knee {
  /** In the order of their rates. */
  readonly steps: readonly Step[]
  /** The highest rate at which the objective was met, with none below at which it was not; undefined: at none. */
  readonly rate: number | undefined
  /** Whether a rate was reached at which it was not: otherwise the knee is higher than `rate`. */
  readonly isReached: boolean
}

export interface KneeSearch {
  /** Loads for a while with so many arrivals a second. */
  readonly measure: (rate: number) => Promise<LoadFigures>
  readonly objective: Objective
  readonly from: number
  /** Each step is so many times the one before. Default 1.5. */
  readonly factor?: number
  /** Default 12. */
  readonly maxSteps?: number
  /** Halvings between the last rate that was met and the first that was not. Default 2. */
  readonly refinements?: number
}

/** Climbs until the objective breaks, and halves back: the knee of the curve of latency over rate. */
export async function findKnee(search: KneeSearch): Promise<Knee> {
  const { measure, objective, factor = 1.5, maxSteps = 12, refinements = 2 } = search
  const steps: Step[] = []
  const take = async (rate: number) => {
    const figures = await measure(rate)
    const step = { rate, figures, isMet: meets(objective, figures) }
    steps.push(step)
    return step
  }
  let last = await take(search.from)
  while (last.isMet && steps.length < maxSteps) last = await take(last.rate * factor)
  for (let round = 0; round < refinements && steps.some(({ isMet }) => !isMet); round++) {
    const bad = Math.min(...steps.filter(({ isMet }) => !isMet).map(({ rate }) => rate))
    const good = Math.max(
      0,
      ...steps.filter(({ isMet, rate }) => isMet && rate < bad).map(({ rate }) => rate),
    )
    await take((good + bad) / 2)
  }
  const ordered = steps.toSorted((a, b) => a.rate - b.rate)
  const firstBad = ordered.findIndex(({ isMet }) => !isMet)
  const good = firstBad < 0 ? ordered : ordered.slice(0, firstBad)
  return { steps: ordered, rate: good.at(-1)?.rate, isReached: firstBad >= 0 }
}

function meets({ p95Ms, failures = 0.01 }: Objective, figures: LoadFigures): boolean {
  const bad = figures.failed + figures.unknown + figures.turnedAway
  return figures.latency.p95 <= p95Ms && bad <= figures.arrived * failures
}
