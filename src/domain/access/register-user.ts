import type { Account } from '#domain/accounts/index.ts'
import { isUniqueViolation } from '#platform/db/index.ts'
import { checkNewUser, type FieldProblem, normalEmail } from './check-new-user.ts'
import { userSignedUp } from './events.ts'
import { useInvite } from './invite-store.ts'
import { postLetter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { storable } from './storable.ts'
import type { Role, UserState } from './user.ts'
import { insertUser, selectUserByEmail } from './user-store.ts'

export interface NewUser {
  readonly username: string
  readonly email: string
  readonly password: string
  readonly displayName?: string | undefined
  /** Follows need approval. Default yes: check-ins go to followers. */
  readonly locked?: boolean | undefined
  readonly locale?: string | undefined
  readonly reason?: string | undefined
}

export type Registration =
  | {
      readonly kind: 'registered'
      readonly account: Account
      readonly state: 'active' | 'pending'
      /** Whether the e-mail address counts; if not, a letter is under way. */
      readonly confirmed: boolean
    }
  | { readonly kind: 'refused'; readonly problems: readonly FieldProblem[] }

interface Terms {
  readonly role: Role
  /** Given the validity of the invite, if one was shown. */
  readonly stateFor: (invited: boolean) => 'active' | 'pending' | undefined
  readonly inviteCode?: string | undefined
  readonly ignore?: (problem: FieldProblem) => boolean
  /** The address counts only once the link of a letter is followed. */
  readonly confirmsEmail?: boolean
}

class InvalidInvite extends Error {}

/** Creates account and user in one transaction: what sign-up and the operator's command share. */
export const registerUser =
  (needs: AccessNeeds, hasher: PasswordHasher) =>
  async (user: NewUser, terms: Terms): Promise<Registration> => {
    const faults = checkNewUser(user).filter((problem) => !terms.ignore?.(problem))
    const problems = [...faults, ...(await findTaken(needs, user, { faults, ...terms }))]
    if (problems.length > 0) return { kind: 'refused', problems }
    const passwordHash = await hasher.hash(user.password)
    try {
      return await write(needs, user, terms, passwordHash)
    } catch (error) {
      const problem = toProblem(error)
      if (problem) return { kind: 'refused', problems: [problem] }
      throw error
    }
  }

/** Asks the database only for what can be there. */
async function findTaken(
  needs: AccessNeeds,
  user: NewUser,
  { faults, confirmsEmail }: { faults: readonly FieldProblem[] } & Pick<Terms, 'confirmsEmail'>,
): Promise<FieldProblem[]> {
  const isFine = (field: FieldProblem['field']) => faults.every((fault) => fault.field !== field)
  const problems: FieldProblem[] = []
  if (isFine('username') && (await needs.accounts.findByHandle(user.username, null))) {
    problems.push({ field: 'username', because: 'taken' })
  }
  // Where letters are sent, nobody learns by the time that it takes whether an address is known here (R33).
  if (!confirmsEmail && isFine('email') && (await selectUserByEmail(needs.db.sql, normalEmail(user.email)))) {
    problems.push({ field: 'email', because: 'taken' })
  }
  return problems
}

function write(needs: AccessNeeds, user: NewUser, terms: Terms, passwordHash: string): Promise<Registration> {
  const now = new Date(needs.clock.now())
  return needs.db.transact(async (tx) => {
    const invited = terms.inviteCode !== undefined && (await useInvite(tx.sql, terms.inviteCode, now))
    const state: UserState | undefined = terms.stateFor(invited)
    if (!state) throw new InvalidInvite()
    const account = await needs.accounts.createLocalAccount(tx, {
      username: user.username,
      displayName: storable(user.displayName ?? '', 100),
      locked: user.locked ?? true,
    })
    await insertUser(tx.sql, {
      accountId: account.id,
      email: user.email.trim(),
      emailNormal: normalEmail(user.email),
      passwordHash,
      role: terms.role,
      state,
      signUpReason: storable(user.reason ?? '', 2000) || null,
      emailConfirmedAt: terms.confirmsEmail ? null : now,
      locale: storable(user.locale ?? '', 20) || 'en',
      createdAt: now,
    })
    await needs.announce(tx, userSignedUp, {
      subject: `account:${account.id}`,
      data: { accountId: account.id, state },
    })
    if (terms.confirmsEmail) await postLetter(needs)(tx, { kind: 'confirm-email', accountId: account.id })
    return { kind: 'registered', account, state, confirmed: !terms.confirmsEmail } as const
  })
}

/** Two who ask at once for the same name are told apart by the database. */
function toProblem(error: unknown): FieldProblem | undefined {
  if (error instanceof InvalidInvite) return { field: 'inviteCode', because: 'invalid' }
  if (isUniqueViolation(error, 'accounts_handle')) return { field: 'username', because: 'taken' }
  if (isUniqueViolation(error, 'users_email_normal_key')) return { field: 'email', because: 'taken' }
  return undefined
}
