import { isValidUsername } from '#domain/accounts/index.ts'
import { isCommonPassword } from './is-common-password.ts'

/** One thing that is wrong with one field. */
export type FieldProblem =
  | { readonly field: 'username'; readonly because: 'invalid' | 'taken' }
  | { readonly field: 'email'; readonly because: 'invalid' | 'taken' | 'blocked' }
  /** Where the request comes from. */
  | { readonly field: 'address'; readonly because: 'blocked' }
  | { readonly field: 'password'; readonly because: PasswordFault }
  | { readonly field: 'inviteCode'; readonly because: 'missing' | 'invalid' }
  | { readonly field: 'reason'; readonly because: 'missing' | 'too-long' }
  | { readonly field: 'dateOfBirth'; readonly because: 'missing' | 'invalid' | 'too-young' }

export type PasswordFault = 'too-short' | 'too-long' | 'common'

export const minPasswordLength = 8
const maxPasswordLength = 256

/** What can be said of a new user's fields without asking the database. */
export function checkNewUser(user: { username: string; email: string; password: string }): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (!isValidUsername(user.username)) problems.push({ field: 'username', because: 'invalid' })
  if (!isEmail(user.email)) problems.push({ field: 'email', because: 'invalid' })
  const fault = passwordFault(user.password, [user.username, user.email, user.email.split('@')[0] ?? ''])
  if (fault) problems.push({ field: 'password', because: fault })
  return problems
}

/** @param ownNames what the password must not consist of */
export function passwordFault(password: string, ownNames: readonly string[]): PasswordFault | undefined {
  if (password.length < minPasswordLength) return 'too-short'
  if (password.length > maxPasswordLength) return 'too-long'
  return isCommonPassword(password, ownNames) ? 'common' : undefined
}

/** One address, one user, however it is written. */
export function normalEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}

export function isEmail(email: string): boolean {
  return (
    email.length <= 254 &&
    /^[^\s\p{Cc}@<>()[\],;:"\\]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{2,63}$/u.test(email.trim())
  )
}
