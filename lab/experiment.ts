import type { Lab } from './lab.ts'
import type { Chart } from './report/chart.ts'

/** One idea of the course, shown on the real system by one command. */
export interface Experiment {
  /** As it is called on the command line. */
  readonly name: string
  /** The session of the course to which it belongs. */
  readonly session: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
  readonly title: string
  /** What one wants to know. */
  readonly question: string
  /** How long it usually takes, in seconds; it is ended after three times as much. */
  readonly seconds: number
  /** Network namespaces and loop mounts are for root only. */
  readonly needsRoot?: true
  run(lab: Lab): Promise<Findings>
}

/** What came out; the report and the verdict are made of it. */
export interface Findings {
  /** What should hold, and whether it did. The verdict is good when all did. */
  readonly claims: readonly Claim[]
  /** What it cost, or how large something is. */
  readonly figures: readonly Figure[]
  readonly charts: readonly Chart[]
  /** What one learns from it, in a sentence or two that the figures support. */
  readonly lesson: string
}

export interface Claim {
  readonly text: string
  readonly held: boolean
  /** By what this was seen. */
  readonly seen: string
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
}
