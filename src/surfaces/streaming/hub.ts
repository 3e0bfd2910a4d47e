import { accessEnded } from '#domain/access/index.ts'
import { accountDeleted, accountSuspended, accountUpdated } from '#domain/accounts/index.ts'
import {
  announcementPublished,
  announcementReacted,
  announcementWithdrawn,
} from '#domain/announcements/index.ts'
import { conversationsMoved } from '#domain/conversations/index.ts'
import { filtersChanged } from '#domain/filters/index.ts'
import { notificationsAdded } from '#domain/notifications/index.ts'
import { postDeleted, postEdited, postHidden, postPublished } from '#domain/posts/index.ts'
import { type QuoteFact, quoteAccepted, quoteRevoked } from '#domain/quotes/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { StreamingNeeds } from './needs.ts'
import type { Registry } from './registry.ts'
import { tellAnnouncementEnds, tellAnnouncementReactions, tellAnnouncements } from './tell-announcements.ts'
import { tellConversations } from './tell-conversations.ts'
import { tellDeletions } from './tell-deletions.ts'
import { tellFilters } from './tell-filters.ts'
import { tellNotifications } from './tell-notifications.ts'
import { postIdOf, tellPosts } from './tell-posts.ts'

/** Tells a registry's listeners of events of one type, in order. */
export type Tell = (events: readonly AppendedEvent[], registry: Registry) => Promise<void>

/** The events that streams tell of, or end by. */
export const streamedTypes: readonly string[] = [
  postPublished,
  postEdited,
  postDeleted,
  postHidden,
  quoteAccepted,
  quoteRevoked,
  notificationsAdded,
  conversationsMoved,
  filtersChanged,
  announcementPublished,
  announcementReacted,
  announcementWithdrawn,
  accessEnded,
  accountUpdated,
  accountSuspended,
  accountDeleted,
].map((event) => event.type)

/** Turns neighbouring events of one type into messages, type after type, so that order stays. */
export function defineHub(needs: StreamingNeeds): Tell {
  const tells = new Map<string, Tell>([
    [postPublished.type, tellPosts(needs, 'update')],
    [postEdited.type, forgetting(needs, tellPosts(needs, 'status.update'))],
    [postDeleted.type, forgetting(needs, tellDeletions(needs, 'everybody'))],
    [postHidden.type, forgetting(needs, tellDeletions(needs, 'others'))],
    [quoteAccepted.type, onlyAgreed(tellPosts(needs, 'status.update'))],
    [quoteRevoked.type, tellPosts(needs, 'status.update')],
    [notificationsAdded.type, tellNotifications(needs)],
    [conversationsMoved.type, tellConversations(needs)],
    [filtersChanged.type, tellFilters],
    [announcementPublished.type, tellAnnouncements(needs)],
    [announcementReacted.type, tellAnnouncementReactions],
    [announcementWithdrawn.type, tellAnnouncementEnds],
  ])
  return async (events, registry) => {
    for (const group of groupNeighbours(events)) {
      await tells.get(group[0]?.type ?? '')?.(group, registry)
    }
  }
}

/** Another process may have changed the post that this one remembers. */
function forgetting(needs: Pick<StreamingNeeds, 'posts'>, tell: Tell): Tell {
  return (events, registry) => {
    needs.posts.forgetViews(events.map(postIdOf))
    return tell(events, registry)
  }
}

/** A quote shows another look once its author elsewhere has agreed, or ours has to one from elsewhere. */
function onlyAgreed(tell: Tell): Tell {
  return async (events, registry) => {
    const news = events.filter(({ data }) => {
      const { again, requestUri, stampId } = data as QuoteFact & {
        again?: true
        requestUri?: string
        stampId: string | null
      }
      // One that needs nobody's consent is agreed to when it is published.
      return !again && (stampId === null || requestUri !== undefined)
    })
    if (news.length > 0) await tell(news, registry)
  }
}

function groupNeighbours(events: readonly AppendedEvent[]): AppendedEvent[][] {
  const groups: AppendedEvent[][] = []
  for (const event of events) {
    const group = groups.at(-1)
    if (group?.[0]?.type === event.type) group.push(event)
    else groups.push([event])
  }
  return groups
}
