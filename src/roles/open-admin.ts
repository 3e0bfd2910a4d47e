import { join } from 'node:path'
import { defineAccess } from '#domain/access/index.ts'
import { defineAccounts } from '#domain/accounts/index.ts'
import { defineAnnouncements } from '#domain/announcements/index.ts'
import { defineAudit } from '#domain/audit/index.ts'
import { defineEmojiMaking, defineEmojis, maxEmojiBytes } from '#domain/emojis/index.ts'
import { defineInstance } from '#domain/instance/index.ts'
import { createMediaProcessor } from '#domain/media/index.ts'
import { defineActions } from '#domain/moderation/index.ts'
import { definePlaces } from '#domain/places/index.ts'
import { definePolicies } from '#domain/policies/index.ts'
import { defineRelays } from '#domain/relays/index.ts'
import { dropDeadEvent, listDeadEvents, replayDeadEvent } from '#platform/events/index.ts'
import { dropDeadJob, listDeadJobs, replayDeadJob } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import { createOutboundHttp } from '#platform/outbound-http/index.ts'
import type { Settings } from '#platform/settings/index.ts'
import { moveObjects } from '#platform/storage/index.ts'
import type { Admin, DeadLetter, DeadLetters } from '#surfaces/admin-cli/index.ts'
import {
  defineMigration,
  definePeerViews,
  defineRelaying,
  defineRemoteAccounts,
} from '#surfaces/federation/index.ts'
import { findS3, findStorage, mediaFolder } from './find-storage.ts'
import { findStore } from './find-store.ts'
import { openPlatform, type Platform } from './open-platform.ts'

/**
 * Opens what the operator's commands act on: the database of `DATABASE_URL`, that of a server which runs on the data
 * folder, or the embedded one, started for the time of the command.
 * @throws DataDirInUse when a server holds the data folder, but its database does not come up
 */
export async function openAdmin(settings: Settings, log: Log): Promise<Admin> {
  await using stack = new AsyncDisposableStack()
  const store = stack.use(await findStore(settings, log))
  const platform = stack.use(await openPlatform({ ...settings, databaseConnections: 4 }, log, store.url))
  const base = { ...platform, announce: platform.eventLog.announce, origin: settings.origin }
  const instance = defineInstance(base)
  const emojis = defineEmojis(base)
  const audit = defineAudit(base)
  const policies = definePolicies({ ...base, instance, audit })
  const accounts = defineAccounts({ ...base, policies })
  const access = defineAccess({
    ...base,
    accounts,
    instance,
    policies,
    limits: 'off',
    sendsMail: platform.settings.smtpServer !== undefined,
  })
  const http = stack.use(
    createOutboundHttp({
      allowPrivatePeers: settings.allowPrivatePeers,
      userAgent: `Cairn (+${settings.origin}/)`,
      mayAsk: async (host) => (await policies.policyFor(host)).severity !== 'suspend',
    }),
  )
  const { peers, resolve } = defineRemoteAccounts({
    ...base,
    http,
    accounts,
    policies,
    emojis,
    handleDomain: settings.handleDomain || new URL(settings.origin).host,
  })
  const processor = stack.use(
    createMediaProcessor({
      log,
      workDir: join(settings.dataDir, 'uploads'),
      limits: { pictureBytes: maxEmojiBytes, longestSide: emojiSide, previewPixels: emojiSide ** 2 },
    }),
  )
  const storage = findStorage(settings)
  const opened = stack.move()
  return {
    origin: settings.origin,
    accounts,
    access,
    instance,
    policies,
    audit,
    peers: definePeerViews({ ...base, policies }),
    relaying: defineRelaying({
      origin: settings.origin,
      relays: defineRelays({ ...base, instance, policies, audit }),
      peers,
      resolve,
    }),
    actions: defineActions({ ...base, accounts, access, audit }),
    emojis: defineEmojiMaking({ ...base, storage, processor }),
    announcements: defineAnnouncements({ ...base, emojis }),
    places: definePlaces(base),
    migration: defineMigration({ origin: settings.origin, accounts, resolve }),
    async moveMedia(onProgress) {
      const s3 = findS3(settings)
      return s3 && moveObjects(mediaFolder(settings), s3, onProgress)
    },
    deadLetters: openDeadLetters(platform),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** Pixels; apps draw them as high as a line of text. */
const emojiSide = 128

/** Events and jobs share the ids of one maker, so that an id names one of them. */
function openDeadLetters({ db }: Platform): DeadLetters {
  return {
    async list() {
      const events = (await listDeadEvents(db)).map(
        (event): DeadLetter => ({
          id: event.id,
          kind: 'event',
          name: event.type,
          handler: event.consumer,
          data: event.data,
          attempts: event.attempts,
          error: event.lastError,
          diedAt: event.deadAt,
        }),
      )
      const jobs = (await listDeadJobs(db)).map(
        (job): DeadLetter => ({
          id: job.id,
          kind: 'job',
          name: job.kind,
          handler: job.kind,
          data: job.payload,
          attempts: job.attempts,
          error: job.lastError,
          diedAt: job.diedAt,
        }),
      )
      return [...events, ...jobs].sort((a, b) => b.diedAt.getTime() - a.diedAt.getTime())
    },
    replay: async (id) => (await replayDeadEvent(db, id)) + (await replayDeadJob(db, id)),
    drop: async (id) => (await dropDeadEvent(db, id)) + (await dropDeadJob(db, id)),
  }
}
