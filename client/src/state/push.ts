import { getPush, type PushSettings, type PushWishes, startPush, stopPush } from '../api/push.ts'
import { words } from '../words.ts'
import { instance } from './session.ts'

/** Everything that wakes; kinds that only those who moderate hear of are theirs alone. */
export const pushKinds = [
  'mention',
  'quote',
  'favourite',
  'reblog',
  'follow',
  'follow_request',
  'status',
  'poll',
  'update',
  'cairn.companion',
] as const
export const staffPushKinds = ['admin.report', 'admin.sign_up', 'cairn.place_report'] as const

export type PushKind = (typeof pushKinds)[number] | (typeof staffPushKinds)[number]

/** Before anybody has chosen: what somebody did to the reader, and nothing that comes in heaps. */
export const firstWishes: PushWishes = {
  alerts: Object.fromEntries(
    ['mention', 'quote', 'follow', 'follow_request', 'poll', 'cairn.companion'].map((kind) => [kind, true]),
  ),
  policy: 'all',
}

/** Needs a secure address; on iPhones, the page among the apps. */
export function canBeWoken(): boolean {
  return (
    isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  )
}

/**
 * Asks the person, then the browser's push service, then our server.
 * @throws Error with a sentence for the person
 */
export async function beWoken(wishes: PushWishes): Promise<PushSettings> {
  if ((await Notification.requestPermission()) !== 'granted') throw new Error(words.push.refused)
  const key = instance.value?.configuration?.vapid?.public_key
  if (!key) throw new Error(words.http.unreachable)
  const registration = await navigator.serviceWorker.register('/service-worker.js')
  await navigator.serviceWorker.ready
  const subscription = await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: key })
    .catch(() => {
      throw new Error(words.push.noService)
    })
  return startPush(subscription.toJSON(), wishes)
}

export async function sleep(): Promise<void> {
  await stopPush()
  await forgetPush()
}

/** Ends the browser's own subscription: whoever signs in next is another person. */
export async function forgetPush(): Promise<void> {
  const registration = await findRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
}

/** Browsers change addresses now and then: the server is told of the new one, with the same wishes. */
export async function renewPush(): Promise<void> {
  const registration = canBeWoken() ? await findRegistration() : undefined
  const subscription = await registration?.pushManager.getSubscription()
  if (!subscription) return
  const known = await getPush()
  if (known && known.endpoint !== subscription.endpoint) await startPush(subscription.toJSON(), known)
}

async function findRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  return 'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration('/') : undefined
}
