import type { AccountId } from '#domain/accounts/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database, Transaction } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import {
  type Announcement,
  countReaction,
  deleteAnnouncement,
  deleteReaction,
  exists,
  insertAnnouncement,
  insertDismissal,
  insertReaction,
  type SeenAnnouncement,
  selectAll,
  selectCurrent,
  selectOne,
} from './announcement-store.ts'
import { announcementPublished, announcementReacted, announcementWithdrawn } from './events.ts'

export type { Announcement, SeenAnnouncement } from './announcement-store.ts'
export { announcementPublished, announcementReacted, announcementWithdrawn } from './events.ts'

export interface AnnouncementsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly emojis: Pick<Emojis, 'find'>
  readonly announce: Announce
}

/** What those who run this server tell everybody. */
export interface Announcements {
  /** @returns its id */
  announce(one: Pick<Announcement, 'text' | 'startsAt' | 'endsAt' | 'allDay'>): Promise<string>
  /** @returns whether there was one */
  withdraw(id: string): Promise<boolean>
  findAnnouncement(id: string): Promise<Announcement | undefined>
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

export function defineAnnouncements({ db, ids, clock, emojis, announce }: AnnouncementsNeeds): Announcements {
  const { sql } = db
  const factOf = (id: string) => ({ subject: `announcement:${id}`, data: { announcementId: id } })
  const tellCount = async (tx: Transaction, id: string, name: string) => {
    const count = await countReaction(tx.sql, id, name)
    const { subject, data } = factOf(id)
    await announce(tx, announcementReacted, { subject, data: { ...data, name, count } })
  }
  return {
    async announce(one) {
      const id = ids.next()
      await db.transact(async (tx) => {
        await insertAnnouncement(tx.sql, { ...one, id })
        await announce(tx, announcementPublished, factOf(id))
      })
      return id
    },
    withdraw: (id) =>
      db.transact(async (tx) => {
        const done = await deleteAnnouncement(tx.sql, id)
        if (done) await announce(tx, announcementWithdrawn, factOf(id))
        return done
      }),
    findAnnouncement: (id) => selectOne(sql, id),
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
      const reaction = { id, name, accountId: viewerId, most: mostReactions }
      return db.transact(async (tx) => {
        if (!(await insertReaction(tx.sql, reaction))) return 'too_many'
        await tellCount(tx, id, name)
        return 'done'
      })
    },
    async takeBack(viewerId, id, name) {
      if (!(await exists(sql, id))) return false
      return db.transact(async (tx) => {
        await deleteReaction(tx.sql, { id, name, accountId: viewerId })
        await tellCount(tx, id, name)
        return true
      })
    },
  }
}

async function isCustom(emojis: Pick<Emojis, 'find'>, name: string): Promise<boolean> {
  const wanted = { domain: null, names: [name] }
  return (await emojis.find([wanted]))(wanted).length > 0
}
