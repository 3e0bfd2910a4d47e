import { randomBytes } from 'node:crypto'
import type { AccountId } from '#domain/accounts/index.ts'
import { insertInvite } from './invite-store.ts'
import type { AccessNeeds } from './needs.ts'

export interface NewInvite {
  readonly createdBy?: AccountId | undefined
  /** Absent: without bound. */
  readonly maxUses?: number | undefined
  /** Absent: never. */
  readonly expiresAt?: Date | undefined
}

/** Makes a code that lets people sign up. @returns the code, 96 random bits as 16 URL-safe characters */
export const createInvite =
  (needs: AccessNeeds) =>
  async (invite: NewInvite): Promise<string> => {
    const code = randomBytes(12).toString('base64url')
    await insertInvite(needs.db.sql, {
      code,
      createdBy: invite.createdBy ?? null,
      maxUses: invite.maxUses ?? null,
      expiresAt: invite.expiresAt ?? null,
      createdAt: new Date(needs.clock.now()),
    })
    return code
  }
