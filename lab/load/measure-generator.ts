import { startEcho } from '../../bench/limits.ts'
import { openDoor } from '../history/index.ts'
import { arrivals } from './arrivals.ts'
import { generateLoad, type LoadFigures } from './generate-load.ts'

/** What the generator can do here by itself, and what it costs: to be told beside what is measured with it. */
export interface GeneratorFigures {
  readonly figures: LoadFigures
  /** Milliseconds of a core for each request, of this process. */
  readonly cpuMs: number
}

/** Loads an echo of answers of so many bytes, at a rate, as a server is loaded. */
export async function measureGenerator(options: {
  readonly rate: number
  readonly seconds: number
  readonly bytes: number
  readonly signal?: AbortSignal | undefined
}): Promise<GeneratorFigures> {
  const { rate, seconds, bytes, signal } = options
  await using echo = await startEcho(bytes)
  await using door = openDoor(echo.origin)
  const before = process.cpuUsage()
  const figures = await generateLoad({
    arrivals: arrivals({ rate, seconds, seed: 1 }),
    choose: () => ({ kind: 'echo', run: async () => (await door.ask({ method: 'GET', path: '/' })).outcome }),
    signal,
  })
  const { user, system } = process.cpuUsage(before)
  return { figures, cpuMs: (user + system) / 1000 / Math.max(1, figures.arrived) }
}
