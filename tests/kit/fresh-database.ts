import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'

/** A migrated, empty database of its own, gone when disposed of. */
export async function freshDatabase(): Promise<{ readonly url: string } & AsyncDisposable> {
  const base = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = postgres(base, { max: 1, onnotice: () => undefined })
  for (let attempt = 0; ; attempt++) {
    try {
      await admin.unsafe(`create database ${name} template cairn_template strategy wal_log`)
      break
    } catch (error) {
      // Another test copies the template in this instant.
      if (attempt > 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 50))
    }
  }
  await admin.end()
  return {
    url: base.replace(/postgres$/, name),
    async [Symbol.asyncDispose]() {
      const sql = postgres(base, { max: 1, onnotice: () => undefined })
      await sql.unsafe(`drop database if exists ${name} with (force)`)
      await sql.end()
    },
  }
}
