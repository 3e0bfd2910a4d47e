import { cpus, totalmem } from 'node:os'
import type { Experiment, Findings } from '../experiment.ts'
import type { Mark } from '../lab.ts'

/** Everything about one run; as JSON it is the report for programs. */
export interface Report {
  readonly experiment: Pick<Experiment, 'name' | 'session' | 'title' | 'question'>
  readonly begun: string
  readonly seconds: number
  readonly machine: { readonly cores: number; readonly memoryMiB: number; readonly node: string }
  readonly held: boolean
  readonly findings: Findings
  readonly marks: readonly Mark[]
}

/** Describes the run on this machine. */
export function describeRun(
  experiment: Experiment,
  run: { findings: Findings; marks: readonly Mark[]; begun: Date; seconds: number },
): Report {
  const { name, session, title, question } = experiment
  return {
    experiment: { name, session, title, question },
    begun: run.begun.toISOString(),
    seconds: Math.round(run.seconds),
    machine: {
      cores: cpus().length,
      memoryMiB: Math.round(totalmem() / 1024 / 1024),
      node: process.versions.node,
    },
    held: run.findings.claims.every((claim) => claim.held),
    findings: run.findings,
    marks: run.marks,
  }
}
