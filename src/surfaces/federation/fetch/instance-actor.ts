import { type Account, type AccountKey, ownKeyChanges } from '#domain/accounts/index.ts'
import { isUniqueViolation } from '#platform/db/index.ts'
import { importPrivateKey, type SigningKey } from '../signatures/index.ts'
import type { FetchNeeds } from './needs.ts'

/** The server itself as an actor: it signs what nobody in particular says. */
export interface InstanceActor {
  /** Creates it where it does not exist yet; any number of processes may ask at once. */
  ensure(): Promise<Account>
  getKey(): Promise<SigningKey & PublicKeys>
}

/** The key that an actor signs with, and those that it has signed with lately. */
export interface PublicKeys {
  readonly keyId: string
  readonly publicPem: string
  readonly earlier: readonly { readonly keyId: string; readonly publicPem: string }[]
}

/** The name of the account by which this server passes on what others publish; no person's (`isValidUsername`). */
export const relayUsername = 'relay'

/** The ActivityPub id of the actor that signs what nobody in particular asks for. */
export function instanceActorUri(origin: string): string {
  return `${origin}/actor`
}

/** The ActivityPub id of one of the server's own actors. */
export function serverActorUri(origin: string, { username }: Pick<Account, 'username'>): string {
  return username === relayUsername ? `${origin}/relay` : instanceActorUri(origin)
}

/** The id of a key of one of the server's own actors. @param stored as it was made, with the fragment that counts */
export function serverKeyId(origin: string, account: Pick<Account, 'username'>, stored: string): string {
  return `${serverActorUri(origin, account)}${new URL(stored).hash}`
}

type Needs = Pick<FetchNeeds, 'db' | 'accounts' | 'origin'>

/** @param username by default that of the actor at `/actor`, which is the host */
export function defineInstanceActor(
  needs: Needs,
  username: string = new URL(needs.origin).host,
): InstanceActor {
  const find = async () => {
    const account = await needs.accounts.findByHandle(username, null)
    if (account && account.kind !== 'application') throw new Error(`A person here is called ${username}.`)
    return account
  }
  const ensure = async () => (await find()) ?? (await create(needs, username)) ?? getCreated(find)
  const getOwnKey = async () => {
    const account = await ensure()
    const [key, ...earlier] = await needs.accounts.listOwnKeys(account.id)
    if (!key?.privatePem) throw new Error('An actor of the server has no key.')
    const keyIdOf = (one: AccountKey) => serverKeyId(needs.origin, account, one.keyId)
    return {
      keyId: keyIdOf(key),
      publicPem: key.publicPem,
      privateKey: importPrivateKey(key.privatePem),
      earlier: earlier.map((one) => ({ keyId: keyIdOf(one), publicPem: one.publicPem })),
    }
  }
  let loaded: ReturnType<typeof getOwnKey> | undefined
  needs.db.changes.watch(ownKeyChanges, () => {
    loaded = undefined
  })
  const load = () => {
    loaded ??= getOwnKey().catch((error: unknown) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
  return {
    ensure,
    getKey: load,
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
