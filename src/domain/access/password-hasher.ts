import { hash, verify } from '@node-rs/argon2'
import { createGate } from '#platform/gate/index.ts'

/**
 * Hashes and checks passwords with argon2id. Each takes 19 MiB and some 20 ms of a core, so few run at once and few
 * may wait: a flood of sign-ins must not take the threads that signatures and files need.
 */
export interface PasswordHasher {
  /** @throws HasherBusy */
  hash(password: string): Promise<string>
  /** @param hash undefined: there is no such user; costs the same and answers false (R33). @throws HasherBusy */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** Too many passwords wait to be checked: ask to come back. */
export class HasherBusy extends Error {
  override readonly name = 'HasherBusy'
}

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default algorithm) with m=19 MiB, t=2, p=1. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const maxRunning = 2
const maxWaiting = 64

export function createPasswordHasher(): PasswordHasher {
  const gate = createGate({ atOnce: maxRunning, mostWaiting: maxWaiting })
  const queue = async <T>(act: () => Promise<T>): Promise<T> => {
    if (gate.isFull) throw new HasherBusy('Too many passwords wait to be checked.')
    return gate.enter(act)
  }
  let nobody: Promise<string> | undefined
  return {
    hash: (password) => queue(() => hash(normal(password), cost)),
    async verify(password, given) {
      nobody ??= hash('the password of nobody', cost)
      const against = given ?? (await nobody)
      const matches = await queue(() => verify(against, normal(password)))
      return matches && given !== undefined
    },
  }
}

/** The same characters can be typed as different code points (NIST SP 800-63B, 3.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC')
}
