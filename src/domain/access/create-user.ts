import type { AccessNeeds } from './needs.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { type NewUser, type Registration, registerUser } from './register-user.ts'
import type { Role } from './user.ts'

/**
 * An operator creates a user, whatever the registration mode. The operator may choose a password that is tried first by
 * attackers, as for a demonstration; nobody else may.
 */
export const createUser =
  (needs: AccessNeeds, hasher: PasswordHasher) =>
  (user: NewUser & { readonly role?: Role | undefined }): Promise<Registration> =>
    registerUser(needs, hasher)(user, {
      role: user.role ?? 'user',
      stateFor: () => 'active',
      ignore: (problem) => problem.because === 'common',
    })
