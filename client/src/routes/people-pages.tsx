import { useState } from 'preact/hooks'
import type { Account } from '../api/entities.ts'
import { AccountList } from '../parts/account-list.tsx'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { RequestAnswer } from '../parts/request-answer.tsx'
import { relate } from '../state/relationships.ts'
import { words } from '../words.ts'

/** People who asked to follow. */
export function FollowRequestsPage() {
  return (
    <Frame>
      <PageHead title={words.requests.title} back />
      <AccountList
        path="/api/v1/follow_requests"
        label={words.requests.title}
        emptyTitle={words.requests.empty}
        emptyHint={words.requests.emptyHint}
        actions={(account) => <RequestAnswer account={account} />}
      />
    </Frame>
  )
}

export function BlocksPage() {
  return (
    <Frame>
      <PageHead title={words.people.blocks} back />
      <AccountList
        path="/api/v1/blocks"
        label={words.people.blocks}
        emptyTitle={words.people.emptyBlocks}
        emptyHint={words.people.emptyHint}
        actions={(account) => <LiftButton account={account} act="unblock" />}
      />
    </Frame>
  )
}

export function MutesPage() {
  return (
    <Frame>
      <PageHead title={words.people.mutes} back />
      <AccountList
        path="/api/v1/mutes"
        label={words.people.mutes}
        emptyTitle={words.people.emptyMutes}
        emptyHint={words.people.emptyHint}
        actions={(account) => <LiftButton account={account} act="unmute" />}
      />
    </Frame>
  )
}

function LiftButton({ account, act }: { readonly account: Account; readonly act: 'unblock' | 'unmute' }) {
  const [lifted, setLifted] = useState(false)
  if (lifted) return null
  return (
    <button
      type="button"
      class="button button-small"
      onClick={() => {
        setLifted(true)
        void relate(account, act)
      }}
    >
      {act === 'unblock' ? words.profile.unblock : words.profile.unmute(account.acct)}
    </button>
  )
}
