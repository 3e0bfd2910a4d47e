import { accessEnded, userSignedUp } from '#domain/access/index.ts'
import {
  accountDeleted,
  accountKeyRotated,
  accountMoved,
  accountSuspended,
  accountUpdated,
  verifyLinks,
} from '#domain/accounts/index.ts'
import {
  announcementPublished,
  announcementReacted,
  announcementWithdrawn,
} from '#domain/announcements/index.ts'
import { companionAgreed, companionAsked, companionEnded } from '#domain/checkins/index.ts'
import { conversationsMoved } from '#domain/conversations/index.ts'
import { filtersChanged } from '#domain/filters/index.ts'
import { accountWarned, reportFiled } from '#domain/moderation/index.ts'
import { notificationsAdded } from '#domain/notifications/index.ts'
import { placeMerged, placeReported } from '#domain/places/index.ts'
import { type DomainPolicy, domainShutOut } from '#domain/policies/index.ts'
import { pollClosed, pollVoted } from '#domain/polls/index.ts'
import {
  postApproved,
  postDeleted,
  postEdited,
  postHidden,
  postLiked,
  postPinned,
  postPolicyChanged,
  postPublished,
  postUnliked,
  postUnpinned,
} from '#domain/posts/index.ts'
import { quoteAccepted, quoteRequested, quoteRevoked } from '#domain/quotes/index.ts'
import {
  accountBlocked,
  accountUnblocked,
  followAccepted,
  followEnded,
  followRejected,
  followRequested,
  followsSevered,
} from '#domain/relationships/index.ts'
import { relayAdded, relayRemoved, relaySubscribed, relayUnsubscribed } from '#domain/relays/index.ts'
import { tagUnfollowed } from '#domain/tags/index.ts'
import { checkEventWiring } from '#platform/events/index.ts'
import { checkJobWiring } from '#platform/jobs/index.ts'
import { type Mailer, openMailer } from '#platform/mail/index.ts'
import { createOutboundHttp, type OutboundHttp } from '#platform/outbound-http/index.ts'
import type { Settings } from '#platform/settings/index.ts'
import { defineFederation, defineRemoteAccounts, type Federation } from '#surfaces/federation/index.ts'
import { defineMailSurface } from '#surfaces/mail/index.ts'
import { definePushSurface } from '#surfaces/push/index.ts'
import { streamedTypes } from '#surfaces/streaming/index.ts'
import { createPostMaps, type PostMaps } from '#surfaces/web/basemap/index.ts'
import { composeRooms, type Rooms } from './compose-rooms.ts'
import { federateCheckins } from './federate-checkins.ts'
import { findFormSecret } from './form-secret.ts'
import type { Platform } from './open-platform.ts'
import { presentersOf } from './presenters-of.ts'
import { readCardsWith } from './read-cards.ts'
import { readPage } from './read-page.ts'
import { readVersion } from './read-version.ts'
import { takeoutFiles } from './takeout-files.ts'
import { type WorkByRole, workOf } from './work.ts'

/** Everything of the server but its doors: what a role starts from. */
export interface App extends AsyncDisposable {
  readonly platform: Platform
  /** The one way out to other servers. */
  readonly http: OutboundHttp
  readonly rooms: Rooms
  readonly federation: Federation
  /** Addresses of the maps of check-ins. */
  readonly postMaps: PostMaps
  /** e.g. `0.1.0` */
  readonly version: string
  /** What stands behind the event log and the queue of jobs, by the role that does it. */
  readonly work: WorkByRole
}

/** Every kind of event; one without a handler, or with two in one consumer, stops the start. */
const events = [
  domainShutOut,
  relayAdded,
  relayRemoved,
  relaySubscribed,
  relayUnsubscribed,
  accountUpdated,
  accountMoved,
  accountSuspended,
  accountDeleted,
  accountKeyRotated,
  userSignedUp,
  accessEnded,
  placeMerged,
  placeReported,
  followsSevered,
  followRequested,
  followAccepted,
  followRejected,
  followEnded,
  accountBlocked,
  accountUnblocked,
  postPublished,
  postEdited,
  postDeleted,
  postHidden,
  postLiked,
  postUnliked,
  postPinned,
  postUnpinned,
  postApproved,
  postPolicyChanged,
  quoteRequested,
  quoteAccepted,
  quoteRevoked,
  companionAsked,
  companionAgreed,
  companionEnded,
  tagUnfollowed,
  reportFiled,
  accountWarned,
  notificationsAdded,
  pollVoted,
  pollClosed,
  filtersChanged,
  announcementPublished,
  announcementReacted,
  announcementWithdrawn,
  conversationsMoved,
]

