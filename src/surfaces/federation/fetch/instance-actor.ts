import type { Account } from '#domain/accounts/index.ts'
import { isUniqueViolation } from '#platform/db/index.ts'
import { importPrivateKey, type SigningKey } from '../signatures/index.ts'
import type { FetchNeeds } from './needs.ts'

/** The server itself as an actor: it signs what nobody in particular asks for. Served at `/actor`. */
export interface InstanceActor {
  /** Creates it where it does not exist yet; any number of processes may ask at once. */
  ensure(): Promise<Account>
  getKey(): Promise<SigningKey>
  getPublicPem(): Promise<string>
}

/** Its ActivityPub id. */
export function instanceActorUri(origin: string): string {
  return `${origin}/actor`
}

export function instanceKeyId(origin: string): string {
  return `${instanceActorUri(origin)}#main-key`
}

type Needs = Pick<FetchNeeds, 'db' | 'accounts' | 'origin'>

export function defineInstanceActor(needs: Needs): InstanceActor {
  const username = new URL(needs.origin).host
  const find = () => needs.accounts.findByHandle(username, null)
  const ensure = async () => (await find()) ?? (await create(needs, username)) ?? getCreated(find)
  const getOwnKey = async () => {
    const key = await needs.accounts.findOwnKey((await ensure()).id)
    if (!key?.privatePem) throw new Error('The instance actor has no key.')
    return { publicPem: key.publicPem, privateKey: importPrivateKey(key.privatePem) }
  }
  let loaded: ReturnType<typeof getOwnKey> | undefined
  const load = () => {
    loaded ??= getOwnKey().catch((error: unknown) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
  return {
    ensure,
    getKey: async () => ({ keyId: instanceKeyId(needs.origin), privateKey: (await load()).privateKey }),
    getPublicPem: async () => (await load()).publicPem,
  }
}

/** @returns undefined when another process was quicker. */
async function create(needs: Needs, username: string): Promise<Account | undefined> {
  try {
    return await needs.db.transact((tx) =>
      needs.accounts.createLocalAccount(tx, { username, kind: 'application', locked: false }),
    )
  } catch (error) {
    if (!isUniqueViolation(error, 'accounts_handle')) throw error
    return undefined
  }
}

async function getCreated(find: () => Promise<Account | undefined>): Promise<Account> {
  const account = await find()
  if (!account) throw new Error('The instance actor vanished.')
  return account
}
