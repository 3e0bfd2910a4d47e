import { type Access, type AccessNeeds, defineAccess } from '#domain/access/index.ts'
import { type Account, type Accounts, defineAccounts } from '#domain/accounts/index.ts'
import { defineAudit } from '#domain/audit/index.ts'
import { defineInstance, type Instance } from '#domain/instance/index.ts'
import { definePolicies, type Policies } from '#domain/policies/index.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createEventLog } from '#platform/events/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { createJobQueue } from '#platform/jobs/index.ts'

/** Accounts, access and instance on a database of their own, with a clock that tests move. */
export interface AccessWorld extends AsyncDisposable {
  readonly db: Database
  readonly url: string
  readonly origin: string
  readonly clock: { now(): number; advance(ms: number): void }
  readonly accounts: Accounts
  readonly instance: Instance
  readonly policies: Policies
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
  // Stands still between moves, so that waits are exact.
  let now = Date.now()
  const clock = {
    now: () => now,
    advance(ms: number) {
      now += ms
    },
  }
  const ids = createIdMaker(clock, 1)
  const eventLog = createEventLog(db, ids)
  const { announce } = eventLog
  const bare = { db, ids, clock, announce, origin, jobs: createJobQueue(ids) }
  const instance = defineInstance(bare)
  const policies = definePolicies({ ...bare, instance, audit: defineAudit(bare) })
  const base = { ...bare, policies }
  const accounts = defineAccounts(base)
  const access = defineAccess({ ...base, accounts, instance, limits: 'on', sendsMail: false })
  return {
    db,
    url: database.url,
    origin,
    clock,
    accounts,
    instance,
    policies,
    access,
    anotherProcess: (changes = {}) =>
      defineAccess({
        ...base,
        accounts: defineAccounts(base),
        instance: defineInstance(base),
        limits: 'on',
        sendsMail: false,
        ...changes,
      }),
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
