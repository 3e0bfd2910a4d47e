import { ApiError } from '../api/http.ts'
import { type NewPost, publishPost } from '../api/posts.ts'
import { words } from '../words.ts'
import { keep, readKept } from './kept.ts'
import { me } from './session.ts'
import { tell, tellFailure } from './toasts.ts'

/** A check-in that was made while the server could not be reached. */
interface Queued {
  /** The same for every try: the server takes it once. */
  readonly key: string
  readonly accountId: string
  readonly post: NewPost
}

const NAME = 'checkin-queue'
const MOST = 50
let isSending = false

/** Keeps a check-in on this device until the server can be reached. It has its time, and no position of the device. */
export function queueCheckin(post: NewPost, key: string): void {
  if (!me.value || !post.checkin) return
  const { latitude: _lat, longitude: _lng, accuracy: _acc, ...checkin } = post.checkin
  const told: NewPost = { ...post, checkin: { arrived_at: new Date().toISOString(), ...checkin } }
  const others = read().filter((one) => one.key !== key)
  keep(NAME, [...others, { key, accountId: me.value.id, post: told }].slice(-MOST))
}

/** Sends what waits, in its order: now, and whenever the device is online again. */
export function watchQueue(): void {
  void sendQueued()
  addEventListener('online', () => void sendQueued())
}

async function sendQueued(): Promise<void> {
  if (isSending) return
  isSending = true
  let sent = 0
  try {
    for (const { key, accountId, post } of read()) {
      if (accountId !== me.value?.id) continue
      try {
        await publishPost(post, key)
        sent += 1
      } catch (error) {
        if (!(error instanceof ApiError) || !isRefusal(error)) break
        tellFailure(words.checkin.queueFailed(error.message))
      }
      const left = read().filter((one) => one.key !== key)
      keep(NAME, left.length > 0 ? left : null)
    }
  } finally {
    isSending = false
  }
  if (sent > 0) tell(words.checkin.queueSent(sent))
}

/** Trying again would be refused again; a token that is not taken any more waits for the next sign-in. */
function isRefusal({ status }: ApiError): boolean {
  return status >= 400 && status < 500 && status !== 401 && status !== 429
}

function read(): readonly Queued[] {
  return readKept<readonly Queued[]>(NAME, [])
}
