import type { Account } from '../api/entities.ts'
import { EmojiText } from './content.tsx'

/** An account's picture, cut like a pebble; each account always gets the same of three cuts. */
export function Avatar({ account, size = 46 }: { readonly account: Account; readonly size?: number }) {
  const cut = Array.from(account.acct).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 3
  return (
    <img
      class={`avatar pebble-${cut + 1}`}
      src={account.avatar}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      decoding="async"
    />
  )
}

export function nameOf(account: Account): string {
  return account.display_name || account.username
}

/** Display name with emojis, falling back to the user name. */
export function Name({ account }: { readonly account: Account }) {
  return (
    <bdi class="name">
      <EmojiText text={nameOf(account)} emojis={account.emojis} />
    </bdi>
  )
}
