import { type Access, type AccessNeeds, defineAccess } from '#domain/access/index.ts'
import { type Account, type Accounts, defineAccounts } from '#domain/accounts/index.ts'
import { defineInstance, type Instance } from '#domain/instance/index.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createEventLog } from '#platform/events/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'

/** Accounts, access and instance on a database of their own, with a clock that tests move. */
export interface AccessWorld extends AsyncDisposable {
  readonly db: Database
  readonly url: string
  readonly origin: string
  readonly clock: { now(): number; advance(ms: number): void }
  readonly accounts: Accounts
  readonly instance: Instance
  readonly access: Access
  /** What another process on the same database would be. */
  anotherProcess(changes?: Partial<AccessNeeds>): Access
  /** Creates a user with the password `seven grey stones`. */
  createUser(username: string, role?: 'user' | 'moderator' | 'admin' | 'owner'): Promise<Account>
}

export const password = 'seven grey stones'

export async function createAccessWorld(origin = 'https://social.example'): Promise<AccessWorld> {
  const database = await freshDatabase()
  const db = openDatabase(database.url, { maxConnections: 8 })
  let moved = 0
  const clock = {
    now: () => Date.now() + moved,
    advance(ms: number) {
      moved += ms
    },
  }
  const ids = createIdMaker(clock, 1)
  const eventLog = createEventLog(db, ids)
  const { announce } = eventLog
  const accounts = defineAccounts({ db, ids, clock, announce, origin })
  const instance = defineInstance({ db, clock })
  const needs: AccessNeeds = { db, ids, clock, announce, accounts, instance, origin, limits: 'on' }
  const access = defineAccess(needs)
  return {
    db,
    url: database.url,
    origin,
    clock,
    accounts,
    instance,
    access,
    anotherProcess: (changes = {}) =>
      defineAccess({ ...needs, instance: defineInstance({ db, clock }), ...changes }),
    async createUser(username, role = 'user') {
      const result = await access.createUser({ username, email: `${username}@example.org`, password, role })
      if (result.kind !== 'registered') throw new Error(JSON.stringify(result.problems))
      return result.account
    },
    async [Symbol.asyncDispose]() {
      await eventLog[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}
