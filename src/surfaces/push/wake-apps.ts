import { notificationsAdded } from '#domain/notifications/index.ts'
import { type Consumer, on } from '#platform/events/index.ts'
import { defineJob } from '#platform/jobs/index.ts'
import type { PushNeeds } from './needs.ts'

/** One message for one subscription. */
export const pushNotification = defineJob<{ subscriptionId: string; notificationId: string }>(
  'push-notification',
)

/** Enqueues a message for every subscription that wants to hear of what was told. */
export function wakeApps(needs: Pick<PushNeeds, 'jobs' | 'push' | 'notifications'>): Consumer {
  return {
    name: 'push',
    reactions: [
      on(notificationsAdded, async (events, tx) => {
        const added = events.flatMap((event) => event.data.added)
        const subscriptions = await needs.push.listOf([...new Set(added.map((one) => one.accountId))])
        if (subscriptions.length === 0) return
        const notifications = await needs.notifications.findAdded(added)
        const messages = notifications.flatMap((notification) =>
          subscriptions
            .filter(
              (one) =>
                one.accountId === notification.accountId &&
                one.policy !== 'none' &&
                one.alerts.includes(notification.kind),
            )
            .map((one) => ({
              payload: { subscriptionId: one.id, notificationId: notification.id },
              // A push service that is slow delays itself alone.
              lane: new URL(one.endpoint).host,
            })),
        )
        if (messages.length > 0) await needs.jobs.enqueueAll(tx, pushNotification, messages)
      }),
    ],
  }
}
