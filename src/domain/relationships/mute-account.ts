import type { AccountId } from '#domain/accounts/index.ts'
import { upsertMute } from './block-store.ts'
import { accountMuted } from './events.ts'
import type { RelationshipsNeeds } from './needs.ts'

export interface Mute {
  readonly muterId: AccountId
  readonly mutedId: AccountId
  readonly hideNotifications?: boolean | undefined
  /** Seconds until the mute ends by itself; 0 or absent: never. */
  readonly durationSeconds?: number | undefined
}

/** Mutes, or changes a mute. The muted account never learns of it. @returns false when one would mute oneself. */
export const muteAccount =
  (needs: RelationshipsNeeds) =>
  async (mute: Mute): Promise<boolean> => {
    if (mute.muterId === mute.mutedId) return false
    await needs.db.transact(async (tx) => {
      await upsertMute(tx.sql, {
        id: needs.ids.next(),
        muterId: mute.muterId,
        mutedId: mute.mutedId,
        hideNotifications: mute.hideNotifications ?? true,
        expiresAt: mute.durationSeconds ? new Date(Date.now() + mute.durationSeconds * 1000) : null,
      })
      await needs.announce(tx, accountMuted, {
        subject: `mute:${mute.muterId}:${mute.mutedId}`,
        data: { muterId: mute.muterId, mutedId: mute.mutedId },
      })
    })
    return true
  }
