import type { Role } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { type ActionOutcome, type Duty, mayModerate } from '#domain/moderation/index.ts'
import { Refusal, type Viewer } from '#platform/http-server/index.ts'
import { notFound } from '../parameters.ts'

/** Who asks, if the role has that duty: the scope of a token alone is not enough (R22). @throws Refusal 403 */
export function staffOf(viewer: Viewer, duty: Duty): { readonly accountId: AccountId; readonly role: Role } {
  const role = viewer.role as Role
  if (!mayModerate(role, duty)) throw notAllowed()
  return { accountId: viewer.accountId as AccountId, role }
}

/** @throws Refusal 403 or 404 where the action was refused */
export function doneOrRefusal(outcome: ActionOutcome): void {
  if (outcome.ok) return
  if (outcome.because === 'not_found') throw notFound()
  throw notAllowed()
}

export function notAllowed(): Refusal {
  return new Refusal(403, 'This action is not allowed')
}

/** @throws Refusal 422 */
export function taken(what: string): Refusal {
  return new Refusal(422, `Validation failed: ${what} has already been taken`)
}
