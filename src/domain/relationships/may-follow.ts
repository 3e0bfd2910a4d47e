import { type Account, isActive } from '#domain/accounts/index.ts'

export type FollowRefusal = 'self' | 'blocked' | 'gone' | 'moved'

/** Whether a follow may be asked for at all; the one place that decides it, whoever asks. */
export function mayFollow(
  follower: Account,
  followed: Account,
  blockedEitherWay: boolean,
): { ok: true } | { ok: false; because: FollowRefusal } {
  if (follower.id === followed.id) return { ok: false, because: 'self' }
  if (!isActive(follower) || !isActive(followed) || followed.kind === 'application')
    return { ok: false, because: 'gone' }
  if (blockedEitherWay) return { ok: false, because: 'blocked' }
  if (followed.movedToId !== null) return { ok: false, because: 'moved' }
  return { ok: true }
}
