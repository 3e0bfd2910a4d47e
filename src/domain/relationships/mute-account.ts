import type { AccountId } from '#domain/accounts/index.ts'
import { upsertMute } from './block-store.ts'
import type { RelationshipsInside } from './needs.ts'

export interface Mute {
  readonly muterId: AccountId
  readonly mutedId: AccountId
  readonly hideNotifications?: boolean | undefined
  /** Seconds until the mute ends by itself; 0 or absent: never. */
  readonly durationSeconds?: number | undefined
}

/** Mutes, or changes a mute. The muted account never learns of it. @returns false when one would mute oneself. */
export const muteAccount =
  (needs: RelationshipsInside) =>
  async (mute: Mute): Promise<boolean> => {
    if (mute.muterId === mute.mutedId) return false
    await upsertMute(needs.db.sql, {
      id: needs.ids.next(),
      muterId: mute.muterId,
      mutedId: mute.mutedId,
      hideNotifications: mute.hideNotifications ?? true,
      expiresAt: mute.durationSeconds ? new Date(needs.clock.now() + mute.durationSeconds * 1000) : null,
    })
    needs.hidden.forget(mute.muterId)
    return true
  }
