import { type AccountId, isActive } from '#domain/accounts/index.ts'
import { createShortCache } from '#platform/cache/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { App, AppId } from './app.ts'
import { selectApp, selectApps } from './app-store.ts'
import { createAttemptLimit } from './attempt-limits.ts'
import { deleteBrowsersBefore } from './browser-store.ts'
import {
  changePassword,
  type PasswordChange,
  type PasswordChangeResult,
  resetPassword,
} from './change-password.ts'
import {
  type Confirmation,
  type ConfirmationRequest,
  confirmEmail,
  isLinkGood,
  requestConfirmation,
} from './confirm-email.ts'
import { confirmPassword } from './confirm-password.ts'
import { createInvite, type NewInvite } from './create-invite.ts'
import { createUser } from './create-user.ts'
import { disableUser, enableUser } from './disable-user.ts'
import { deleteEmailTokensBefore } from './email-store.ts'
import { endAllAccess } from './end-all-access.ts'
import { type CodeExchange, exchangeCode, type TokenResult } from './exchange-code.ts'
import { findHeldToken, loadToken } from './find-token.ts'
import { grantAuthorization } from './grant-authorization.ts'
import { grantClientToken } from './grant-client-token.ts'
import { issueToken } from './issue-token.ts'
import { limitLetters } from './letter-limit.ts'
import { deleteFullLimits } from './letter-limit-store.ts'
import { type AddressedLetter, addressLetter, type Letter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import { endOtherSessions, listOpenAccess, type OpenAccess, shutAppOut } from './open-access.ts'
import { ensureCliApp, ensureFirstPartyApp } from './own-apps.ts'
import { deleteChallengesBefore } from './passkey-store.ts'
import { definePasskeys, type Passkeys } from './passkeys.ts'
import { createPasswordHasher } from './password-hasher.ts'
import { type RecoveryResult, recoverPassword, requestRecovery } from './recover-password.ts'
import { type AppRegistration, type NewApp, registerApp } from './register-app.ts'
import type { NewUser, Registration } from './register-user.ts'
import {
  type AuthorizationRequest,
  type AuthorizationReview,
  type ReviewedAuthorization,
  reviewAuthorization,
} from './review-authorization.ts'
import { approveUser, rejectUser, type UserReview } from './review-user.ts'
import { type RevocationResult, revokeToken } from './revoke-token.ts'
import { deleteExpiredSessions } from './session-store.ts'
import {
  endSession,
  findSession,
  type NewSession,
  type Session,
  type SessionDetails,
  startSession,
} from './sessions.ts'
import { type SignIn, signIn } from './sign-in.ts'
import type { SignInResult } from './sign-in-result.ts'
import { type SignUp, type SignUpResult, signUp } from './sign-up.ts'
import type { TokenGrant, TokenId } from './token.ts'
import { deleteCodesBefore, filterLive } from './token-store.ts'
import type { Role, User, UserDefaults, UserState } from './user.ts'
import {
  countUsers,
  deleteActiveDays,
  selectUnconfirmed,
  selectUser,
  selectUsers,
  selectUsersOf,
  updateUser,
} from './user-store.ts'

export type { App, AppId } from './app.ts'
export type { ClientCredentials } from './authenticate-client.ts'
export { type PasswordChange, type PasswordChangeResult, randomPassword } from './change-password.ts'
export { type FieldProblem, minPasswordLength } from './check-new-user.ts'
export type { Confirmation, ConfirmationRequest } from './confirm-email.ts'
export type { NewInvite } from './create-invite.ts'
export { accessEnded, userSignedUp } from './events.ts'
export type { CodeExchange, TokenResult } from './exchange-code.ts'
export { type AddressedLetter, type Letter, letterDue, linkHours } from './letters.ts'
export type { AccessNeeds } from './needs.ts'
export { accessReactions } from './on-account-gone.ts'
export type { OpenAccess, OpenApp, OpenSession } from './open-access.ts'
export type { Passkey, Passkeys } from './passkeys.ts'
export type { RecoveryResult } from './recover-password.ts'
export { outOfBand } from './redirect-uri.ts'
export type { AppProblem, AppRegistration, NewApp } from './register-app.ts'
export type { NewUser, Registration } from './register-user.ts'
export type {
  AuthorizationRequest,
  AuthorizationReview,
  ReviewedAuthorization,
} from './review-authorization.ts'
export type { UserReview } from './review-user.ts'
export type { RevocationResult } from './revoke-token.ts'
export { hasScope, knownScopes, parseScopes } from './scopes.ts'
export { type NewSession, type Session, sessionMaxAgeMs } from './sessions.ts'
export type { SignIn } from './sign-in.ts'
export type { SignInResult } from './sign-in-result.ts'
export type { SignUp, SignUpResult } from './sign-up.ts'
export type { TokenGrant, TokenId } from './token.ts'
export {
  type CheckinPrecision,
  type Role,
  roles,
  type User,
  type UserDefaults,
  type UserState,
} from './user.ts'

/** Who may enter, and what with. */
export interface Access {
  signUp(request: SignUp): Promise<SignUpResult>
  /** By an operator, whatever the registration mode. */
  createUser(user: NewUser & { readonly role?: Role | undefined }): Promise<Registration>
  signIn(request: SignIn): Promise<SignInResult>
  readonly passkeys: Passkeys
  confirmPassword: ReturnType<typeof confirmPassword>
  changePassword(change: PasswordChange): Promise<PasswordChangeResult>
  /** @returns the new password, or undefined where there is no such user */
  resetPassword(accountId: AccountId): Promise<string | undefined>
  createInvite(invite: NewInvite): Promise<string>

  /** Whether letters are sent, and so addresses are to be confirmed and forgotten passwords can be made anew. */
  readonly sendsMail: boolean
  confirmEmail(token: string): Promise<Confirmation>
  requestConfirmation(accountId: AccountId, email?: string): Promise<ConfirmationRequest>
  /** @returns the seconds to wait, else 0; says nothing of whether somebody here has the address */
  requestRecovery(request: { email: string; address: string }): Promise<number>
  recoverPassword(request: { token: string; password: string }): Promise<RecoveryResult>
  /** Whether the link of a letter would count, without using it up. */
  isLinkGood: ReturnType<typeof isLinkGood>
  /** Whom a letter goes to, with the secret of its link; undefined: to nobody (any more). */
  addressLetter(letter: Letter): Promise<AddressedLetter | undefined>

  startSession(accountId: AccountId, details?: SessionDetails): Promise<NewSession>
  findSession(token: string): Promise<Session | undefined>
  endSession(token: string): Promise<void>
  listOpenAccess(accountId: AccountId, session: string): Promise<OpenAccess>
  endOtherSessions(accountId: AccountId, session: string): Promise<void>
  shutAppOut(accountId: AccountId, appId: AppId): Promise<boolean>
  /** Ends sessions, codes and tokens of an account. */
  endAllSessions(accountId: AccountId): Promise<void>

  /** From memory, at most five seconds old. */
  userFor(accountId: AccountId): Promise<User | undefined>
  /** Of the database: those among accounts who can sign in. */
  findUsers(accountIds: readonly AccountId[]): Promise<ReadonlyMap<AccountId, User>>
  updateUserDefaults(accountId: AccountId, changes: Partial<UserDefaults>): Promise<boolean>
  /** @returns whether there is such a user */
  setRole(accountId: AccountId, role: Role): Promise<boolean>
  /** @param tx the caller's, if it has one */
  approveUser(accountId: AccountId, tx?: Transaction): Promise<UserReview>
  rejectUser(accountId: AccountId, tx?: Transaction): Promise<UserReview>
  disableUser: ReturnType<typeof disableUser>
  enableUser: ReturnType<typeof enableUser>
  listUsers(page: { state?: UserState | undefined; afterId: string; limit: number }): Promise<User[]>
  /** Active users in all, and those seen in 30 and 180 days. Scans the users: keep the answer for a while. */
  countUsers(): Promise<{ total: number; activeMonth: number; activeHalfYear: number }>

  registerApp(app: NewApp): Promise<AppRegistration>
  findApp(id: AppId): Promise<App | undefined>
  findApps(ids: readonly AppId[]): Promise<ReadonlyMap<AppId, App>>
  ensureFirstPartyApp(origin: string): Promise<App>
  reviewAuthorization(request: AuthorizationRequest): Promise<AuthorizationReview>
  grantAuthorization(accountId: AccountId, authorization: ReviewedAuthorization): Promise<string>
  exchangeCode(exchange: CodeExchange): Promise<TokenResult>
  grantClientToken(request: Parameters<ReturnType<typeof grantClientToken>>[0]): Promise<TokenResult>
  revokeToken(request: Parameters<ReturnType<typeof revokeToken>>[0]): Promise<RevocationResult>
  /** For an account that proved itself otherwise. @param appId by default the app "Cairn CLI". @returns the token */
  createTokenFor(accountId: AccountId, scopes: readonly string[], appId?: AppId): Promise<string>
  /**
   * What a bearer token stands for; from memory, so that each request may ask. A revocation, a suspension or a deletion
   * ends it at once here, and in other processes as soon as they are told; after five seconds in any case.
   */
  findToken(bearer: string): Promise<TokenGrant | undefined>
  /** What a token would stand for, if only its user had confirmed the e-mail address. Of the database. */
  findHeldToken(bearer: string): Promise<TokenGrant | undefined>
  /** Which of these tokens still count, asked of the database: for what stays open for long. */
  filterLive(tokenIds: readonly TokenId[]): Promise<ReadonlySet<TokenId>>
  /** Forgets what is remembered, because another process has changed it. */
  forgetRemembered(): void

  /** Deletes expired sessions, codes and links, and accounts whose address nobody has confirmed. @returns how many */
  prune(): Promise<number>
}

const freshMs = 5000
const dayMs = 86_400_000
const keptBrowserDays = 90
const keptActivityDays = 400
/** An address that nobody has confirmed by then is free again. */
const unconfirmedDays = 7
const mostAtOnce = 100

export function defineAccess(needs: AccessNeeds): Access {
  const { clock, db } = needs
  const hasher = createPasswordHasher()
  const cached = { clock, ttlMs: freshMs, max: 10_000 }
  const { changes } = db
  const tokens = createShortCache<string, TokenGrant>({
    ...cached,
    shared: { changes, kind: 'tokens', secretKeys: true },
  })
  const users = createShortCache<AccountId, User>({ ...cached, shared: { changes, kind: 'users' } })
  const limits = {
    byAccount: createAttemptLimit(clock, { burst: 10, refillSeconds: 60 }),
    byAddress: createAttemptLimit(clock, { burst: 30, refillSeconds: 20 }),
    letters: limitLetters(needs),
  }
  const recoveryLimit = createAttemptLimit(clock, { burst: 10, refillSeconds: 60 })
  const signUpLimit = createAttemptLimit(clock, { burst: 20, refillSeconds: 180 })
  const forgetAll = () => {
    tokens.forgetAll()
    users.forgetAll()
  }
  /** Memory must not outlive what an act has changed in the database. */
  const forgetting = async <T>(act: Promise<T>): Promise<T> => {
    const result = await act
    forgetAll()
    return result
  }
  const changeUser = async (accountId: AccountId, changes: Parameters<typeof updateUser>[2]) =>
    forgetting(updateUser(db.sql, accountId, changes))
  const reviewing = async <T>(act: Promise<T>, tx: Transaction | undefined): Promise<T> => {
    tx?.forget(forgetAll)
    return tx ? act : forgetting(act)
  }
  const findToken = loadToken(needs)
  return {
    signUp: signUp(needs, hasher, signUpLimit),
    createUser: createUser(needs, hasher),
    signIn: signIn(needs, hasher, limits),
    passkeys: definePasskeys(needs, limits),
    confirmPassword: confirmPassword(needs, hasher, limits.byAccount),
    changePassword: (change) => forgetting(changePassword(needs, hasher, limits.byAccount)(change)),
    resetPassword: (accountId) => forgetting(resetPassword(needs, hasher)(accountId)),
    createInvite: createInvite(needs),

    sendsMail: needs.sendsMail,
    confirmEmail: (token) => forgetting(confirmEmail(needs)(token)),
    requestConfirmation: requestConfirmation(needs, limits.letters),
    requestRecovery: requestRecovery(needs, { byAddress: recoveryLimit, letters: limits.letters }),
    recoverPassword: (request) => forgetting(recoverPassword(needs, hasher)(request)),
    isLinkGood: isLinkGood(needs),
    addressLetter: addressLetter(needs),

    startSession: startSession(needs),
    findSession: findSession(needs),
    endSession: endSession(needs),
    listOpenAccess: listOpenAccess(needs),
    endOtherSessions: (accountId, session) => forgetting(endOtherSessions(needs)(accountId, session)),
    shutAppOut: (accountId, appId) => forgetting(shutAppOut(needs)(accountId, appId)),
    endAllSessions: (accountId) =>
      forgetting(db.transact((tx) => endAllAccess(needs)(tx, [accountId], { at: new Date(clock.now()) }))),

    userFor: (accountId) => users.get(accountId, () => selectUser(db.sql, accountId)),
    findUsers: async (accountIds) =>
      new Map((await selectUsersOf(db.sql, accountIds)).map((user) => [user.accountId, user])),
    updateUserDefaults: async (accountId, changes) => {
      const found = await updateUser(db.sql, accountId, changes)
      users.forget(accountId)
      return found
    },
    setRole: (accountId, role) => changeUser(accountId, { role }),
    approveUser: (accountId, tx) => reviewing(approveUser(needs)(accountId, tx), tx),
    rejectUser: (accountId, tx) => reviewing(rejectUser(needs)(accountId, tx), tx),
    disableUser: disableUser(needs, forgetAll),
    enableUser: enableUser(forgetAll),
    listUsers: (page) => selectUsers(db.sql, page),
    countUsers: () =>
      countUsers(db.sql, {
        month: new Date(clock.now() - 30 * dayMs),
        halfYear: new Date(clock.now() - 180 * dayMs),
      }),

    registerApp: registerApp(needs),
    findApp: (id) => selectApp(db.sql, id),
    findApps: async (ids) => {
      const apps = ids.length > 0 ? await selectApps(db.sql, [...new Set(ids)]) : []
      return new Map(apps.map((app) => [app.id, app]))
    },
    ensureFirstPartyApp: ensureFirstPartyApp(needs),
    reviewAuthorization: reviewAuthorization(needs),
    grantAuthorization: grantAuthorization(needs),
    exchangeCode: exchangeCode(needs, tokens.forgetAll),
    grantClientToken: grantClientToken(needs),
    revokeToken: revokeToken(needs, tokens.forget),
    createTokenFor: async (accountId, scopes, appId) => {
      const grant = { appId: appId ?? (await ensureCliApp(needs)).id, accountId, scopes }
      return (await issueToken(needs, db.sql, grant)).token.accessToken
    },
    async findToken(bearer) {
      const grant = await tokens.get(bearer, () => findToken(bearer))
      if (!grant?.accountId) return grant
      const account = await needs.accounts.findAccount(grant.accountId)
      return account && isActive(account) ? grant : undefined
    },
    findHeldToken: findHeldToken(needs),
    filterLive: (tokenIds) => filterLive(db.sql, tokenIds),
    forgetRemembered: forgetAll,

    prune: async () => {
      const now = clock.now()
      const sessions = await deleteExpiredSessions(db.sql, new Date(now))
      await deleteBrowsersBefore(db.sql, new Date(now - keptBrowserDays * dayMs))
      await deleteFullLimits(db.sql, new Date(now))
      await deleteEmailTokensBefore(db.sql, new Date(now))
      await deleteChallengesBefore(db.sql, new Date(now))
      const strangers = await selectUnconfirmed(db.sql, new Date(now - unconfirmedDays * dayMs), mostAtOnce)
      for (const accountId of strangers) await needs.accounts.deleteAccount(accountId)
      await deleteActiveDays(db.sql, new Date(now - keptActivityDays * dayMs))
      return sessions + (await deleteCodesBefore(db.sql, new Date(now - dayMs)))
    },
  }
}
