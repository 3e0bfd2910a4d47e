import './styles/main.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { watchQueue } from './state/checkin-queue.ts'
import { liveness } from './state/live.ts'
import { needsSignIn } from './state/match-route.ts'
import { here, navigate, startRouter } from './state/router.ts'
import { hasToken, resumeSession, signIn } from './state/session.ts'
import { startShortcuts } from './state/shortcuts.ts'
import { startTheme } from './state/theme.ts'
import { refreshUnread } from './state/unread.ts'

const LATER = 2500
const UNREAD_EVERY = 45_000

/** Takes over the page when somebody is signed in or the address needs it; else the server's page stays as it is. */
async function start(): Promise<void> {
  startTheme()
  const { route, path } = here.peek()
  const root = document.getElementById('app')
  if (!root || !route) return
  if (!hasToken() && route.name !== 'signing-in') {
    if (needsSignIn(path, route)) void signIn(location.pathname + location.search)
    return
  }
  if (hasToken()) resumeSession()
  if (path === '/') navigate('/home', { replace: true })
  startRouter()
  startShortcuts()
  await putOnLook()
  root.replaceChildren()
  putOnStyles()
  render(<App />, root)
  watchUnread()
  // What is likely to be asked for next is there by then.
  setTimeout(() => void import('./routes/later.ts').catch(() => undefined), LATER)
  if (hasToken()) watchQueue()
  if (hasToken()) setTimeout(() => void renewPush().catch(() => undefined), LATER)
}

/** The server's own pages carry the client's style sheet switched off: the two looks share names. */
function putOnStyles(): void {
  for (const sheet of document.querySelectorAll<HTMLLinkElement>('link[data-client]')) sheet.media = 'all'
}

/** The client's styles wait, switched off, beside a server-rendered page: the two share class names. */
async function putOnLook(): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[data-client]')]
  for (const link of links) link.media = 'all'
  await Promise.all(
    links
      .filter((link) => !link.sheet)
      .map(
        (link) =>
          new Promise((resolve) => ['load', 'error'].forEach((name) => link.addEventListener(name, resolve))),
      ),
  )
}

async function renewPush(): Promise<void> {
  await (await import('./state/push.ts')).renewPush()
}

function watchUnread(): void {
  const refresh = () => {
    // The stream of notifications counts by itself.
    if (liveness.peek() === 'live') return
    if (hasToken() && document.visibilityState === 'visible' && navigator.onLine) void refreshUnread()
  }
  refresh()
  setInterval(refresh, UNREAD_EVERY)
  document.addEventListener('visibilitychange', refresh)
}

void start()
