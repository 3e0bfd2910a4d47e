import { profilePath } from '../state/match-route.ts'
import { here } from '../state/router.ts'
import { me } from '../state/session.ts'
import { words } from '../words.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { UnreadBadge } from './side-nav.tsx'

/** Navigation at the thumb on phones, with the big check-in button in the middle. */
export function BottomBar() {
  const route = here.value.route
  const account = me.value
  const current = (name: string) => (route?.name === name ? 'page' : undefined)
  return (
    <nav class="bottom" aria-label={words.nav.label}>
      <a href="/home" aria-current={current('home')} aria-label={words.nav.home}>
        <Icon name="home" size={26} />
      </a>
      <a href="/search" aria-current={current('search')} aria-label={words.nav.search}>
        <Icon name="search" size={26} />
      </a>
      <a
        href="/check-in"
        class="bottom-checkin"
        aria-current={current('check-in')}
        aria-label={words.nav.checkIn}
      >
        <Icon name="pin" size={30} />
      </a>
      <a href="/notifications" aria-current={current('notifications')}>
        <Icon name="bell" size={26} />
        <span class="visually-hidden">{words.nav.notifications}</span>
        <UnreadBadge />
      </a>
      <a
        href={account ? profilePath(account.acct) : '/settings'}
        aria-current={route?.name === 'profile' && route.acct === account?.acct ? 'page' : undefined}
        aria-label={words.nav.profile}
      >
        {account ? <Avatar account={account} size={30} /> : <Icon name="user" size={26} />}
      </a>
    </nav>
  )
}
