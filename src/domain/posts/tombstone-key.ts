import { createHash } from 'node:crypto'
import type { AccountId } from '#domain/accounts/index.ts'

/** The author is part of the key: nobody can bury a post of a neighbour on the same host before it arrives. */
export function tombstoneKey(uri: string, authorId: AccountId): Buffer {
  return createHash('sha256').update(`${authorId}\n${uri}`).digest()
}
