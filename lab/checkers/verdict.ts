import type { History, OperationId } from '../history/index.ts'

/** A contradiction: what was seen that must not be, and the fewest operations that show it. */
export interface Fault {
  readonly because: string
  readonly operations: readonly OperationId[]
}

export interface Verdict {
  readonly checker: string
  readonly holds: boolean
  /** How many facts were looked at: a verdict upon nothing says nothing. */
  readonly examined: number
  readonly faultCount: number
  /** The first of them. */
  readonly faults: readonly Fault[]
}

/** Pure: the same history gives the same verdict. */
export type Checker = (history: History) => Verdict

const maxFaults = 20

export interface Findings {
  /** To be called for each fact that could have been otherwise. */
  examine(): void
  blame(because: string, ...operations: readonly (OperationId | undefined)[]): void
}

/** Makes a checker of a function that looks for contradictions. */
export function defineChecker(name: string, look: (history: History, findings: Findings) => void): Checker {
  return (history) => {
    const faults: Fault[] = []
    let examined = 0
    let faultCount = 0
    look(history, {
      examine: () => void (examined += 1),
      blame(because, ...operations) {
        faultCount += 1
        if (faults.length >= maxFaults) return
        const known = operations.filter((id) => id !== undefined)
        faults.push({ because, operations: [...new Set(known)].sort((a, b) => a - b) })
      },
    })
    return { checker: name, holds: faultCount === 0, examined, faultCount, faults }
  }
}
