import { here } from '../state/router.ts'
import { words } from '../words.ts'

const FEEDS = ['home', 'local', 'global', 'near'] as const

/** The four feeds, for small screens where the side navigation is not there. */
export function FeedTabs() {
  const name = here.value.route?.name
  return (
    <nav class="tabs feed-tabs" aria-label={words.nav.feeds}>
      {FEEDS.map((feed) => (
        <a key={feed} href={`/${feed}`} aria-current={name === feed ? 'page' : undefined}>
          {words.nav[feed]}
        </a>
      ))}
    </nav>
  )
}
