import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Experiment, Findings } from './experiment.ts'
import { killAndRestart } from './faults/kill.ts'
import type { Lab } from './lab.ts'
import { runSoak, type SoakFault, type SoakResult } from './load/index.ts'
import { buildCluster } from './topology/build-cluster.ts'
import type { CairnProcess } from './topology/start-cairn.ts'
import { startDatabase } from './topology/start-database.ts'

/** Hours of people and random faults; then every checker looks at all that was asked and answered. */
export function soak(minutes: number, seed = randomInt(1_000_000)): Experiment {
  return {
    name: 'soak',
    session: 4,
    title: `A soak of ${minutes} min`,
    question:
      'Under what people do, and with something dying all the time: is anything lost, doubled, invented?',
    seconds: minutes * 60 + 300,
    async run(lab) {
      const database = await startDatabase(lab)
      const databaseUrl = await database.create()
      const cluster = await buildCluster(lab, { databaseUrl, web: 2, workers: 2, people: 1 })
      const processes = [...cluster.web, ...cluster.workers]
      const result = await runSoak({
        topology: {
          servers: [{ name: 'one', origin: cluster.origin, doors: [cluster.origin] }],
          processes: processes.map((one) => ({ name: one.name, pid: () => one.process().pid })),
        },
        faults: processes.flatMap((one) => faultsOf(lab, one)),
        minutes,
        seed,
        file: join(lab.folder, 'history.jsonl'),
        signal: lab.signal,
        say: lab.say,
      })
      return conclude(result)
    },
  }
}

function faultsOf(lab: Lab, one: CairnProcess): SoakFault[] {
  return [
    { name: `kill -9 ${one.name}`, strike: (roll) => killAndRestart(lab, one, 500 + roll() * 4000) },
    {
      name: `pause ${one.name}`,
      async strike(roll) {
        lab.mark('fault', `${one.name} is paused (SIGSTOP)`)
        one.process().pause()
        await pause(1000 + roll() * 5000)
        one.process().resume()
        lab.mark('healed', `${one.name} goes on`)
      },
    },
  ]
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
