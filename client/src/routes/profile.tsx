import { type AccountTab, findAccount, listAccountPosts, searchAccounts } from '../api/accounts.ts'
import type { Account } from '../api/entities.ts'
import { ApiError } from '../api/http.ts'
import { AccountList } from '../parts/account-list.tsx'
import { nameOf } from '../parts/avatar.tsx'
import { Frame } from '../parts/frame.tsx'
import { LatestPlaces } from '../parts/latest-places.tsx'
import { Missing } from '../parts/missing.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PostList } from '../parts/post-list.tsx'
import { PostsMap } from '../parts/posts-map.tsx'
import { ProfileHeader } from '../parts/profile-header.tsx'
import { Empty, Skeletons } from '../parts/states.tsx'
import { useLoad } from '../parts/use-load.ts'
import { feedOf } from '../state/feeds.ts'
import { profilePath } from '../state/match-route.ts'
import { relationshipOf } from '../state/relationships.ts'
import { here } from '../state/router.ts'
import { words } from '../words.ts'

const TABS: readonly AccountTab[] = ['posts', 'replies', 'media', 'checkins']

/** Somebody's profile, with their posts, pictures, check-ins, followers and followed accounts. */
export function ProfilePage({ acct }: { readonly acct: string }) {
  const loaded = useLoad((signal) => findAnywhere(acct, signal), [acct])
  if (loaded.kind !== 'ready') {
    return (
      <Frame>
        <PageHead title={`@${acct}`} back />
        {loaded.kind === 'loading' ? (
          <Skeletons count={2} />
        ) : (
          <Missing failure={loaded} hint={words.profile.missing} />
        )}
      </Frame>
    )
  }
  return <Profile key={loaded.value.id} account={loaded.value} />
}

function Profile({ account }: { readonly account: Account }) {
  const section = here.value.query.get('tab') ?? 'posts'
  const tab = TABS.find((one) => one === section) ?? 'posts'
  const feed = profileFeed(account.id, tab)
  const blocked = relationshipOf(account.id).value?.blocking === true
  if (section === 'followers' || section === 'following') {
    const title =
      section === 'followers'
        ? words.profile.followersTitle(nameOf(account))
        : words.profile.followingTitle(nameOf(account))
    return (
      <Frame>
        <PageHead title={title} back />
        <AccountList
          key={section}
          path={`/api/v1/accounts/${account.id}/${section}`}
          label={title}
          emptyTitle={words.profile.nobody}
        />
      </Frame>
    )
  }
  return (
    <Frame aside={<LatestPlaces feed={feed} />}>
      <PageHead title={nameOf(account)} back />
      <ProfileHeader account={account} />
      <nav class="tabs" aria-label={words.profile.tabsLabel}>
        {TABS.map((one) => (
          <a
            key={one}
            href={`${profilePath(account.acct)}${one === 'posts' ? '' : `?tab=${one}`}`}
            aria-current={tab === one ? 'page' : undefined}
          >
            {words.profile.tabs[one]}
          </a>
        ))}
      </nav>
      {tab === 'checkins' && <PostsMap feed={feed} class="profile-map" />}
      {blocked ? (
        <Empty title={words.profile.blocked} hint={words.profile.blockedHint} />
      ) : (
        <PostList
          key={tab}
          feed={feed}
          label={words.profile.tabs[tab]}
          context="account"
          empty={<Empty title={words.feed.emptyProfile} hint={words.feed.emptyProfileHint} />}
        />
      )}
    </Frame>
  )
}

function profileFeed(id: string, tab: AccountTab) {
  return feedOf(`account:${id}:${tab}`, () => ({
    first: () => listAccountPosts(id, tab),
    wants: (post) => tab !== 'checkins' || Boolean(post.place ?? post.reblog?.place),
  }))
}

/** Looks up here first; somebody from elsewhere whom this server never met is asked for there. */
async function findAnywhere(acct: string, signal: AbortSignal): Promise<Account> {
  try {
    return await findAccount(acct, signal)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404 || !acct.includes('@')) throw error
    const found = (await searchAccounts(`@${acct}`, true, signal)).find(
      (one) => one.acct.toLowerCase() === acct.toLowerCase(),
    )
    if (!found) throw error
    return found
  }
}
