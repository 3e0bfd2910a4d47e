import { existsSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openLab } from '#kit/open-lab.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import type { Lab } from '../lab.ts'
import { type PostgresNode, query, startPostgres } from './start-postgres.ts'
import { waitFor } from './wait-for.ts'

// A primary and a standby that streams, both real. Two processes have part in the primary; one of them may read from the
// standby. The machine needs a whole PostgreSQL: the one from npm cannot be copied while it runs.
const isPossible = existsSync('/usr/lib/postgresql')

describe.skipIf(!isPossible)('reading from a standby', () => {
  const stack = new AsyncDisposableStack()
  let lab: Lab
  let primary: PostgresNode
  let standby: PostgresNode
  let writer: Database
  let reader: Database

  beforeAll(async () => {
    lab = stack.use(await openLab())
    primary = await startPostgres(lab, { name: 'primary' })
    await query(primary.url('postgres'), 'create database cairn')
    standby = await startPostgres(lab, { name: 'standby', standbyOf: primary })
    writer = stack.use(openDatabase(primary.url('cairn'), { maxConnections: 2, shared: true }))
    await writer.sql`create table row_changes (xid xid8 primary key default pg_current_xact_id(), told jsonb not null)`
    await writer.sql`create table notes (n int not null)`
    reader = stack.use(
      openDatabase(primary.url('cairn'), {
        maxConnections: 2,
        shared: true,
        replicas: [standby.url('cairn')],
      }),
    )
  }, 120_000)

  afterAll(() => stack.disposeAsync())

  beforeEach(async () => {
    await writer.sql`truncate notes`
    await waitFor('the standby to answer', async () => (await look()).from === 'standby')
  })

  let last = 0
  const write = async () => {
    last += 1
    await writer.transact((tx) => tx.sql`insert into notes (n) values (${last})`)
    return last
  }
  const look = async () => {
    await reader.changes.catchUp()
    const [row] = await reader.read(
      (sql) => sql<{ newest: number; isStandby: boolean }[]>`
        select coalesce(max(n), 0)::int as newest, pg_is_in_recovery() as is_standby from notes
      `,
    )
    return { newest: row?.newest ?? 0, from: row?.isStandby ? 'standby' : 'primary' }
  }
  const pauseReplay = () => query(standby.url('postgres'), 'select pg_wal_replay_pause()')
  const resumeReplay = () => query(standby.url('postgres'), 'select pg_wal_replay_resume()')

  it('sees each write that was answered before', async () => {
    for (let time = 0; time < 50; time++) {
      const written = await write()
      expect((await look()).newest).toBe(written)
    }
  })

  it('asks the primary while the standby does not replay, and the standby again when it does', async () => {
    await pauseReplay()
    try {
      for (let time = 0; time < 10; time++) {
        const written = await write()
        expect(await look()).toEqual({ newest: written, from: 'primary' })
      }
    } finally {
      await resumeReplay()
    }
    await expect.poll(async () => (await look()).from, { timeout: 20_000 }).toBe('standby')
  })

  it('never goes back, whoever answers', async () => {
    let newest = 0
    for (let time = 0; time < 60; time++) {
      if (time % 20 === 5) await pauseReplay()
      if (time % 20 === 15) await resumeReplay()
      if (time % 3 === 0) await write()
      const seen = await look()
      expect(seen.newest).toBeGreaterThanOrEqual(newest)
      newest = seen.newest
    }
  })

  it('asks the primary when the standby is killed', async () => {
    await standby.process().kill()
    const written = await write()
    expect(await look()).toEqual({ newest: written, from: 'primary' })
    standby = await startPostgres(lab, { ...standby, standbyOf: primary })
  })

  it('does not ask one that follows the primary no more', async () => {
    await standby.promote()
    const written = await write()
    expect(await look()).toEqual({ newest: written, from: 'primary' })
  })
})
