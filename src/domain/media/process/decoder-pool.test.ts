import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Log } from '#platform/log/index.ts'
import { planConfinedStart } from './confine.ts'
import { createDecoderPool, type DecoderPool, type PoolNeeds } from './decoder-pool.ts'
import type { Misdeed } from './fixtures/misbehaving-program.ts'

const program = new URL('./fixtures/misbehaving-program.ts', import.meta.url)
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
let workDir: string

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'cairn-decoder-'))
})

afterAll(() => rm(workDir, { recursive: true, force: true }))

function openPool(needs: Partial<PoolNeeds> = {}): DecoderPool<Misdeed, unknown> {
  const sizes = { processes: 1, timeoutMs: 20_000, idleMs: 60_000, jobsPerProcess: 100, mostWaiting: 4 }
  return createDecoderPool({ log: silent, program, workDir, ...sizes, ...needs })
}

async function pidFrom(pool: DecoderPool<Misdeed, unknown>): Promise<number> {
  const outcome = await pool.run({ do: 'answer' })
  return outcome.kind === 'answered' ? Number(outcome.answer) : Number.NaN
}

/** A log that tells when it has heard a sentence. */
function listenFor(sentence: string): { log: Log; heard: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const hear = (message: string) => {
    if (message === sentence) resolve()
  }
  return { log: { debug: hear, info: hear, warn: hear, error: hear }, heard: promise }
}

describe('a decoder process', () => {
  it('serves one job after the other', async () => {
    await using pool = openPool()
    const pids = await Promise.all([pidFrom(pool), pidFrom(pool), pidFrom(pool)])
    expect(pids[0]).toBeGreaterThan(0)
    expect(new Set(pids).size).toBe(1)
  })

  it('is killed when it takes too long, and the next job gets a new one', async () => {
    await using pool = openPool({ timeoutMs: 1500 })
    const first = await pidFrom(pool)
    expect(await pool.run({ do: 'hang' })).toEqual({ kind: 'timed-out' })
    expect(await pidFrom(pool)).not.toBe(first)
  })

  it('takes only its own job along when it crashes', async () => {
    await using pool = openPool()
    const [crashed, answered] = await Promise.all([pool.run({ do: 'crash' }), pool.run({ do: 'answer' })])
    expect(crashed).toEqual({ kind: 'crashed' })
    expect(answered.kind).toBe('answered')
  })

  it('is replaced after its share of jobs', async () => {
    await using pool = openPool({ jobsPerProcess: 1 })
    expect(await pidFrom(pool)).not.toBe(await pidFrom(pool))
  })

  it('ends when it has nothing to do', async () => {
    const { log, heard } = listenFor('A media decoder ends.')
    await using pool = openPool({ idleMs: 1, log })
    await pidFrom(pool)
    await expect(heard).resolves.toBeUndefined()
  })

  it('is gone when the pool is disposed of, and no job is left hanging', async () => {
    const pool = openPool()
    const pid = await pidFrom(pool)
    const running = pool.run({ do: 'hang' })
    const waiting = pool.run({ do: 'answer' })
    await pool[Symbol.asyncDispose]()
    expect(await running).toEqual({ kind: 'crashed' })
    expect(await waiting).toEqual({ kind: 'busy' })
    expect(await pool.run({ do: 'answer' })).toEqual({ kind: 'busy' })
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('refuses jobs beyond the waiting line', async () => {
    await using pool = openPool({ mostWaiting: 2 })
    const outcomes = await Promise.all([1, 2, 3].map(() => pool.run({ do: 'answer' })))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'busy'])
  })

  it('that cannot start is reported, and its jobs are let go', async () => {
    const { log, heard } = listenFor('The media decoder does not start.')
    await using pool = openPool({ program: new URL('./fixtures/absent.ts', import.meta.url), log })
    expect(await pool.run({ do: 'answer' })).toEqual({ kind: 'busy' })
    await heard
  })
})

describe('a decoder process that an upload has taken over', () => {
  let pool: DecoderPool<Misdeed, unknown>

  beforeAll(() => {
    pool = openPool()
  })

  afterAll(() => pool[Symbol.asyncDispose]())

  it('finds no secret in its environment', async () => {
    const outcome = await pool.run({ do: 'tell-environment' })
    expect(outcome).toMatchObject({ kind: 'answered' })
    const names = outcome.kind === 'answered' ? (outcome.answer as string[]) : []
    expect(names.filter((name) => !['LANG', 'MALLOC_ARENA_MAX', 'PWD', 'SHLVL', '_'].includes(name))).toEqual(
      [],
    )
  })

  it.each<Misdeed>([
    { do: 'read', path: '/etc/passwd' },
    { do: 'read', path: join(process.cwd(), '.git/HEAD') },
    { do: 'write', path: '/tmp/cairn-was-here' },
    { do: 'run-a-program' },
  ])('cannot %j', async (misdeed) => {
    expect(await pool.run(misdeed)).toEqual({ kind: 'answered', answer: 'refused' })
  })

  it('can write to its work folder', async () => {
    const outcome = await pool.run({ do: 'write', path: join(workDir, 'film') })
    expect(outcome).toEqual({ kind: 'answered', answer: 'done' })
  })

  it('reaches no network, where the machine lets us take it away', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { withoutNetwork } = await planConfinedStart(program, workDir)
    const answer = withoutNetwork ? 'refused' : 'done'
    expect(await pool.run({ do: 'connect', port })).toEqual({ kind: 'answered', answer })
    server.close()
  })
})
