import { randomInt } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Experiment, Findings } from './experiment.ts'
import type { Lab } from './lab.ts'
import { runSoak, type SoakResult } from './load/index.ts'
import { buildProcesses, buildWhole, processesOf } from './soak-topologies.ts'

/** Hours of people and random faults; then every checker looks at all that was asked and answered. */
export function soak(options: {
  readonly minutes: number
  readonly seed?: number | undefined
  /** On all engines for many machines, which may fail, too. */
  readonly cluster?: boolean | undefined
}): Experiment {
  const { minutes, seed = randomInt(1_000_000), cluster: isWhole = false } = options
  return {
    name: isWhole ? 'soak-cluster' : 'soak',
    session: 4,
    title: `A soak of ${minutes} min`,
    question:
      'Under what people do, and with something dying all the time: is anything lost, doubled, invented?',
    seconds: minutes * 60 + (isWhole ? 600 : 300),
    async run(lab) {
      const { cluster, faults } = await (isWhole ? buildWhole(lab) : buildProcesses(lab))
      const result = await runSoak({
        topology: {
          servers: [{ name: 'one', origin: cluster.origin, doors: [cluster.origin] }],
          processes: processesOf(cluster).map((one) => ({ name: one.name, pid: () => one.process().pid })),
        },
        faults,
        minutes,
        seed,
        file: historyOf(lab),
        signal: lab.signal,
        say: lab.say,
      })
      if (!result.holds) await keepHistory(lab, seed)
      return conclude(result)
    },
  }
}

const historyOf = (lab: Lab) => join(lab.folder, 'history.jsonl')

/** The folder of the lab goes, and what a checker blames must be looked at. */
async function keepHistory(lab: Lab, seed: number): Promise<void> {
  const kept = join(tmpdir(), `cairn-soak-${seed}.jsonl`)
  await copyFile(historyOf(lab), kept)
  lab.say(`the history is kept: ${kept}`)
}

function conclude(result: SoakResult): Findings {
  const { load, memory, verdicts } = result
  return {
    claims: verdicts.map(({ checker, holds, examined, faults }) => ({
      text: checker,
      held: holds,
      seen: holds ? `${examined} facts looked at` : JSON.stringify(faults[0]).slice(0, 300),
    })),
    figures: [
      { name: 'seed', value: result.seed, unit: '' },
      { name: 'operations', value: result.operations, unit: '' },
      { name: 'of unknown outcome', value: result.unknown, unit: '' },
      { name: 'faults', value: result.faults.length, unit: '' },
      { name: 'until all was at rest', value: result.restSeconds, unit: 's' },
      { name: 'answer, 95 of 100', value: load.latency.p95, unit: 'ms' },
    ],
    charts: [
      {
        kind: 'bars',
        title: 'Resident memory at the end, and at most',
        unit: 'MiB',
        members: ['at the end', 'at most'],
        groups: memory.map(({ name, last, highest }) => ({ name, values: [last, highest] })),
      },
    ],
    lesson:
      'A test shows what its author thought of; a soak with dice shows some of the rest. The checkers know nothing of the faults: they only compare what was answered with what is there.',
  }
}
