import { join } from 'node:path'
import { type Access, accessReactions, defineAccess } from '#domain/access/index.ts'
import { type Account, type Accounts, defineAccounts } from '#domain/accounts/index.ts'
import { type Announcements, defineAnnouncements } from '#domain/announcements/index.ts'
import { type Audit, defineAudit } from '#domain/audit/index.ts'
import { type Cards, defineCards } from '#domain/cards/index.ts'
import { type Checkins, defineCheckins } from '#domain/checkins/index.ts'
import { type Collections, defineCollections } from '#domain/collections/index.ts'
import { type Conversations, defineConversations } from '#domain/conversations/index.ts'
import { type Copies, defineCopies } from '#domain/copies/index.ts'
import { type Drafts, defineDrafts } from '#domain/drafts/index.ts'
import { defineEmojis, type Emojis } from '#domain/emojis/index.ts'
import { defineFilters, type Filters } from '#domain/filters/index.ts'
import { defineHistories, type Histories } from '#domain/histories/index.ts'
import { defineImports, type Imports } from '#domain/imports/index.ts'
import { defineInstance, type Instance } from '#domain/instance/index.ts'
import { defineJournal, type Journal } from '#domain/journal/index.ts'
import { defineLists, type Lists } from '#domain/lists/index.ts'
import { createMediaProcessor, defineMedia, type MediaRoom } from '#domain/media/index.ts'
import { defineModeration, type Moderation } from '#domain/moderation/index.ts'
import { defineNotifications, type Notifications } from '#domain/notifications/index.ts'
import { definePlaces, type Places } from '#domain/places/index.ts'
import { definePolicies, type Policies } from '#domain/policies/index.ts'
import { definePolls, type Polls } from '#domain/polls/index.ts'
import { definePosts, type Post, type Posts } from '#domain/posts/index.ts'
import { definePush, type Push } from '#domain/push/index.ts'
import { defineQuotes, type Quotes } from '#domain/quotes/index.ts'
import { defineRelationships, type Relationships } from '#domain/relationships/index.ts'
import { defineRelays, type Relays } from '#domain/relays/index.ts'
import { defineSearch, type Search } from '#domain/search/index.ts'
import { defineStatistics, type Statistics } from '#domain/statistics/index.ts'
import { defineTags, type Tags } from '#domain/tags/index.ts'
import { defineTakeouts, type Takeouts } from '#domain/takeouts/index.ts'
import { defineTimelines, type Timelines } from '#domain/timelines/index.ts'
import { defineTips, type Tips } from '#domain/tips/index.ts'
import { defineTrends, type Trends } from '#domain/trends/index.ts'
import type { ArchiveFile } from '#platform/archives/index.ts'
import type { Consumer } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import type { OutboundHttp } from '#platform/outbound-http/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import { openKeptFiles } from '#platform/storage/index.ts'
import { findStorage } from './find-storage.ts'
import type { Platform } from './open-platform.ts'

/** Every room of the domain, built once. */
export interface Rooms extends AsyncDisposable {
  readonly instance: Instance
  readonly audit: Audit
  readonly policies: Policies
  readonly relays: Relays
  readonly accounts: Accounts
  readonly access: Access
  readonly relationships: Relationships
  readonly copies: Copies
  readonly media: MediaRoom
  readonly emojis: Emojis
  readonly places: Places
  readonly posts: Posts
  readonly cards: Cards
  readonly quotes: Quotes
  readonly polls: Polls
  readonly checkins: Checkins
  readonly tips: Tips
  readonly journal: Journal
  readonly histories: Histories
  readonly lists: Lists
  readonly collections: Collections
  readonly imports: Imports
  readonly takeouts: Takeouts
  readonly tags: Tags
  readonly filters: Filters
  readonly moderation: Moderation
  readonly drafts: Drafts
  readonly timelines: Timelines
  readonly notifications: Notifications
  readonly push: Push
  readonly announcements: Announcements
  readonly conversations: Conversations
  readonly search: Search
  readonly statistics: Statistics
  readonly countInstance: Statistics['countInstance']
  readonly listWeeks: Statistics['listWeeks']
  readonly trends: Trends
  readonly storage: Storage
  readonly consumers: readonly Consumer[]
  readonly jobTypes: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
}

interface Outside {
  readonly http: OutboundHttp
  /** Asks other servers who is behind handles. */
  readonly lookUpRemote: (handles: readonly { username: string; domain: string }[]) => Promise<Account[]>
  /** Asks another server who is behind a handle. @throws when it does not answer */
  readonly askForAccount: (
    handle: { username: string; domain: string },
    signal: AbortSignal,
  ) => Promise<Account | undefined>
  /** Asks another server for a post, by its id or the address of its page. */
  readonly askForPost: (url: string) => Promise<Post | undefined>
  /** Everything of an account, as files. */
  readonly takeoutFiles: (account: Account, step: () => void) => AsyncIterable<ArchiveFile>
}

