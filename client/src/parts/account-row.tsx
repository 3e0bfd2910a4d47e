import type { ComponentChildren } from 'preact'
import type { Account } from '../api/entities.ts'
import { profilePath } from '../state/match-route.ts'
import { Avatar, Name } from './avatar.tsx'
import { FollowButton } from './follow-button.tsx'

interface AccountRowProps {
  readonly account: Account
  /** Why it is in the list, where that is not plain. */
  readonly why?: string | undefined
  /** Stands in for the follow button. */
  readonly children?: ComponentChildren
}

/** One account in a list, with a button to follow it. */
export function AccountRow({ account, why, children }: AccountRowProps) {
  return (
    <li class="account-row">
      <a href={profilePath(account.acct)} class="account-link">
        <Avatar account={account} size={48} />
        <span class="account-words">
          <Name account={account} />
          <span class="handle">@{account.acct}</span>
          {why && <span class="hint">{why}</span>}
        </span>
      </a>
      {children ?? <FollowButton account={account} small />}
    </li>
  )
}
