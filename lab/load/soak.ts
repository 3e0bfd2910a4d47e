import { setTimeout as pause } from 'node:timers/promises'
import { checkers, type Verdict } from '../checkers/index.ts'
import {
  createClients,
  createRecorder,
  type History,
  openDoor,
  readAllFinal,
  readHistory,
  type ServerDoors,
} from '../history/index.ts'
import { arrivals } from './arrivals.ts'
import { createCrowd } from './crowd.ts'
import { createDice } from './dice.ts'
import { generateLoad, type LoadFigures } from './generate-load.ts'
import type { Mix } from './mix.ts'
import { meetAndFollow, settlePeople } from './settle-people.ts'
import { type MemoryFigures, type Watched, watchMemory } from './watch-memory.ts'

/** What a soak is run on: servers with the doors that people use, and processes whose memory is watched. */
export interface SoakTopology {
  readonly servers: readonly {
    readonly name: string
    /** As it calls itself. */
    readonly origin: string
    /** Addresses of its doors. */
    readonly doors: readonly string[]
  }[]
  readonly processes: readonly Watched[]
}

/** Something bad that can be done to it, and is over when `strike` has ended. */
export interface SoakFault {
  readonly name: string
  strike(roll: () => number, signal: AbortSignal): Promise<void>
}

export interface SoakOptions {
  readonly topology: SoakTopology
  readonly faults: readonly SoakFault[]
  readonly minutes: number
  readonly seed: number
  /** Of the history; it must not exist yet. */
  readonly file: string
  /** Arrivals a second. Default 20. */
  readonly rate?: number
  /** On each server. Default 12. */
  readonly people?: number
  readonly mix?: Mix
  /** Seconds between faults, on average. Default 30. */
  readonly faultEverySeconds?: number
  /** How long all may take to come to rest. Default 300 seconds: longer than leases and most waits between tries. */
  readonly restSeconds?: number
  readonly signal?: AbortSignal
  readonly say?: (text: string) => void
}

export interface SoakResult {
  readonly seed: number
  readonly minutes: number
  readonly operations: number
  readonly unknown: number
  readonly load: LoadFigures
  /** Milliseconds from the beginning of the load. */
  readonly faults: readonly {
    readonly name: string
    readonly fromMs: number
    readonly toMs: number
    readonly failed?: string
  }[]
  readonly verdicts: readonly Verdict[]
  readonly holds: boolean
  /** From the end of load and faults until all checkers were green. */
  readonly restSeconds: number
  readonly memory: readonly MemoryFigures[]
}

/** Loads servers with what people do, does bad things to them, lets them rest, and checks everything. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { topology, minutes, seed, file, rate = 20, say = () => undefined } = options
  await using stack = new AsyncDisposableStack()
  const servers = topology.servers.map(({ name, origin, doors }): ServerDoors => {
    const opened = doors.map((door) => stack.use(openDoor(door, { retries: 4 })))
    return { name, origin, doors: opened }
  })
  const recorder = stack.use(createRecorder(file))
  const clients = createClients(recorder, servers)
  const plan = { peoplePerServer: options.people ?? 12, followsPerPerson: 5, placesPerServer: 5, seed }
  say('signing people up')
  const settled = await settlePeople(servers, plan)
  await meetAndFollow(clients, settled, plan)
  const crowd = createCrowd({ clients, ...settled, seed, ...(options.mix && { mix: options.mix }) })
  const watch = watchMemory(topology.processes)
  const over = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal
  say(`loading with ${rate} arrivals a second for ${minutes} minutes`)
  const striking = strikeAtRandom(options, signal)
  const load = await generateLoad({
    arrivals: arrivals({ rate, seconds: minutes * 60, seed, day: { seconds: 120, swing: 0.5 } }),
    choose: () => crowd.next(),
    signal: options.signal,
  })
  over.abort()
  const faults = await striking
  const memory = await watch.stop()
  say('waiting until all is at rest')
  const begun = performance.now()
  const { history, verdicts } = await judgeAtRest(options, async () =>
    readAllFinal({ clients, recorder, people: settled.people, history: await readHistory(file) }),
  )
  return {
    seed,
    minutes,
    operations: history.operations.length,
    unknown: history.operations.filter(({ outcome }) => outcome === 'unknown').length,
    load,
    faults,
    verdicts,
    holds: verdicts.every(({ holds }) => holds),
    restSeconds: (performance.now() - begun) / 1000,
    memory,
  }
}

/** One fault after another, never two at once. @returns all, also those that could not be done */
async function strikeAtRandom(
  { faults, seed, faultEverySeconds = 30, say = () => undefined }: SoakOptions,
  signal: AbortSignal,
): Promise<SoakResult['faults']> {
  const roll = createDice(seed + 1)
  const done: SoakResult['faults'][number][] = []
  const begun = performance.now()
  while (faults.length > 0) {
    await pause(-Math.log(1 - roll()) * faultEverySeconds * 1000, undefined, { signal }).catch(
      () => undefined,
    )
    if (signal.aborted) break
    const fault = faults[Math.floor(roll() * faults.length)]
    if (!fault) break
    const fromMs = performance.now() - begun
    say(`fault: ${fault.name}`)
    // A fault that has begun is brought to its end, whatever happens: what it broke must be mended.
    const failed = await fault.strike(roll, signal).then(
      () => undefined,
      (error: unknown) => String(error),
    )
    done.push({
      name: fault.name,
      fromMs,
      toMs: performance.now() - begun,
      ...(failed !== undefined && { failed }),
    })
  }
  return done
}

/** Reads and judges again until nothing is to be blamed, or the time to rest is over. */
async function judgeAtRest(
  { restSeconds = 300, signal, say = () => undefined }: SoakOptions,
  look: () => Promise<History>,
): Promise<{ history: History; verdicts: Verdict[] }> {
  const endsAt = performance.now() + restSeconds * 1000
  for (let waitMs = 1000; ; waitMs = Math.min(15_000, waitMs * 1.5)) {
    // A server that does not answer yet is one that is not at rest.
    const history = await look().catch((error: unknown) => {
      if (performance.now() > endsAt) throw error
      return undefined
    })
    const verdicts = history && Object.values(checkers).map((check) => check(history))
    const isOver = performance.now() > endsAt || signal?.aborted === true
    if (history && verdicts && (isOver || verdicts.every(({ holds }) => holds))) return { history, verdicts }
    const red = verdicts
      ?.filter(({ holds }) => !holds)
      .map(({ checker, faultCount }) => `${checker} (${faultCount})`)
    say(`not at rest: ${red?.join(', ') ?? 'a server does not answer'}`)
    await pause(waitMs)
  }
}
