import type { AccountId } from '#domain/accounts/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import {
  type Announcement,
  deleteAnnouncement,
  deleteReaction,
  exists,
  insertAnnouncement,
  insertDismissal,
  insertReaction,
  type SeenAnnouncement,
  selectAll,
  selectCurrent,
} from './announcement-store.ts'

export type { Announcement, SeenAnnouncement } from './announcement-store.ts'

export interface AnnouncementsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly emojis: Pick<Emojis, 'find'>
}

/** What those who run this server tell everybody. */
export interface Announcements {
  /** @returns its id */
  announce(one: Pick<Announcement, 'text' | 'startsAt' | 'endsAt' | 'allDay'>): Promise<string>
  /** @returns whether there was one */
  withdraw(id: string): Promise<boolean>
  listAll(): Promise<Announcement[]>
  listFor(viewerId: AccountId, options: { withDismissed: boolean }): Promise<SeenAnnouncement[]>
  /** @returns whether there is such an announcement */
  dismiss(viewerId: AccountId, id: string): Promise<boolean>
  react(
    viewerId: AccountId,
    id: string,
    name: string,
  ): Promise<'done' | 'not_found' | 'not_an_emoji' | 'too_many'>
  takeBack(viewerId: AccountId, id: string, name: string): Promise<boolean>
}

/** Different emoji on one announcement. */
const mostReactions = 8
const emoji = /^(\p{RGI_Emoji})$/v

export function defineAnnouncements({ db, ids, clock, emojis }: AnnouncementsNeeds): Announcements {
  const { sql } = db
  return {
    async announce(one) {
      const id = ids.next()
      await insertAnnouncement(sql, { ...one, id })
      return id
    },
    withdraw: (id) => deleteAnnouncement(sql, id),
    listAll: () => selectAll(sql),
    listFor: (viewerId, options) => selectCurrent(sql, viewerId, { ...options, now: new Date(clock.now()) }),
    async dismiss(viewerId, id) {
      if (!(await exists(sql, id))) return false
      await insertDismissal(sql, viewerId, id)
      return true
    },
    async react(viewerId, id, name) {
      if (!(await exists(sql, id))) return 'not_found'
      if (!emoji.test(name) && !(await isCustom(emojis, name))) return 'not_an_emoji'
      const done = await insertReaction(sql, { id, name, accountId: viewerId, most: mostReactions })
      return done ? 'done' : 'too_many'
    },
    async takeBack(viewerId, id, name) {
      if (!(await exists(sql, id))) return false
      await deleteReaction(sql, { id, name, accountId: viewerId })
      return true
    },
  }
}

async function isCustom(emojis: Pick<Emojis, 'find'>, name: string): Promise<boolean> {
  const wanted = { domain: null, names: [name] }
  return (await emojis.find([wanted]))(wanted).length > 0
}
