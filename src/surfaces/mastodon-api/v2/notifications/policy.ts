import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { NotificationPolicy, Notifications, PolicyAction } from '#domain/notifications/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { notificationPolicy, notificationPolicyV1 } from '../../entities/notification.ts'
import { viewerId } from '../../parameters.ts'

interface Needs {
  readonly notifications: Pick<Notifications, 'findPolicy' | 'updatePolicy' | 'countFiltered'>
}

const action = Type.Optional(
  Type.Union([Type.Literal('accept'), Type.Literal('filter'), Type.Literal('drop')]),
)

export const getPolicy = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/notifications/policy',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: notificationPolicy,
    summary: 'Whose notifications are told, wait in requests, or are dropped.',
    handle: ({ viewer }) => presentPolicy(needs, viewerId(viewer)),
  })

export const patchPolicy = (needs: Needs) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v2/notifications/policy',
    access: { who: 'user', scopes: ['write:notifications'] },
    response: notificationPolicy,
    summary: 'Changes whose notifications are told.',
    body: Type.Object({
      for_not_following: action,
      for_not_followers: action,
      for_new_accounts: action,
      for_private_mentions: action,
      for_limited_accounts: action,
    }),
    async handle({ viewer, body }) {
      const me = viewerId(viewer)
      await needs.notifications.updatePolicy(me, {
        ...given('forNotFollowing', body.for_not_following),
        ...given('forNotFollowers', body.for_not_followers),
        ...given('forNewAccounts', body.for_new_accounts),
        ...given('forPrivateMentions', body.for_private_mentions),
        ...given('forLimitedAccounts', body.for_limited_accounts),
      })
      return presentPolicy(needs, me)
    },
  })

/** The first version of the API knew only whether something waits. */
export const getPolicyV1 = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/notifications/policy',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: notificationPolicyV1,
    summary: 'Whose notifications wait in requests, as the first version of the API told it.',
    handle: ({ viewer }) => presentPolicyV1(needs, viewerId(viewer)),
  })

export const putPolicyV1 = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/notifications/policy',
    access: { who: 'user', scopes: ['write:notifications'] },
    response: notificationPolicyV1,
    summary: 'Changes whose notifications wait, as the first version of the API did.',
    body: Type.Object({
      filter_not_following: Type.Optional(Type.Boolean()),
      filter_not_followers: Type.Optional(Type.Boolean()),
      filter_new_accounts: Type.Optional(Type.Boolean()),
      filter_private_mentions: Type.Optional(Type.Boolean()),
    }),
    async handle({ viewer, body }) {
      const me = viewerId(viewer)
      await needs.notifications.updatePolicy(me, {
        ...given('forNotFollowing', toAction(body.filter_not_following)),
        ...given('forNotFollowers', toAction(body.filter_not_followers)),
        ...given('forNewAccounts', toAction(body.filter_new_accounts)),
        ...given('forPrivateMentions', toAction(body.filter_private_mentions)),
      })
      return presentPolicyV1(needs, me)
    },
  })

function given(name: keyof NotificationPolicy, value: PolicyAction | undefined): Partial<NotificationPolicy> {
  return value === undefined ? {} : { [name]: value }
}

function toAction(filter: boolean | undefined): PolicyAction | undefined {
  return filter === undefined ? undefined : filter ? 'filter' : 'accept'
}

async function presentPolicy(needs: Needs, me: AccountId) {
  const [policy, summary] = await Promise.all([needs.notifications.findPolicy(me), presentSummary(needs, me)])
  return {
    for_not_following: policy.forNotFollowing,
    for_not_followers: policy.forNotFollowers,
    for_new_accounts: policy.forNewAccounts,
    for_private_mentions: policy.forPrivateMentions,
    for_limited_accounts: policy.forLimitedAccounts,
    summary,
  }
}

async function presentPolicyV1(needs: Needs, me: AccountId) {
  const [policy, summary] = await Promise.all([needs.notifications.findPolicy(me), presentSummary(needs, me)])
  return {
    filter_not_following: policy.forNotFollowing !== 'accept',
    filter_not_followers: policy.forNotFollowers !== 'accept',
    filter_new_accounts: policy.forNewAccounts !== 'accept',
    filter_private_mentions: policy.forPrivateMentions !== 'accept',
    summary,
  }
}

async function presentSummary(needs: Needs, me: AccountId) {
  const { requests, notifications } = await needs.notifications.countFiltered(me)
  return { pending_requests_count: requests, pending_notifications_count: notifications }
}
