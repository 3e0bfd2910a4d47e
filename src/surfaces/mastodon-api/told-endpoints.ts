import type { AnyEndpoint } from '#platform/http-server/index.ts'
import type { EndpointNeeds } from './endpoint-needs.ts'
import { presentGroups } from './present/present-groups.ts'
import { presentRequests } from './present/present-requests.ts'
import {
  deleteAnnouncementReaction,
  dismissAnnouncement,
  getAnnouncements,
  putAnnouncementReaction,
} from './v1/announcements/announcements.ts'
import {
  deleteConversationEndpoint,
  getConversations,
  markConversation,
} from './v1/conversations/conversations.ts'
import { dismissNotification } from './v1/notifications/_id/dismiss.post.ts'
import { getNotification } from './v1/notifications/_id.get.ts'
import { clearNotifications } from './v1/notifications/clear.post.ts'
import { destroyNotifications } from './v1/notifications/destroy_multiple.delete.ts'
import { getNotificationRequest } from './v1/notifications/requests/_id.get.ts'
import { answerRequest, answerRequests } from './v1/notifications/requests/answer-requests.ts'
import { getRequestsMerged } from './v1/notifications/requests/merged.get.ts'
import { getNotificationRequests } from './v1/notifications/requests.get.ts'
import { getUnreadCount } from './v1/notifications/unread_count.get.ts'
import { getNotifications } from './v1/notifications.get.ts'
import {
  deletePushSubscription,
  getPushSubscription,
  postPushSubscription,
  putPushSubscription,
} from './v1/push/subscription.ts'
import { getGroupAccounts } from './v2/notifications/_group_key/accounts.get.ts'
import { dismissGroup } from './v2/notifications/_group_key/dismiss.post.ts'
import { getNotificationGroup } from './v2/notifications/_group_key.get.ts'
import { getPolicy, getPolicyV1, patchPolicy, putPolicyV1 } from './v2/notifications/policy.ts'
import { getUnreadGroupCount } from './v2/notifications/unread_count.get.ts'
import { getGroupedNotifications } from './v2/notifications.get.ts'

/** What people are told: notifications, one by one and in groups, their policy and requests, push, announcements, conversations. */
export function listToldEndpoints(needs: EndpointNeeds): AnyEndpoint[] {
  const told = { ...needs, presentGroups: presentGroups(needs), presentRequests: presentRequests(needs) }
  return [
    getNotifications(told),
    getUnreadCount(told),
    getNotification(told),
    clearNotifications(told),
    destroyNotifications(told),
    dismissNotification(told),
    getPolicyV1(told),
    putPolicyV1(told),
    getNotificationRequests(told),
    getRequestsMerged(),
    answerRequests(told, 'accept'),
    answerRequests(told, 'dismiss'),
    getNotificationRequest(told),
    answerRequest(told, 'accept'),
    answerRequest(told, 'dismiss'),
    getGroupedNotifications(told),
    getUnreadGroupCount(told),
    getPolicy(told),
    patchPolicy(told),
    getNotificationGroup(told),
    getGroupAccounts(told),
    dismissGroup(told),
    getAnnouncements(told),
    dismissAnnouncement(told),
    putAnnouncementReaction(told),
    deleteAnnouncementReaction(told),
    getConversations(told),
    markConversation(told, 'read'),
    markConversation(told, 'unread'),
    deleteConversationEndpoint(told),
    postPushSubscription(told),
    getPushSubscription(told),
    putPushSubscription(told),
    deletePushSubscription(told),
  ]
}
