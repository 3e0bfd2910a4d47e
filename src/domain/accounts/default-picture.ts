import type { AccountId } from './account.ts'

/** How many avatars there are for those who have not chosen one; odd, as the lowest bits of ids are much alike. */
export const defaultAvatars = 23

/** The path of what is shown where an account has no picture of its own: always the same avatar for the same account. */
export function defaultPicturePath(which: 'avatar' | 'header', id: AccountId): string {
  return which === 'avatar'
    ? `/static/avatars/${BigInt(id) % BigInt(defaultAvatars)}.png`
    : '/static/header.png'
}
