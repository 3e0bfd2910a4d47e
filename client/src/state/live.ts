import { signal } from '@preact/signals'
import { getOwnAccount } from '../api/accounts.ts'
import type { Post } from '../api/entities.ts'
import { currentToken } from '../api/http.ts'
import { type Channel, createLiveStream, type LiveStream, REVOKED, type Told } from '../api/stream.ts'
import { dropPost } from './feeds.ts'
import { isOnline } from './now.ts'
import { renewPost } from './posts.ts'
import { refreshUnread } from './unread.ts'

/** `away` only when it is worth saying: one lost connection is mended before anybody would notice. */
export const liveness = signal<'starting' | 'live' | 'away'>('starting')

const UNREAD_AFTER = 250
let stream: LiveStream | null = null

/** Connects for as long as the page lives; call when signed in. */
export function startLive(): void {
  if (stream) return
  stream = createLiveStream({
    connect: () =>
      new WebSocket(
        `${findStreams()}/api/v1/streaming`,
        // A browser can set no header on a WebSocket; in the address the token would stand in logs.
        currentToken() ?? [],
      ),
    opened: () => {
      liveness.value = 'live'
      countUnread()
    },
    lost: (failures, code) => {
      if (failures > 1 || !isOnline.peek()) liveness.value = 'away'
      else if (liveness.peek() === 'live') liveness.value = 'starting'
      // Asking with the refused token ends the session.
      if (code === REVOKED) getOwnAccount().catch(() => undefined)
    },
  })
  listen({ stream: 'user' }, ({ event }) => {
    if (event === 'notification' || event === 'gap') countUnread()
  })
  addEventListener('online', () => stream?.hurry())
  addEventListener('offline', () => stream?.restart())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') stream?.hurry()
  })
}

/** Listens to one stream until the returned function is called. Edits and deletions are applied beforehand. */
export function listen(channel: Channel, heard: (told: Told) => void): () => void {
  return (
    stream?.listen(channel, (told) => {
      if (told.event === 'delete' && told.payload) dropPost(told.payload)
      else if (told.event === 'status.update') renewPost(JSON.parse(told.payload ?? '') as Post)
      heard(told)
    }) ?? (() => undefined)
  )
}

/** The page says where, when it is another host. */
function findStreams(): string {
  const told = document.querySelector<HTMLMetaElement>('meta[name="cairn-streams"]')?.content
  return told ?? location.origin.replace(/^http/, 'ws')
}

let counting: ReturnType<typeof setTimeout> | undefined

/** Many notifications of one moment are counted together. */
function countUnread(): void {
  counting ??= setTimeout(() => {
    counting = undefined
    void refreshUnread()
  }, UNREAD_AFTER)
}
