import { openTask } from '../state/composer.ts'
import { profilePath } from '../state/match-route.ts'
import { here } from '../state/router.ts'
import { me } from '../state/session.ts'
import { unread } from '../state/unread.ts'
import { words } from '../words.ts'
import { Avatar, Name } from './avatar.tsx'
import { Icon, type IconName, Mark } from './icon.tsx'

const LINKS: ReadonlyArray<
  readonly [
    path: string,
    name:
      | 'home'
      | 'local'
      | 'global'
      | 'near'
      | 'notifications'
      | 'search'
      | 'bookmarks'
      | 'lists'
      | 'journal'
      | 'settings',
    icon: IconName,
  ]
> = [
  ['/home', 'home', 'home'],
  ['/local', 'local', 'local'],
  ['/global', 'global', 'globe'],
  ['/near', 'near', 'near'],
  ['/notifications', 'notifications', 'bell'],
  ['/search', 'search', 'search'],
  ['/bookmarks', 'bookmarks', 'bookmark'],
  ['/lists', 'lists', 'list'],
  ['/journal', 'journal', 'history'],
  ['/settings', 'settings', 'settings'],
]

/** Navigation at the side of wide screens; icons only on middling ones, hidden on phones. */
export function SideNav() {
  const current = here.value.route?.name
  const account = me.value
  return (
    <header class="side">
      <a class="brand" href="/home">
        <Mark size={36} />
        <span class="side-word">{words.product}</span>
      </a>
      <nav class="side-nav" aria-label={words.nav.label}>
        {LINKS.map(([path, name, icon]) => (
          <a
            key={path}
            href={path}
            aria-current={current === name ? 'page' : undefined}
            title={words.nav[name]}
          >
            <Icon name={icon} size={24} />
            <span class="side-word">{words.nav[name]}</span>
            {name === 'notifications' && <UnreadBadge />}
          </a>
        ))}
      </nav>
      <a class="button button-clay side-checkin" href="/check-in" title={words.nav.checkIn}>
        <Icon name="pin" />
        <span class="side-word">{words.nav.checkIn}</span>
      </a>
      <button
        type="button"
        class="button side-write"
        title={words.nav.write}
        onClick={() => (openTask.value = { kind: 'new' })}
      >
        <Icon name="write" />
        <span class="side-word">{words.nav.write}</span>
      </button>
      {account && (
        <a class="side-me" href={profilePath(account.acct)} title={words.nav.profile}>
          <Avatar account={account} size={42} />
          <span class="side-word side-me-words">
            <Name account={account} />
            <span class="handle">@{account.acct}</span>
          </span>
        </a>
      )}
    </header>
  )
}

/** How many notifications wait; nothing when none do. */
export function UnreadBadge() {
  const count = unread.value
  if (count === 0) return null
  return (
    <span class="badge">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="visually-hidden">{words.nav.unread(count)}</span>
    </span>
  )
}
