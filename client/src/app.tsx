import { useEffect, useErrorBoundary, useRef } from 'preact/hooks'
import { KeysDialog } from './parts/keys-dialog.tsx'
import { lazy } from './parts/lazy.tsx'
import { Failure } from './parts/states.tsx'
import { Toasts } from './parts/toasts.tsx'
import { BookmarksPage, LikesPage, MainFeedPage, TagPage } from './routes/feed-pages.tsx'
import { NotificationsPage } from './routes/notifications.tsx'
import { ProfilePage } from './routes/profile.tsx'
import { SigningInPage } from './routes/signing-in.tsx'
import { ThreadPage } from './routes/thread.tsx'
import { openTask } from './state/composer.ts'
import type { Route } from './state/match-route.ts'
import { here } from './state/router.ts'
import { words } from './words.ts'

const loadLater = () => import('./routes/later.ts')
const BlocksPage = lazy(() => loadLater().then((page) => page.BlocksPage))
const CheckInPage = lazy(() => loadLater().then((page) => page.CheckInPage))
const ComposerDialog = lazy(() => loadLater().then((page) => page.ComposerDialog), true)
const ComposePage = lazy(() => loadLater().then((page) => page.ComposePage))
const FollowRequestsPage = lazy(() => loadLater().then((page) => page.FollowRequestsPage))
const DomainBlocksPage = lazy(() => loadLater().then((page) => page.DomainBlocksPage))
const FiltersPage = lazy(() => loadLater().then((page) => page.FiltersPage))
const FollowedTagsPage = lazy(() => loadLater().then((page) => page.FollowedTagsPage))
const JournalPage = lazy(() => loadLater().then((page) => page.JournalPage))
const JournalDayPage = lazy(() => loadLater().then((page) => page.JournalDayPage))
const JournalYearPage = lazy(() => loadLater().then((page) => page.JournalYearPage))
const ListPage = lazy(() => loadLater().then((page) => page.ListPage))
const ListsPage = lazy(() => loadLater().then((page) => page.ListsPage))
const MutesPage = lazy(() => loadLater().then((page) => page.MutesPage))
const NearPage = lazy(() => loadLater().then((page) => page.NearPage))
const PlaceReportsPage = lazy(() => loadLater().then((page) => page.PlaceReportsPage))
const PlacePage = lazy(() => loadLater().then((page) => page.PlacePage))
const ScheduledPage = lazy(() => loadLater().then((page) => page.ScheduledPage))
const SearchPage = lazy(() => loadLater().then((page) => page.SearchPage))
const SettingsPage = lazy(() => loadLater().then((page) => page.SettingsPage))

/** The whole client: the page that the address names, and what lies above every page. */
export function App() {
  const { route, path } = here.value
  useFocusOnChange(path)
  return (
    <>
      {route && <SafePage key={keyOf(route)} route={route} />}
      {openTask.value && <ComposerDialog />}
      <KeysDialog />
      <Toasts />
    </>
  )
}

function keyOf(route: Route): string {
  return 'acct' in route ? `profile:${route.acct}` : route.name
}

function SafePage({ route }: { readonly route: Route }) {
  const [error] = useErrorBoundary()
  if (error) {
    return (
      <main id="main" class="signing-in">
        <Failure text={words.failed.crash} />
        <button type="button" class="button" onClick={() => location.reload()}>
          {words.failed.reload}
        </button>
      </main>
    )
  }
  return pageOf(route)
}

function pageOf(route: Route) {
  switch (route.name) {
    case 'home':
    case 'local':
    case 'global':
      return <MainFeedPage name={route.name} />
    case 'near':
      return <NearPage />
    case 'notifications':
      return <NotificationsPage />
    case 'check-in':
      return <CheckInPage />
    case 'compose':
      return <ComposePage />
    case 'search':
      return <SearchPage />
    case 'journal':
      return <JournalPage />
    case 'journal-day':
      return <JournalDayPage key={route.day} day={route.day} />
    case 'journal-year':
      return <JournalYearPage key={route.year} year={route.year} />
    case 'settings':
      return <SettingsPage />
    case 'bookmarks':
      return <BookmarksPage />
    case 'likes':
      return <LikesPage />
    case 'blocks':
      return <BlocksPage />
    case 'mutes':
      return <MutesPage />
    case 'lists':
      return <ListsPage />
    case 'filters':
      return <FiltersPage />
    case 'scheduled':
      return <ScheduledPage />
    case 'domain-blocks':
      return <DomainBlocksPage />
    case 'followed-tags':
      return <FollowedTagsPage />
    case 'place-reports':
      return <PlaceReportsPage />
    case 'follow-requests':
      return <FollowRequestsPage />
    case 'signing-in':
      return <SigningInPage />
    case 'tag':
      return <TagPage key={route.tag} tag={route.tag} />
    case 'list':
      return <ListPage key={route.id} id={route.id} />
    case 'profile':
      return <ProfilePage acct={route.acct} />
    case 'thread':
      return <ThreadPage key={route.id} id={route.id} />
    case 'place':
      return <PlacePage key={route.id} id={route.id} />
  }
}

/** After a change of page, keyboard and screen reader start at its heading, as after a real load. */
function useFocusOnChange(path: string): void {
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    requestAnimationFrame(() =>
      (document.querySelector<HTMLElement>('#main h1') ?? document.getElementById('main'))?.focus({
        preventScroll: true,
      }),
    )
  }, [path])
}
