import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Accounts, defineAccounts } from '#domain/accounts/index.ts'
import { defineAudit } from '#domain/audit/index.ts'
import { type Cards, defineCards } from '#domain/cards/index.ts'
import { type Checkins, defineCheckins } from '#domain/checkins/index.ts'
import { type Collections, defineCollections } from '#domain/collections/index.ts'
import { type Copies, defineCopies } from '#domain/copies/index.ts'
import { defineEmojis, type Emojis } from '#domain/emojis/index.ts'
import { defineFilters, type Filters } from '#domain/filters/index.ts'
import { defineInstance } from '#domain/instance/index.ts'
import { defineJournal, type Journal } from '#domain/journal/index.ts'
import { createMediaProcessor, defineMedia, type MediaRoom } from '#domain/media/index.ts'
import { definePlaces, type Places } from '#domain/places/index.ts'
import { definePolicies } from '#domain/policies/index.ts'
import { definePolls, type Polls } from '#domain/polls/index.ts'
import { definePosts, type Posts } from '#domain/posts/index.ts'
import { defineQuotes, type Quotes } from '#domain/quotes/index.ts'
import { defineRelationships, type Relationships } from '#domain/relationships/index.ts'
import { defineTimelines, type Timelines } from '#domain/timelines/index.ts'
import { defineTips, type Tips } from '#domain/tips/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import { createEventLog } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { createJobQueue } from '#platform/jobs/index.ts'
import { createLog } from '#platform/log/index.ts'
import { createOutboundHttp } from '#platform/outbound-http/index.ts'
import { openStorage, type Storage } from '#platform/storage/index.ts'

/** The rooms of posts and places as the server composes them, without consumers behind the log. */
export interface OpenRooms extends AsyncDisposable {
  readonly accounts: Accounts
  readonly relationships: Relationships
  readonly copies: Copies
  readonly media: MediaRoom
  readonly places: Places
  readonly posts: Posts
  readonly emojis: Emojis
  readonly cards: Cards
  readonly quotes: Quotes
  readonly polls: Polls
  readonly checkins: Checkins
  readonly tips: Tips
  readonly journal: Journal
  readonly collections: Collections
  readonly filters: Filters
  readonly timelines: Timelines
  readonly storage: Storage
}

interface Machines {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly origin: string
}

export async function openRooms(machines: Machines): Promise<OpenRooms> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-rooms-'))
  const log = createLog('silent')
  const storage = openStorage({ dir: join(folder, 'media') })
  const processor = createMediaProcessor({ log, workDir: join(folder, 'work') })
  const eventLog = createEventLog(machines.db, machines.ids)
  const { announce } = eventLog
  const policies = definePolicies({
    ...machines,
    announce,
    instance: defineInstance(machines),
    audit: defineAudit(machines),
  })
  const accounts = defineAccounts({ ...machines, announce, policies, jobs: createJobQueue(machines.ids) })
  const base = { ...machines, log, announce, accounts, policies, jobs: createJobQueue(machines.ids) }
  const relationships = defineRelationships(base)
  const http = createOutboundHttp({ allowPrivatePeers: [], userAgent: 'Cairn (tests)' })
  const copies = defineCopies({ ...base, http, storage, keep: { days: 7, mebibytes: 64 } })
  const media = defineMedia({ ...base, storage, processor, copies })
  const places = definePlaces(base)
  const posts: Posts = definePosts({
    ...base,
    media,
    relationships,
    lookUpRemote: async () => [],
    showAuthor: (tx, post) => timelines.showAuthor(tx, post),
  })
  const emojis = defineEmojis(base)
  const cards = defineCards({ ...base, posts, storage, processor, jobs: createJobQueue(machines.ids) })
  const quotes = defineQuotes({ ...base, accounts, posts, relationships })
  const polls = definePolls({ ...base, posts, jobs: createJobQueue(machines.ids) })
  const checkins = defineCheckins({ ...base, accounts, media, places, posts, relationships })
  const tips = defineTips({ ...base, places, posts, checkins })
  const collections = defineCollections({ ...base, accounts, relationships })
  const journal = defineJournal({ ...base, places, posts, checkins, relationships })
  const filters = defineFilters({ ...base, posts })
  const timelines = defineTimelines({ ...base, posts, relationships })
  return {
    accounts,
    relationships,
    copies,
    media,
    places,
    posts,
    emojis,
    cards,
    quotes,
    polls,
    checkins,
    tips,
    journal,
    collections,
    filters,
    timelines,
    storage,
    async [Symbol.asyncDispose]() {
      await processor[Symbol.asyncDispose]()
      await http[Symbol.asyncDispose]()
      await eventLog[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
