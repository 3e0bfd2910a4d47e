import { getPreferences } from '../../api/checkins.ts'
import type { PlaceOnPost } from '../../api/entities.ts'
import { getLeaderboard, listCrossings, listCrowns, listFriendsLatest } from '../../api/journal.ts'
import { placePath, profilePath, threadPath } from '../../state/match-route.ts'
import { me } from '../../state/session.ts'
import { words } from '../../words.ts'
import { Avatar, Name } from '../avatar.tsx'
import { describePlace } from '../describe-place.ts'
import { CategoryIcon } from '../place-card.tsx'
import { Time } from '../time.tsx'
import { useLoad } from '../use-load.ts'

/** What goes on among friends: where they were last, crossed paths, points and crowns. Empty parts stay away. */
export function Friends() {
  return (
    <>
      <Latest />
      <Crossings />
      <Leaderboard />
      <Crowns />
    </>
  )
}

function Latest() {
  const loaded = useLoad(listFriendsLatest, [])
  const posts = loaded.kind === 'ready' ? loaded.value.filter((post) => post.place) : []
  if (posts.length === 0) return null
  return (
    <section class="card panel">
      <h2>{words.journal.friendsLatest}</h2>
      <ul class="journal-list">
        {posts.slice(0, 12).map((post) => (
          <li key={post.id}>
            <Avatar account={post.account} size={32} />
            <span>
              <a href={profilePath(post.account.acct)}>
                <Name account={post.account} />
              </a>
              <a class="hint journal-second" href={threadPath(post)}>
                {post.place && sayPlace(post.place)}
              </a>
            </span>
            <span class="hint">
              <Time at={post.checkin?.arrived_at ?? post.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Crossings() {
  const wish = useLoad(getPreferences, [])
  const loaded = useLoad(listCrossings, [])
  if (wish.kind !== 'ready' || loaded.kind !== 'ready') return null
  const isOff = !wish.value.crossings
  if (!isOff && loaded.value.length === 0) return null
  return (
    <section class="card panel">
      <h2>{words.journal.crossings}</h2>
      <p class="hint">
        {isOff ? words.journal.crossingsOff : words.journal.crossingsHint}{' '}
        {isOff && <a href="/settings#check-ins">{words.journal.crossingsTurnOn}</a>}
      </p>
      <ul class="journal-list">
        {loaded.value.slice(0, 20).map(({ account, place, at, times, status_id: id }) => (
          <li key={`${account.id} ${place.precision} ${place.id ?? place.slug}`}>
            <Avatar account={account} size={32} />
            <span>
              <a href={profilePath(account.acct)}>
                <Name account={account} />
              </a>
              <a class="hint journal-second" href={threadPath({ id, account })}>
                {sayPlace(place)}
                {times > 1 && ` · ${words.journal.crossedTimes(times)}`}
              </a>
            </span>
            <span class="hint">
              <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function sayPlace(place: PlaceOnPost): string {
  const { lead, name, more } = describePlace(place)
  return `${lead} ${name}${more ? `, ${more}` : ''}`
}

function Leaderboard() {
  const loaded = useLoad(getLeaderboard, [])
  if (loaded.kind !== 'ready' || loaded.value.length < 2) return null
  return (
    <section class="card panel">
      <h2>{words.journal.leaderboard}</h2>
      <p class="hint">{words.journal.leaderboardHint}</p>
      <ol class="journal-list">
        {loaded.value.slice(0, 10).map(({ account, points }) => (
          <li key={account.id} aria-current={account.id === me.value?.id ? 'true' : undefined}>
            <Avatar account={account} size={32} />
            <a href={profilePath(account.acct)}>
              <Name account={account} />
            </a>
            <strong>{points}</strong>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Crowns() {
  const id = me.value?.id
  const loaded = useLoad(async (signal) => (id ? listCrowns(id, signal) : []), [id])
  if (loaded.kind !== 'ready' || loaded.value.length === 0) return null
  return (
    <section class="card panel">
      <h2>{words.journal.crowns}</h2>
      <ul class="journal-list">
        {loaded.value.map(({ place, days }) => (
          <li key={place.id}>
            <CategoryIcon category={place.category} />
            <a href={placePath(place)}>{place.name}</a>
            <span class="hint">{words.journal.crownDays(days)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
