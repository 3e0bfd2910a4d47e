import type { RegistrationMode } from '#domain/instance/index.ts'
import { addressKey } from '#platform/addresses/index.ts'
import type { AttemptLimit } from './attempt-limits.ts'
import { checkAge } from './check-age.ts'
import { type FieldProblem, normalEmail } from './check-new-user.ts'
import { postLetter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import { HasherBusy, type PasswordHasher } from './password-hasher.ts'
import { type NewUser, type Registration, registerUser } from './register-user.ts'
import { selectUserByEmail } from './user-store.ts'

export interface SignUp extends NewUser {
  readonly inviteCode?: string | undefined
  /** `YYYY-MM-DD`, where the server asks how old people are. It is looked at once, and kept nowhere. */
  readonly dateOfBirth?: string | undefined
  /** Where the request comes from, for the limits. */
  readonly address: string
}

export type SignUpResult =
  | Registration
  | { readonly kind: 'closed' }
  /** `retryAfter` in seconds. */
  | { readonly kind: 'limited'; readonly retryAfter: number }

const maxReasonLength = 2000

/**
 * Somebody joins, as far as the registration mode lets them: `open` at once, `approval` after a moderator's word or
 * with an invite, `invite` with an invite only.
 */
export const signUp =
  (needs: AccessNeeds, hasher: PasswordHasher, limit: AttemptLimit) =>
  async (request: SignUp): Promise<SignUpResult> => {
    const { registrations: mode, minAge } = await needs.instance.getSettings()
    if (mode === 'closed') return { kind: 'closed' }
    const inviteCode = request.inviteCode?.trim() || undefined
    const verdict = await judge(needs, request)
    const problems = [
      ...verdict.problems,
      ...checkMode(mode, request.reason, inviteCode),
      ...checkAge(request.dateOfBirth, minAge, new Date(needs.clock.now())),
    ]
    if (problems.length > 0) return { kind: 'refused', problems }
    const retryAfter = needs.limits === 'on' ? limit.take(addressKey(request.address)) : 0
    if (retryAfter > 0) return { kind: 'limited', retryAfter }
    try {
      const registration = await registerUser(needs, hasher)(request, {
        role: 'user',
        confirmsEmail: needs.sendsMail,
        inviteCode: mode === 'open' ? undefined : inviteCode,
        stateFor: (invited) => {
          const state = stateFor(mode, invited)
          return state === 'active' && verdict.needsApproval ? 'pending' : state
        },
      })
      if (needs.sendsMail && isTaken(registration)) await tellOwner(needs, request.email)
      return registration
    } catch (error) {
      if (error instanceof HasherBusy) return { kind: 'limited', retryAfter: 5 }
      throw error
    }
  }

function isTaken(registration: Registration): boolean {
  return (
    registration.kind === 'refused' &&
    registration.problems.some(({ field, because }) => field === 'email' && because === 'taken')
  )
}

/** Whoever has the address is told, so that the form need not tell whoever asks. */
async function tellOwner(needs: AccessNeeds, email: string): Promise<void> {
  const user = await selectUserByEmail(needs.db.sql, normalEmail(email))
  if (!user) return
  await needs.db.transact((tx) => postLetter(needs)(tx, { kind: 'address-taken', accountId: user.accountId }))
}

/** What moderators have said of the e-mail address and of where the request comes from. */
async function judge(
  { policies }: Pick<AccessNeeds, 'policies'>,
  request: Pick<SignUp, 'address' | 'email'>,
): Promise<{ problems: FieldProblem[]; needsApproval: boolean }> {
  const [address, email] = await Promise.all([
    policies.judgeAddress(request.address),
    policies.judgeEmail(request.email),
  ])
  const problems: FieldProblem[] = []
  if (address === 'no_access' || address === 'sign_up_block')
    problems.push({ field: 'address', because: 'blocked' })
  if (email === 'blocked') problems.push({ field: 'email', because: 'blocked' })
  return { problems, needsApproval: address === 'sign_up_requires_approval' || email === 'approval' }
}

function checkMode(
  mode: Exclude<RegistrationMode, 'closed'>,
  reason: string | undefined,
  inviteCode: string | undefined,
): FieldProblem[] {
  if (mode === 'invite' && !inviteCode) return [{ field: 'inviteCode', because: 'missing' }]
  if (mode === 'approval' && !inviteCode && !reason?.trim()) return [{ field: 'reason', because: 'missing' }]
  if ((reason?.length ?? 0) > maxReasonLength) return [{ field: 'reason', because: 'too-long' }]
  return []
}

function stateFor(
  mode: Exclude<RegistrationMode, 'closed'>,
  invited: boolean,
): 'active' | 'pending' | undefined {
  switch (mode) {
    case 'open':
      return 'active'
    case 'approval':
      return invited ? 'active' : 'pending'
    case 'invite':
      return invited ? 'active' : undefined
  }
}
