import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { FilterContext } from '../api/entities.ts'
import { getTag } from '../api/tags.ts'
import { FeedTabs } from '../parts/feed-tabs.tsx'
import { Frame } from '../parts/frame.tsx'
import { LatestPlaces } from '../parts/latest-places.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PostList } from '../parts/post-list.tsx'
import { Prompt } from '../parts/prompt.tsx'
import { Empty } from '../parts/states.tsx'
import { TagFollowButton } from '../parts/tag-follow-button.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { useLoad } from '../parts/use-load.ts'
import { type Feed, type FeedSource, feedOf, timelineSource } from '../state/feeds.ts'
import { words } from '../words.ts'

type Main = 'home' | 'local' | 'global'

const SOURCES: Readonly<Record<Main, () => FeedSource>> = {
  home: () => timelineSource('/api/v1/timelines/home', { stream: 'user' }),
  local: () => timelineSource('/api/v1/timelines/public?local=true', { stream: 'public:local' }),
  global: () => timelineSource('/api/v1/timelines/public', { stream: 'public' }),
}

/** Home, local and global: the three feeds that everybody has. */
export function MainFeedPage({ name }: { readonly name: Main }) {
  const feed = feedOf(name, SOURCES[name])
  const { title, lead } = words.feed[name]
  return (
    <Frame aside={<LatestPlaces feed={feed} />}>
      <TopBar />
      <FeedTabs />
      <PageHead title={title} lead={lead} />
      {name === 'home' && <Prompt />}
      <PostList
        key={name}
        feed={feed}
        label={title}
        context={name === 'home' ? 'home' : 'public'}
        empty={<EmptyMain name={name} />}
      />
    </Frame>
  )
}

function EmptyMain({ name }: { readonly name: Main }) {
  if (name === 'home') {
    return (
      <Empty title={words.feed.emptyHome} hint={words.feed.emptyHomeHint}>
        <a class="button button-primary" href="/search">
          {words.feed.findPeople}
        </a>
        <a class="button" href="/local">
          {words.feed.seeLocal}
        </a>
      </Empty>
    )
  }
  if (name === 'global') {
    return (
      <Empty title={words.feed.emptyGlobal} hint={words.feed.emptyGlobalHint}>
        <a class="button button-primary" href="/search">
          {words.feed.findPeople}
        </a>
      </Empty>
    )
  }
  return (
    <Empty title={words.feed.emptyLocal} hint={words.feed.emptyLocalHint}>
      <a class="button button-clay" href="/check-in">
        {words.nav.checkIn}
      </a>
    </Empty>
  )
}

/** Posts that carry a tag. */
export function TagPage({ tag }: { readonly tag: string }) {
  const feed = feedOf(`tag:${tag}`, () =>
    timelineSource(`/api/v1/timelines/tag/${encodeURIComponent(tag)}`, { stream: 'hashtag', tag }),
  )
  const { title, lead } = words.feed.tag(tag)
  return (
    <ListPage
      feed={feed}
      title={title}
      lead={lead}
      action={<FollowTag name={tag} />}
      context="public"
      emptyTitle={words.feed.emptyTag}
      emptyHint={words.feed.emptyTagHint}
    />
  )
}

function FollowTag({ name }: { readonly name: string }) {
  const tag = useLoad((signal) => getTag(name, signal), [name])
  return tag.kind === 'ready' ? <TagFollowButton tag={tag.value} /> : null
}

export function BookmarksPage() {
  const feed = feedOf('bookmarks', () => ({ first: timelineSource('/api/v1/bookmarks').first }))
  return (
    <ListPage
      feed={feed}
      {...words.feed.bookmarks}
      emptyTitle={words.feed.emptyBookmarks}
      emptyHint={words.feed.emptyBookmarksHint}
      refresh
    />
  )
}

export function LikesPage() {
  const feed = feedOf('likes', () => ({ first: timelineSource('/api/v1/favourites').first }))
  return (
    <ListPage
      feed={feed}
      {...words.feed.likes}
      emptyTitle={words.feed.emptyLikes}
      emptyHint={words.feed.emptyLikesHint}
      refresh
    />
  )
}

interface ListPageProps {
  readonly feed: Feed
  readonly title: string
  readonly lead: string
  readonly emptyTitle: string
  readonly emptyHint: string
  readonly action?: ComponentChildren
  readonly context?: FilterContext
  /** These lists change by one's own presses elsewhere, so they start afresh each time. */
  readonly refresh?: boolean
}

function ListPage({
  feed,
  title,
  lead,
  emptyTitle,
  emptyHint,
  action,
  context,
  refresh = false,
}: ListPageProps) {
  useRefresh(feed, refresh)
  return (
    <Frame aside={<LatestPlaces feed={feed} />}>
      <PageHead title={title} lead={lead} back>
        {action}
      </PageHead>
      <PostList
        feed={feed}
        label={title}
        {...(context && { context })}
        empty={<Empty title={emptyTitle} hint={emptyHint} />}
      />
    </Frame>
  )
}

function useRefresh(feed: Feed, wanted: boolean): void {
  useEffect(() => {
    if (wanted && feed.status.peek() !== 'new') void feed.reload()
  }, [feed])
}
