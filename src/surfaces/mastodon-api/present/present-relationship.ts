import type { Standing } from '#domain/relationships/index.ts'

export function presentRelationship(standing: Standing) {
  return {
    id: standing.accountId,
    following: standing.following,
    showing_reblogs: standing.showBoosts,
    notifying: standing.notify,
    languages: standing.languages,
    followed_by: standing.followedBy,
    blocking: standing.blocking,
    blocked_by: standing.blockedBy,
    muting: standing.muting,
    muting_notifications: standing.mutingNotifications,
    muting_expires_at: standing.mutingExpiresAt?.toISOString() ?? null,
    requested: standing.requested,
    requested_by: standing.requestedBy,
    domain_blocking: standing.domainBlocking,
    endorsed: standing.endorsed,
    note: standing.note,
  }
}
