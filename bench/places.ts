import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { listNear } from '../src/domain/checkins/list-near.ts'
import { createRandom } from './generate-venues.ts'
import { openVenueStore, type Statement, type VenueStore } from './venue-store.ts'

/**
 * Venues near a point, venues by name near a point, and the feed near a point, over as many venues as are asked for.
 * `--venues 10000000 --checkins 1000000 --keep /some/folder` as in the documentation; `--plans` prints plans.
 */
export async function benchPlaces(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      venues: { type: 'string', default: '100000' },
      checkins: { type: 'string', default: '100000' },
      asks: { type: 'string', default: '500' },
      keep: { type: 'string' },
      plans: { type: 'boolean', default: false },
    },
  })
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'cairn-bench-')))
  try {
    await using store = await openVenueStore(folder, Number(values.venues))
    await store.addCheckins(Number(values.checkins))
    const options = { asks: Number(values.asks), plans: values.plans }
    const spots = await pickSpots(store, options.asks)
    const near = (spot: Spot, query?: string) =>
      store.places.nearPoint({ ...spot.point, accuracyMetres: 30, query, limit: 20, viewer: undefined })
    await measure(store, { ...options, name: 'near a point', spots, ask: (spot) => near(spot) })
    await measure(store, {
      ...options,
      name: 'by the beginning of a name, near',
      spots,
      ask: (spot) => near(spot, beginningOf(spot.name)),
    })
    await measure(store, {
      ...options,
      name: 'by a misspelt name, near',
      spots: spots.slice(0, Math.ceil(spots.length / 2)),
      ask: (spot) => near(spot, misspell(spot.name)),
    })
    const feed = listNear({ db: store.db })
    await measure(store, {
      ...options,
      name: 'check-ins near a point',
      spots,
      ask: (spot) => feed(spot.point, { limit: 20 }),
    })
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true })
  }
}

interface Spot {
  readonly point: { readonly latitude: number; readonly longitude: number }
  readonly name: string
}

/** Where somebody stands: some steps from a venue, the likelier the more venues there are. */
async function pickSpots({ sql }: VenueStore, count: number): Promise<Spot[]> {
  const random = createRandom(7)
  const [last] = await sql<{ id: string }[]>`
    select id from places where source = 'foursquare' order by id desc limit 1
  `
  const total = Number(BigInt(last?.id ?? 0) >> 20n)
  const ids = Array.from({ length: count }, () => String(BigInt(Math.ceil(random() * total)) << 20n))
  const venues = await sql<{ name: string; latitude: number; longitude: number }[]>`
    select name, latitude, longitude from places where id = any(${ids}::bigint[]) order by id
  `
  const step = () => (random() - 0.5) / 1500
  return venues
    .map(({ name, latitude, longitude }) => ({
      name,
      point: { latitude: latitude + step(), longitude: longitude + step() },
    }))
    .sort(() => random() - 0.5)
}

/** What a person has typed of the longest word: five letters. */
function beginningOf(name: string): string {
  return longest(name).slice(0, 5)
}

/** The longest word with two letters swapped. */
function misspell(name: string): string {
  const word = longest(name)
  return `${word.slice(0, 2)}${word[3] ?? ''}${word[2] ?? ''}${word.slice(4)}`
}

function longest(name: string): string {
  return name.split(' ').sort((a, b) => b.length - a.length)[0] ?? name
}

interface Measuring {
  readonly name: string
  readonly asks: number
  readonly plans: boolean
  readonly spots: readonly Spot[]
  readonly ask: (spot: Spot) => Promise<readonly unknown[]>
}

/** The whole answer as the room gives it; and what the database says it took for the statements behind it. */
async function measure(store: VenueStore, { name, spots, plans, ask }: Measuring): Promise<void> {
  const whole: number[] = []
  const found: number[] = []
  for (const spot of spots) {
    const begun = performance.now()
    found.push((await ask(spot)).length)
    whole.push(performance.now() - begun)
  }
  const inside: number[] = []
  const counts: number[] = []
  let slowest = { ms: 0, plan: '' }
  for (const spot of spots.slice(0, 300)) {
    const statements = await store.record(() => ask(spot))
    let sum = 0
    for (const statement of statements) {
      const { ms, plan } = await explain(store, statement)
      sum += ms
      if (ms > slowest.ms) slowest = { ms, plan }
    }
    inside.push(sum)
    counts.push(statements.length)
  }
  const line = (label: string, values: number[], unit: string) => {
    values.sort((a, b) => a - b)
    const at = (share: number) =>
      (values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0).toFixed(2)
    process.stdout.write(
      `${name.padEnd(34)} ${label.padEnd(16)} p50 ${at(0.5)}${unit}  p95 ${at(0.95)}${unit}  p99 ${at(0.99)}${unit}  max ${at(1)}${unit}\n`,
    )
  }
  line('in the database', inside, ' ms')
  line('whole answer', whole, ' ms')
  line('statements', counts, '')
  line('found', found, '')
  if (plans) process.stdout.write(`slowest statement:\n${slowest.plan}\n\n`)
}

async function explain(
  store: VenueStore,
  { text, parameters }: Statement,
): Promise<{ ms: number; plan: string }> {
  const rows = await store.sql.unsafe<Record<string, string>[]>(
    `explain (analyze, buffers, timing off) ${text}`,
    parameters as never[],
  )
  const lines = rows.flatMap((row) => Object.values(row))
  const timeOf = (label: string) =>
    Number(new RegExp(`${label} Time: ([\\d.]+) ms`).exec(lines.join('\n'))?.[1] ?? 0)
  return { ms: timeOf('Execution') + timeOf('Planning'), plan: lines.join('\n') }
}
