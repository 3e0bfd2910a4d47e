import { Command } from 'commander'
import { cluster } from './cluster.ts'
import type { Experiment } from './experiment.ts'
import { experiments } from './experiments/index.ts'
import { printReport } from './report/print-report.ts'
import { runExperiment } from './run-experiment.ts'
import { shardedCluster } from './sharded-cluster.ts'
import { soak } from './soak.ts'
import { cleanUp } from './topology/clean-up.ts'

const reports = new URL('reports/', import.meta.url).pathname
const print = (line: string) => void process.stdout.write(`${line}\n`)

/** The first Ctrl-C ends in order; a second one ends at once and leaves work for `clean`. */
function untilInterrupted(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130)
      print('Interrupted: cleaning up. Once more ends at once.')
      stop.abort(new Error('Interrupted.'))
    })
  }
  return stop.signal
}

const program = new Command('npm run lab --')
  .description('Distributed systems, to be seen and broken on this machine.')
  .showHelpAfterError()

program
  .command('list')
  .description('Says what there is to see.')
  .action(() => {
    for (const session of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const members = experiments.filter((one) => one.session === session)
      if (members.length > 0) print(`\nSession ${session}`)
      for (const { name, question, seconds, needsRoot } of members)
        print(`  ${name.padEnd(22)} ${question} (${seconds} s${needsRoot ? ', root' : ''})`)
    }
  })

program
  .command('clean')
  .description('Removes what killed runs have left.')
  .action(async () => {
    const removed = await cleanUp()
    print(
      removed.length > 0 ? `Removed:\n${removed.map((line) => `  ${line}`).join('\n')}` : 'Nothing was left.',
    )
  })

program
  .command(cluster.name)
  .description(
    'Brings up 3 web and 2 worker processes, 3 NATS servers, 2 PostgreSQL under Patroni; stays until Ctrl-C.',
  )
  .option('--sharded', 'a coordinator and two workers of Citus instead of Patroni')
  .option('--live-port <port>', 'where the live page listens; a free port by default', Number)
  .action(async ({ sharded, livePort }: { sharded?: boolean; livePort?: number }) => {
    const signal = untilInterrupted()
    await runExperiment(sharded ? shardedCluster : cluster, {
      reports,
      print,
      signal,
      ...(livePort !== undefined && { livePort }),
    }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  })

program
  .command('soak')
  .description('People and random faults for a while; then every checker looks at all of it.')
  .option('--minutes <minutes>', 'how long', Number, 5)
  .option('--seed <seed>', 'of the dice', Number)
  .option('--cluster', 'on PostgreSQL under Patroni, NATS and HAProxy, which fail, too')
  .action(
    async ({ minutes, seed, cluster: isWhole }: { minutes: number; seed?: number; cluster?: boolean }) => {
      if (!(minutes > 0 && minutes <= 24 * 60)) throw new Error('--minutes takes a number up to 1440.')
      await carryOut(soak({ minutes, seed, cluster: isWhole }))
    },
  )

for (const experiment of experiments) {
  program
    .command(experiment.name)
    .description(experiment.question)
    .option('--live-port <port>', 'where the live page listens; a free port by default', Number)
    .action(async ({ livePort }: { livePort?: number }) => carryOut(experiment, livePort))
}

/** Exit code 1 tells that something did not hold. */
async function carryOut(experiment: Experiment, livePort?: number): Promise<void> {
  const { report, page } = await runExperiment(experiment, {
    reports,
    print,
    signal: untilInterrupted(),
    ...(livePort !== undefined && { livePort }),
  })
  printReport(report, print)
  print(`\nreport: ${page}`)
  process.exitCode = report.held ? 0 : 1
}

try {
  await program.parseAsync()
} catch (error) {
  print(error instanceof Error ? describe(error) : String(error))
  process.exitCode = 2
}

function describe(error: Error): string {
  return error.cause instanceof Error
    ? `${error.message}\n  because: ${describe(error.cause)}`
    : error.message
}
