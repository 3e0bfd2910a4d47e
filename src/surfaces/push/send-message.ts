import webpush from 'web-push'
import type { PushSubscription } from '#domain/push/index.ts'
import { handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { describeMessage } from './describe-message.ts'
import type { PushNeeds, ShownNotification } from './needs.ts'
import { pushNotification } from './wake-apps.ts'

/** News of yesterday wakes nobody. */
const maxAgeSeconds = 24 * 3600

/** Encrypts, signs and posts one message for each job; a push service gets at most four at a time. */
export function handlePushes(needs: PushNeeds): JobHandler {
  return handleJobs(
    pushNotification,
    { concurrency: 8, perLane: 4, timeoutMs: 20_000, maxAttempts: 6, backOffCapSeconds: 3600 },
    async (jobs, signal) => {
      for (const { payload } of jobs) await push(needs, payload, signal)
    },
  )
}

async function push(
  needs: PushNeeds,
  { subscriptionId, notificationId }: { subscriptionId: string; notificationId: string },
  signal: AbortSignal,
): Promise<void> {
  const subscription = await needs.push.findById(subscriptionId)
  if (!subscription) return
  const notification = await needs.notifications.findNotification(subscription.accountId, notificationId)
  if (!notification) return
  const age = (needs.clock.now() - notification.createdAt.getTime()) / 1000
  if (age > maxAgeSeconds || !(await isWelcome(needs, subscription, notification.fromAccountId))) return
  // What its reader may not see (any more) is not told either.
  const [shown] = await needs.presentNotifications(subscription.accountId, [notification])
  if (shown) await post(needs, subscription, shown, signal)
}

async function isWelcome(
  needs: Pick<PushNeeds, 'relationships'>,
  { policy, accountId }: PushSubscription,
  fromAccountId: PushSubscription['accountId'],
): Promise<boolean> {
  if (policy !== 'followed' && policy !== 'follower') return policy === 'all'
  const pair = policy === 'followed' ? [accountId, fromAccountId] : [fromAccountId, accountId]
  const [follower = accountId, followed = accountId] = pair
  return (await needs.relationships.filterFollowPairs([follower], [followed])).size > 0
}

/** @throws RemoteFault to be tried again, or never */
async function post(
  needs: PushNeeds,
  subscription: PushSubscription,
  shown: ShownNotification,
  signal: AbortSignal,
): Promise<void> {
  const keys = await needs.push.findKeys()
  const { endpoint, headers, body } = webpush.generateRequestDetails(
    { endpoint: subscription.endpoint, keys: { p256dh: subscription.p256dh, auth: subscription.auth } },
    JSON.stringify(describeMessage(shown)),
    {
      vapidDetails: { subject: await findContact(needs), ...keys },
      contentEncoding: subscription.standard ? 'aes128gcm' : 'aesgcm',
      TTL: maxAgeSeconds,
      urgency: 'normal',
    },
  )
  const answer = await needs.http.request({
    method: 'POST',
    url: endpoint,
    headers: toHeaders(headers),
    body: body ?? '',
    maxBytes: 64 * 1024,
    deadlineMs: 10_000,
    signal,
  })
  if (answer.status === 404 || answer.status === 410) return needs.push.forget(subscription.id)
  if (answer.status >= 300)
    throw new RemoteFault('status', `A push service answered ${answer.status}.`, {
      retry: 'never',
      status: answer.status,
    })
}

/** Whom a push service may ask about us (RFC 8292, 2.1): an https address or a mailbox. */
async function findContact({ origin, instance }: PushNeeds): Promise<string> {
  if (origin.startsWith('https:')) return origin
  const { contactEmail } = await instance.getSettings()
  return `mailto:${contactEmail || 'admin@localhost'}`
}

function toHeaders(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(given).filter(([name]) => name.toLowerCase() !== 'content-length')
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}
