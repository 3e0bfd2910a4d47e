import { useEffect, useState } from 'preact/hooks'
import type { Notification } from '../api/entities.ts'
import { describeError, getPage, request } from '../api/http.ts'
import { Avatar, Name } from '../parts/avatar.tsx'
import { CompanionAnswer } from '../parts/checkin/companion-answer.tsx'
import { Frame } from '../parts/frame.tsx'
import { FreshPill } from '../parts/fresh-pill.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PostCard } from '../parts/post-card.tsx'
import { RequestAnswer } from '../parts/request-answer.tsx'
import { Empty, Failure, Skeletons, Spinner } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { profilePath, threadPath } from '../state/match-route.ts'
import { keepPost } from '../state/posts.ts'
import { me } from '../state/session.ts'
import { tell, tellFailure } from '../state/toasts.ts'
import { markRead, unread } from '../state/unread.ts'
import { words } from '../words.ts'

type Filter = 'all' | 'mentions'

const ICONS: Readonly<Record<string, IconName>> = {
  mention: 'reply',
  favourite: 'like',
  reblog: 'boost',
  follow: 'follow',
  follow_request: 'follow',
  update: 'write',
  quote: 'quote',
  quoted_update: 'write',
  status: 'bell',
  'cairn.companion': 'pin',
  'cairn.place_report': 'warning',
}

/** What others did that concerns us, newest first. */
export function NotificationsPage() {
  const [filter, setFilter] = useState<Filter>('all')
  return (
    <Frame>
      <TopBar />
      <PageHead title={words.notifications.title} />
      <div class="tabs" role="group" aria-label={words.notifications.filter}>
        {(['all', 'mentions'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={filter === one} onClick={() => setFilter(one)}>
            {words.notifications[one]}
          </button>
        ))}
      </div>
      <RequestsLink />
      <NotificationList key={filter} filter={filter} />
    </Frame>
  )
}

function RequestsLink() {
  const waiting = me.value?.source.follow_requests_count ?? 0
  if (waiting === 0) return null
  return (
    <a class="notice" href="/follow-requests">
      {words.notifications.requests(waiting)}
    </a>
  )
}

function NotificationList({ filter }: { readonly filter: Filter }) {
  const [list, setList] = useState<readonly Notification[]>([])
  const [next, setNext] = useState<string | null>(
    `/api/v1/notifications?limit=30${filter === 'mentions' ? '&types[]=mention' : ''}`,
  )
  const [busy, setBusy] = useState(true)
  const [trouble, setTrouble] = useState<string | null>(null)
  const load = async (path: string, replace: boolean) => {
    setBusy(true)
    setTrouble(null)
    try {
      const page = await getPage<Notification>(path)
      for (const { status } of page.items) if (status) keepPost(status)
      setList((now) => (replace ? page.items : [...now, ...page.items]))
      setNext(page.items.length > 0 ? page.next : null)
      const newest = page.items[0]
      if (replace && newest) void markRead(newest.id)
    } catch (error) {
      setTrouble(describeError(error))
    }
    setBusy(false)
  }
  const first = `/api/v1/notifications?limit=30${filter === 'mentions' ? '&types[]=mention' : ''}`
  const waiting = unread.value
  useEffect(() => void load(first, true), [])
  useEffect(() => {
    if (waiting > 0 && scrollY < 200 && !busy && document.visibilityState === 'visible')
      void load(first, true)
  }, [waiting])

  const clear = async () => {
    try {
      await request('/api/v1/notifications/clear', { method: 'POST' })
      setList([])
      setNext(null)
      tell(words.notifications.cleared)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <section class="feed" aria-label={words.notifications.title}>
      <FreshPill
        count={list.length > 0 && !busy ? waiting : 0}
        text={words.notifications.fresh}
        onShow={() => void load(first, true)}
      />
      {list.map((one) => (
        <NotificationItem key={one.id} notification={one} />
      ))}
      {busy && (list.length === 0 ? <Skeletons /> : <Spinner />)}
      {trouble && <Failure text={trouble} onRetry={() => void load(next ?? first, list.length === 0)} />}
      {!busy && !trouble && list.length === 0 && (
        <Empty title={words.notifications.empty} hint={words.notifications.emptyHint} />
      )}
      {!busy && list.length > 0 && (
        <div class="list-end">
          {next && (
            <button type="button" class="button" onClick={() => void load(next, false)}>
              {words.feed.more}
            </button>
          )}
          <button type="button" class="button button-quiet" onClick={() => void clear()}>
            {words.notifications.clear}
          </button>
        </div>
      )}
    </section>
  )
}

function NotificationItem({ notification }: { readonly notification: Notification }) {
  const { type, account, status } = notification
  const isReply = type === 'mention' && status?.in_reply_to_account_id === me.value?.id
  const says = words.notifications.says[isReply ? 'reply' : type] ?? words.notifications.other
  const line = (
    <p class="notification-line">
      <span class={`notification-sign sign-${type}`}>
        <Icon name={ICONS[type] ?? 'bell'} size={18} filled={type === 'favourite'} />
      </span>
      <a href={profilePath(account.acct)} class="notification-who">
        <Avatar account={account} size={34} />
        <Name account={account} />
      </a>
      <span>{says}</span>
      <Time at={notification.created_at} />
    </p>
  )
  if ((type === 'mention' || type === 'quote') && status) {
    return (
      <div class="notification notification-full">
        {line}
        <PostCard id={status.id} context="notifications" />
      </div>
    )
  }
  return (
    <div class="notification card">
      {line}
      {status && (
        <a class="notification-excerpt" href={threadPath(status)}>
          {excerptOf(status.content) || status.place?.name || words.post.open}
        </a>
      )}
      {type === 'cairn.companion' && status && <CompanionAnswer postId={status.id} />}
      {type === 'cairn.place_report' && (
        <a class="notification-excerpt" href="/place-reports">
          {words.placeLife.reports.title}
        </a>
      )}
      {type === 'follow_request' && <RequestAnswer account={account} />}
    </div>
  )
}

function excerptOf(html: string): string {
  const text =
    new DOMParser().parseFromString(html.replaceAll(/<\/p>|<br\s*\/?>/g, ' '), 'text/html').body
      .textContent ?? ''
  return text.length > 160 ? `${text.slice(0, 158)}…` : text
}
