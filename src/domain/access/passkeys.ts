import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { AccountId } from '#domain/accounts/index.ts'
import { addressKey } from '#platform/addresses/index.ts'
import { admitUser } from './admit-user.ts'
import { postLetter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import {
  deletePasskey,
  insertChallenge,
  insertPasskey,
  lockPasskey,
  selectPasskeysOf,
  takeChallenge,
  touchPasskey,
} from './passkey-store.ts'
import { hashSecret } from './secrets.ts'
import type { SessionDetails } from './sessions.ts'
import type { SignInLimits, SignInResult } from './sign-in-result.ts'
import { storable } from './storable.ts'
import { selectUser } from './user-store.ts'

/** A passkey as its owner sees it. */
export interface Passkey {
  /** The credential's id in base64url. */
  readonly id: string
  readonly name: string
  readonly since: Date
  readonly lastUsedAt: Date | null
}

/**
 * Sign-in by passkey (W3C Web Authentication, level 3): discoverable, and only where the device has verified who holds it, so
 * that it stands for more than a password.
 */
export interface Passkeys {
  list(accountId: AccountId): Promise<Passkey[]>
  /** What a browser needs to make a key. */
  offerNew(accountId: AccountId): Promise<PublicKeyCredentialCreationOptionsJSON>
  /** @param response as the browser gives it @returns whether the key was taken */
  add(accountId: AccountId, response: unknown, name: string): Promise<boolean>
  remove(accountId: AccountId, id: string): Promise<void>
  /** What a browser needs to sign in; undefined where too many ask. */
  offerSignIn(address: string): Promise<PublicKeyCredentialRequestOptionsJSON | undefined>
  signIn(
    request: SessionDetails & { readonly address: string; readonly response: unknown },
  ): Promise<SignInResult>
}

const challengeMs = 5 * 60_000
const mostKeys = 20

export function definePasskeys(needs: AccessNeeds, limits: SignInLimits): Passkeys {
  const { clock, db, origin } = needs
  const rpID = new URL(origin).hostname
  const keepChallenge = (challenge: string, accountId: AccountId | null) =>
    insertChallenge(db.sql, {
      challengeHash: hashSecret(challenge),
      accountId,
      expiresAt: new Date(clock.now() + challengeMs),
    })
  const wasAsked = (accountId: AccountId | null) => (challenge: string) =>
    takeChallenge(db.sql, { challengeHash: hashSecret(challenge), accountId, now: new Date(clock.now()) })
  const expected = { expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true }

  return {
    async list(accountId) {
      const keys = await selectPasskeysOf(db.sql, accountId)
      return keys.map(({ credentialId, name, createdAt, lastUsedAt }) => ({
        id: credentialId.toString('base64url'),
        name,
        since: createdAt,
        lastUsedAt,
      }))
    },
    async offerNew(accountId) {
      const { generateRegistrationOptions } = await loadLibrary()
      const [account, { title }, keys] = await Promise.all([
        needs.accounts.findAccount(accountId),
        needs.instance.getSettings(),
        selectPasskeysOf(db.sql, accountId),
      ])
      const options = await generateRegistrationOptions({
        rpName: title,
        rpID,
        userID: new TextEncoder().encode(accountId),
        userName: account?.username ?? '',
        userDisplayName: account?.displayName || (account?.username ?? ''),
        excludeCredentials: keys.map((key) => ({
          id: key.credentialId.toString('base64url'),
          transports: [...key.transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      await keepChallenge(options.challenge, accountId)
      return options
    },
    async add(accountId, response, name) {
      if (!hasId(response) || (await selectPasskeysOf(db.sql, accountId)).length >= mostKeys) return false
      const { verifyRegistrationResponse } = await loadLibrary()
      const found = await verifyRegistrationResponse({
        ...expected,
        response: response as RegistrationResponseJSON,
        expectedChallenge: wasAsked(accountId),
      }).catch(asRefusal)
      if (!found?.verified) return false
      const { credential } = found.registrationInfo
      const at = new Date(clock.now())
      const key = {
        credentialId: Buffer.from(credential.id, 'base64url'),
        accountId,
        publicKey: Buffer.from(credential.publicKey),
        useCount: credential.counter,
        transports: (credential.transports ?? []).map((one) => storable(one, 40)).slice(0, 10),
        name: storable(name.trim(), 100) || 'Passkey',
        createdAt: at,
      }
      return db.transact(async (tx) => {
        const isNew = await insertPasskey(tx.sql, key)
        const letter = { kind: 'passkey-added', accountId, at: at.toISOString(), name: key.name } as const
        if (isNew) await postLetter(needs)(tx, letter)
        return isNew
      })
    },
    remove: (accountId, id) => deletePasskey(db.sql, accountId, Buffer.from(id, 'base64url')),
    async offerSignIn(address) {
      if (needs.limits === 'on' && limits.byAddress.take(addressKey(address)) > 0) return undefined
      const { generateAuthenticationOptions } = await loadLibrary()
      const options = await generateAuthenticationOptions({ rpID, userVerification: 'required' })
      await keepChallenge(options.challenge, null)
      return options
    },
    async signIn({ response, address, ...request }) {
      if ((await needs.policies.judgeAddress(address)) === 'no_access')
        return { kind: 'refused', because: 'blocked' }
      const accountId = hasId(response) && (await findOwner(response))
      if (!accountId) return { kind: 'refused', because: 'wrong' }
      if (needs.limits === 'on') limits.byAddress.giveBack(addressKey(address))
      const [user, account] = await Promise.all([
        selectUser(db.sql, accountId),
        needs.accounts.findAccount(accountId),
      ])
      if (!user || !account) return { kind: 'refused', because: 'wrong' }
      return admitUser(needs, limits)({ user, account }, request)
    },
  }

  /** Of the key that has signed. */
  async function findOwner(response: { readonly id: string }): Promise<AccountId | undefined> {
    const { verifyAuthenticationResponse } = await loadLibrary()
    return db.transact(async (tx) => {
      const key = await lockPasskey(tx.sql, Buffer.from(response.id, 'base64url'))
      if (!key) return undefined
      const found = await verifyAuthenticationResponse({
        ...expected,
        response: response as AuthenticationResponseJSON,
        expectedChallenge: wasAsked(null),
        credential: { id: response.id, publicKey: new Uint8Array(key.publicKey), counter: key.useCount },
      }).catch(asRefusal)
      if (!found?.verified) return undefined
      const use = { at: new Date(clock.now()), useCount: found.authenticationInfo.newCounter }
      await touchPasskey(tx.sql, key.credentialId, use)
      return key.accountId
    })
  }
}

/** When the first passkey is used: it takes time to load and memory to keep. */
function loadLibrary() {
  return import('@simplewebauthn/server')
}

function hasId(response: unknown): response is { readonly id: string } {
  return (
    typeof response === 'object' && response !== null && 'id' in response && typeof response.id === 'string'
  )
}

/** The library throws at whatever is wrong with a response, which comes from outside. */
function asRefusal(): undefined {
  return undefined
}