export function composeRooms(platform: Platform, outside: Outside): Rooms {
  const { settings, clock, log } = platform
  const base = { ...platform, announce: platform.eventLog.announce, origin: settings.origin }
  const storage = findStorage(settings)
  const processor = createMediaProcessor({ log, workDir: join(settings.dataDir, 'uploads') })
  const instance = defineInstance(base)
  const audit = defineAudit(base)
  const policies = definePolicies({ ...base, instance, audit })
  const relays = defineRelays({ ...base, instance, policies, audit })
  const accounts = defineAccounts({ ...base, policies })
  const access = defineAccess({
    ...base,
    accounts,
    instance,
    policies,
    sendsMail: settings.smtpServer !== undefined,
    limits: settings.rateLimit === 0 ? 'off' : 'on',
  })
  const relationships = defineRelationships({ ...base, accounts, policies })
  const keep = { days: settings.remoteMediaDays, mebibytes: settings.remoteMediaMebibytes }
  const copies = defineCopies({ ...base, http: outside.http, policies, storage, keep })
  const media = defineMedia({ ...base, storage, processor, copies })
  const emojis = defineEmojis(base)
  const places = definePlaces(base)
  const posts: Posts = definePosts({
    ...base,
    accounts,
    relationships,
    media,
    lookUpRemote: outside.lookUpRemote,
    showAuthor: (tx, post) => timelines.showAuthor(tx, post),
  })
  const checkins = defineCheckins({ ...base, accounts, media, places, posts, relationships })
  const tips = defineTips({ ...base, places, posts, checkins })
  const journal = defineJournal({ ...base, accounts, places, posts, checkins, relationships })
  const files = openKeptFiles({ dir: join(settings.dataDir, 'histories') })
  const histories = defineHistories({ ...base, places, media, posts, checkins, files })
  const lists = defineLists({ ...base, relationships })
  const collections = defineCollections({ ...base, accounts, relationships })
  const imports = defineImports({
    ...base,
    ...outside,
    handleDomain: settings.handleDomain || new URL(settings.origin).host,
    accounts,
    relationships,
    lists,
    posts,
  })
  const { takeoutFiles } = outside
  const takeouts = defineTakeouts({ ...base, storage, accounts, takeoutFiles })
  const tags = defineTags({ ...base, accounts })
  const filters = defineFilters({ ...base, posts })
  const moderation = defineModeration({ ...base, access, accounts, audit, policies, posts })
  const cards = defineCards({ ...base, posts, storage, processor })
  const quotes = defineQuotes({ ...base, accounts, posts, relationships })
  const polls = definePolls({ ...base, posts })
  const drafts = defineDrafts({ ...base, media, posts, quotes, polls, checkins, tips })
  const timelines: Timelines = defineTimelines({ ...base, accounts, posts, relationships })
  const notifications = defineNotifications({ ...base, accounts })
  const push = definePush(base)
  const announcements = defineAnnouncements({ ...base, emojis })
  const conversations = defineConversations(base)
  const search = defineSearch({ ...base, accounts, places })
  const statistics = defineStatistics({ ...base, access })
  const trends = defineTrends({ ...base, accounts, audit })
  return {
    instance,
    audit,
    policies,
    relays,
    accounts,
    access,
    relationships,
    copies,
    media,
    emojis,
    places,
    posts,
    cards,
    quotes,
    polls,
    checkins,
    tips,
    journal,
    histories,
    lists,
    collections,
    imports,
    takeouts,
    tags,
    filters,
    moderation,
    drafts,
    timelines,
    notifications,
    push,
    announcements,
    conversations,
    search,
    statistics,
    countInstance: statistics.countInstance,
    listWeeks: statistics.listWeeks,
    trends,
    storage,
    consumers: [
      { name: 'access', reactions: accessReactions({ clock, announce: base.announce }) },
      { name: 'relationships', reactions: relationships.reactions },
      { name: 'posts', reactions: posts.reactions },
      { name: 'post-counting', reactions: posts.counting },
      { name: 'checkins', reactions: checkins.reactions },
      { name: 'place-boosts', reactions: checkins.boosting },
      { name: 'tips', reactions: tips.reactions },
      { name: 'tip-boosts', reactions: tips.boosting },
      { name: 'lists', reactions: lists.reactions },
      { name: 'collections', reactions: collections.reactions },
      { name: 'tags', reactions: tags.reactions },
      { name: 'filters', reactions: filters.reactions },
      { name: 'cards', reactions: cards.reactions },
      { name: 'quotes', reactions: quotes.reactions },
      { name: 'polls', reactions: polls.reactions },
      { name: 'journal', reactions: journal.reactions },
      { name: 'histories', reactions: histories.reactions },
      { name: 'imports', reactions: imports.reactions },
      { name: 'takeouts', reactions: takeouts.reactions },
      { name: 'drafts', reactions: drafts.reactions },
      { name: 'home', reactions: timelines.reactions },
      { name: 'notifications', reactions: notifications.reactions },
      { name: 'conversations', reactions: conversations.reactions },
      { name: 'push-access', reactions: push.reactions },
      { name: 'search', reactions: search.reactions },
      { name: 'trends', reactions: trends.reactions },
    ],
    jobTypes: [
      ...relationships.jobs,
      ...cards.jobs,
      ...polls.jobs,
      ...drafts.jobs,
      ...histories.jobs,
      ...imports.jobs,
      ...takeouts.jobs,
    ],
    jobHandlers: [
      ...relationships.jobHandlers,
      ...polls.jobHandlers,
      ...drafts.jobHandlers,
      ...histories.jobHandlers,
      ...imports.jobHandlers,
      ...takeouts.jobHandlers,
    ],
    [Symbol.asyncDispose]: () => processor[Symbol.asyncDispose](),
  }
}