/** The only place that constructs the application. @throws Error when an event or job has no handler, or two */
export async function compose(platform: Platform): Promise<App> {
  const { settings, log } = platform
  const { origin } = settings
  const version = readVersion()
  const http = createOutboundHttp({
    allowPrivatePeers: settings.allowPrivatePeers,
    userAgent: `Cairn/${version} (+${origin}/)`,
    mayAsk: async (host) => !isShutOut(await rooms.policies.policyFor(host)),
  })
  const rooms = composeRooms(platform, {
    http,
    lookUpRemote: (handles) => remote.lookUpRemote(handles),
    askForAccount: (handle, signal) => remote.resolve.byHandle(handle, signal),
    async askForPost(url) {
      const found = await federation.resolveUrl(url)
      return found?.kind === 'post' ? found.post : undefined
    },
    takeoutFiles: (account, step) =>
      takeoutFiles({ ...base, ...rooms, ...federateCheckins(origin, rooms, postMaps) }, account, step),
  })
  const handleDomain = settings.handleDomain || new URL(origin).host
  const postMaps = createPostMaps({ origin, secret: await findFormSecret(settings) })
  const base = { ...platform, http, origin, handleDomain }
  const remote = defineRemoteAccounts({
    ...base,
    accounts: rooms.accounts,
    emojis: rooms.emojis,
    policies: rooms.policies,
  })
  const federation = defineFederation({
    ...base,
    ...rooms,
    remote,
    ...federateCheckins(origin, rooms, postMaps),
    secureMode: settings.secureMode,
    isLimitedFederation: async () => (await rooms.instance.getSettings()).limitedFederation,
    isRelay: async () => (await rooms.instance.getSettings()).relay !== 'off',
    objectProofs: settings.objectProofs,
    describeServer: async () => {
      const { title, shortDescription, registrations } = await rooms.instance.getSettings()
      return {
        version,
        name: title,
        description: shortDescription,
        openRegistrations: registrations === 'open',
      }
    },
  })
  const push = definePushSurface({
    ...base,
    ...rooms,
    presentNotifications: presentersOf(rooms, platform).presentNotifications,
  })
  const mailer = openMailerOf(settings)
  const mail = defineMailSurface({ ...base, ...rooms, mailer })
  const app: App = {
    platform,
    http,
    rooms,
    federation,
    postMaps,
    version,
    work: {
      worker: {
        consumers: [...rooms.consumers, ...federation.consumers, ...push.consumers],
        jobHandlers: [
          ...rooms.jobHandlers,
          ...federation.jobHandlers,
          ...push.jobHandlers,
          ...mail.jobHandlers,
          rooms.accounts.handleLinkVerification(
            async (url, signal) => (await readPage(http, url, signal))?.html,
          ),
          rooms.cards.handleFetching(readCardsWith(http, { ...base, accounts: rooms.accounts, federation })),
        ],
      },
      'federation-in': { consumers: [], jobHandlers: federation.receiving },
      'federation-out': { consumers: [], jobHandlers: federation.delivering },
    },
    async [Symbol.asyncDispose]() {
      await rooms[Symbol.asyncDispose]()
      mailer?.[Symbol.dispose]()
      await http[Symbol.asyncDispose]()
    },
  }
  // Of all roles together, whichever this process has: some process has each of the others.
  const { consumers, jobHandlers } = workOf(app.work)
  const faults = [
    ...checkEventWiring(events, consumers, [{ types: streamedTypes }]),
    ...checkJobWiring(
      [...rooms.jobTypes, ...federation.jobs, ...push.jobs, ...mail.jobs, verifyLinks],
      jobHandlers,
    ),
  ]
  if (faults.length > 0) throw new Error(`The server is wired wrongly: ${faults.join(' ')}`)
  await rooms.access.ensureFirstPartyApp(origin)
  await federation.ensureInstanceActor()
  log.debug('The application is composed.', { consumers: consumers.map((consumer) => consumer.name) })
  return app
}

function openMailerOf({ smtpServer, smtpSender, origin }: Settings): Mailer | undefined {
  const from = smtpSender ?? `noreply@${new URL(origin).hostname}`
  return smtpServer && openMailer({ server: smtpServer, from })
}

/** Not what limited federation leaves out: push services and linked pages are no peers. */
function isShutOut({ isBlocked, severity }: DomainPolicy): boolean {
  return isBlocked && severity === 'suspend'
}
