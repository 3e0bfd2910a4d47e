import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** A process to watch; after a restart its number is another. */
export interface Watched {
  readonly name: string
  pid(): number | undefined
}

export interface MemoryFigures {
  readonly name: string
  /** Resident memory, in MiB. */
  readonly last: number
  readonly highest: number
  /** Of the longest life of the process, its first third left out: MiB an hour (Theil and Sen). */
  readonly slopePerHour: number
  /** How long that life was watched, in seconds. */
  readonly seconds: number
}

export interface MemoryWatch {
  stop(): Promise<MemoryFigures[]>
}

interface Sample {
  readonly atMs: number
  readonly mib: number
}

/** Looks at the resident memory of processes again and again. Linux only: it reads /proc. */
export function watchMemory(processes: readonly Watched[], everyMs = 5000): MemoryWatch {
  const lives = new Map<string, Sample[]>()
  const ended = new AbortController()
  const look = async ({ name, pid }: Watched) => {
    const number = pid()
    if (number === undefined) return
    const status = await readFile(`/proc/${number}/status`, 'utf8').catch(() => '')
    const kib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
    if (kib === 0) return
    const key = `${name} ${number}`
    const samples = lives.get(key) ?? []
    lives.set(key, samples)
    samples.push({ atMs: performance.now(), mib: kib / 1024 })
    // Every second one is enough of a long life.
    if (samples.length > 2000)
      lives.set(
        key,
        samples.filter((_, index) => index % 2 === 0),
      )
  }
  const loop = (async () => {
    while (!ended.signal.aborted) {
      for (const one of processes) await look(one)
      await pause(everyMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  })()
  return {
    async stop() {
      ended.abort()
      await loop
      return processes.map(({ name }) => describe(name, lives))
    },
  }
}

function describe(name: string, lives: ReadonlyMap<string, readonly Sample[]>): MemoryFigures {
  const own = [...lives].filter(([key]) => key.startsWith(`${name} `)).map(([, samples]) => samples)
  const spanOf = (samples: readonly Sample[]) => (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0)
  const longest = own.toSorted((a, b) => spanOf(b) - spanOf(a))[0] ?? []
  const settled = longest.slice(Math.floor(longest.length / 3))
  return {
    name,
    last: own.at(-1)?.at(-1)?.mib ?? 0,
    highest: Math.max(0, ...own.flat().map(({ mib }) => mib)),
    slopePerHour: slopeOf(settled) * 3_600_000,
    seconds: spanOf(settled) / 1000,
  }
}

/** The median of the slopes between pairs: one leap, as of a collection of garbage, does not bend it. @returns MiB per ms */
export function slopeOf(samples: readonly Sample[]): number {
  const thinned = samples.filter((_, index) => index % Math.ceil(samples.length / 300) === 0)
  const slopes: number[] = []
  for (const [index, one] of thinned.entries()) {
    for (const other of thinned.slice(index + 1)) {
      if (other.atMs > one.atMs) slopes.push((other.mib - one.mib) / (other.atMs - one.atMs))
    }
  }
  slopes.sort((a, b) => a - b)
  return slopes[slopes.length >> 1] ?? 0
}
