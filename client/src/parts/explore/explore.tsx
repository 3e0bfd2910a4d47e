import { getPage } from '../../api/http.ts'
import {
  listTrendingLinks,
  listTrendingPlaces,
  listTrendingTags,
  type TrendingPlace,
} from '../../api/trends.ts'
import { feedOf } from '../../state/feeds.ts'
import { placePath } from '../../state/match-route.ts'
import { here } from '../../state/router.ts'
import { words } from '../../words.ts'
import { describeWhereabouts } from '../describe-place.ts'
import { LinkCard } from '../link-card.tsx'
import { CategoryIcon } from '../place-card.tsx'
import { PostList } from '../post-list.tsx'
import { Empty } from '../states.tsx'
import { countPeople, TagRow } from '../tag-row.tsx'
import { LoadedList } from './loaded-list.tsx'
import { People } from './people.tsx'

const TABS = ['posts', 'places', 'tags', 'links', 'people'] as const
type Tab = (typeof TABS)[number]

/** What others look at now, and whom one could follow: shown while nothing is searched. */
export function Explore() {
  const asked = here.value.query.get('show')
  const tab = TABS.find((one) => one === asked) ?? 'posts'
  return (
    <>
      <nav class="tabs" aria-label={words.explore.tabsLabel}>
        {TABS.map((one) => (
          <a key={one} href={`/search?show=${one}`} aria-current={tab === one ? 'page' : undefined}>
            {words.explore.tabs[one]}
          </a>
        ))}
      </nav>
      <Shown tab={tab} />
    </>
  )
}

function Shown({ tab }: { readonly tab: Tab }) {
  const says = {
    label: words.explore.tabs[tab],
    empty: words.explore.empty[tab],
    emptyHint: words.explore.emptyHint,
  }
  switch (tab) {
    case 'posts':
      return <TrendingPosts />
    case 'places':
      return (
        <LoadedList key={tab} {...says} load={listTrendingPlaces} class="card trend-list">
          {(trend) => <PlaceTrend key={trend.place.id} trend={trend} />}
        </LoadedList>
      )
    case 'tags':
      return (
        <LoadedList key={tab} {...says} load={listTrendingTags} class="card trend-list">
          {(tag) => <TagRow key={tag.name} tag={tag} />}
        </LoadedList>
      )
    case 'links':
      return (
        <LoadedList key={tab} {...says} load={listTrendingLinks} class="link-trends">
          {(link) => (
            <li key={link.url} class="card link-trend">
              <LinkCard card={link} />
              <p class="hint">{words.explore.shared(countPeople(link.history))}</p>
            </li>
          )}
        </LoadedList>
      )
    case 'people':
      return <People />
  }
}

function TrendingPosts() {
  const feed = feedOf('trends', () => ({ first: () => getPage('/api/v1/trends/statuses?limit=20') }))
  return (
    <PostList
      feed={feed}
      label={words.explore.tabs.posts}
      context="public"
      empty={<Empty title={words.explore.empty.posts} hint={words.explore.emptyHint} />}
    />
  )
}

function PlaceTrend({ trend: { place, people } }: { readonly trend: TrendingPlace }) {
  return (
    <li>
      <a class="latest-line" href={placePath(place)}>
        <CategoryIcon category={place.category} precision="venue" />
        <span>
          <strong>{place.name}</strong>
          <span class="hint">
            {[words.explore.people(people), describeWhereabouts(place)].filter(Boolean).join(' · ')}
          </span>
        </span>
      </a>
    </li>
  )
}
