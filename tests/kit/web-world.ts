import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from '#domain/accounts/index.ts'
import type { Cards } from '#domain/cards/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Filters } from '#domain/filters/index.ts'
import type { Journal } from '#domain/journal/index.ts'
import type { MediaId } from '#domain/media/index.ts'
import type { NewVenue, Place, Places } from '#domain/places/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Draft, Post, Posts, ReceivedPost } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import { type AccessWorld, createAccessWorld } from '#kit/access-world.ts'
import { openRooms } from '#kit/open-rooms.ts'
import type { Database } from '#platform/db/index.ts'
import { createFormGuard } from '#platform/form-guard/index.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { createLog } from '#platform/log/index.ts'
import { createSessionCookies } from '#surfaces/web/auth/index.ts'
import { createPostMaps } from '#surfaces/web/basemap/index.ts'
import { type Assets, registerFiles } from '#surfaces/web/files/index.ts'
import { defineLayout } from '#surfaces/web/index.ts'
import { definePages } from '#surfaces/web/pages/index.ts'

/** The pages with everything that they show, at `https://cairn.test`. */
export interface WebWorld extends Omit<AccessWorld, 'anotherProcess'> {
  readonly relationships: Relationships
  readonly posts: Posts
  readonly places: Places
  readonly checkins: Checkins
  readonly tips: Tips
  readonly journal: Journal
  readonly polls: Polls
  readonly emojis: Emojis
  readonly cards: Cards
  readonly quotes: Quotes
  readonly filters: Filters
  readonly timelines: Timelines
  readonly server: HttpServer
  /** How many queries were built so far. */
  queries(): number
  /** Publishes or throws. */
  publish(author: Account, text: string, more?: Partial<Draft>): Promise<Post>
  checkIn(
    author: Account,
    place: Place,
    more?: Partial<Parameters<Checkins['prepareCheckin']>[0] & Draft>,
  ): Promise<Post>
  addVenue(venue: NewVenue): Promise<Place>
  upload(owner: Account, picture: Buffer, description: string): Promise<MediaId>
  addRemoteAccount(username: string, changes?: Partial<Account>): Promise<Account>
  receive(author: Account, content: string, more?: Partial<ReceivedPost>): Promise<Post>
  /** A cookie header of somebody who is signed in. */
  signIn(account: Account): Promise<string>
}

/** Names as the client's build gives them; nothing is there. */
export const testAssets: Assets = {
  folder: join(tmpdir(), 'cairn-no-build'),
  js: ['/assets/main-AB12CD34.js'],
  preload: ['/assets/chunk-AB12CD34.js'],
  css: ['/assets/pages-AB12CD34.css'],
  clientCss: ['/assets/main-AB12CD34.css'],
  icon: '/assets/icon-AB12CD34.svg',
  touchIcon: '/assets/apple-touch-icon-AB12CD34.png',
  webManifest: '/assets/site-AB12CD34.webmanifest',
  passkeyScript: '/assets/passkey-AB12CD34.js',
  serviceWorker: '/assets/service-worker-AB12CD34.js',
}

export async function createWebWorld(assets: Assets = testAssets): Promise<WebWorld> {
  const origin = 'https://cairn.test'
  const world = await createAccessWorld(origin)
  const folder = await mkdtemp(join(tmpdir(), 'cairn-web-'))
  const log = createLog('silent')
  const counting = countQueries(world.db)
  const ids = createIdMaker(world.clock, 2)
  const rooms = await openRooms({ db: counting.db, ids, clock: world.clock, origin })
  const {
    accounts,
    checkins,
    tips,
    filters,
    journal,
    media,
    places,
    polls,
    emojis,
    cards,
    quotes,
    posts,
    relationships,
    timelines,
  } = rooms

  const sessions = createSessionCookies({ access: world.access, origin })
  const forms = createFormGuard({ origin, secret: 'x'.repeat(32), boundTo: sessions.read })
  const sendPage = defineLayout({ assets, siteTitle: async () => (await world.instance.getSettings()).title })
  const pages = definePages({
    origin,
    version: '1.2.3',
    accounts,
    posts,
    places,
    timelines,
    checkins,
    tips,
    collections: rooms.collections,
    journal,
    instance: world.instance,
    maps: createPostMaps({ origin, secret: 'x'.repeat(32) }),
    sessions,
    forms,
    assets,
    sendPage,
  })
  const server = await createHttpServer({ log, trustProxy: [], https: true, notFoundPage: pages.notFound })
  registerFiles(server, { ...rooms, assets })
  pages.register(server)

  return {
    ...world,
    accounts,
    relationships,
    posts,
    places,
    checkins,
    tips,
    journal,
    polls,
    emojis,
    cards,
    quotes,
    filters,
    timelines,
    server,
    queries: counting.count,
    async publish(author, text, more = {}) {
      const outcome = await posts.publishPost({ authorId: author.id, text, visibility: 'public', ...more })
      if (!outcome.ok) throw new Error(`Not published: ${outcome.because}`)
      return outcome.post
    },
    async checkIn(author, place, more = {}) {
      const intent = {
        authorId: author.id,
        placeId: place.id,
        visibility: 'public',
        precision: 'venue',
      } as const
      const prepared = await checkins.prepareCheckin({ ...intent, ...more })
      if (!prepared.ok) throw new Error(`No check-in: ${prepared.because}`)
      const draft = { authorId: author.id, text: '', visibility: 'public', ...more } as const
      const outcome = await posts.publishPost(draft, prepared.addition)
      if (!outcome.ok) throw new Error(`Not published: ${outcome.because}`)
      return outcome.post
    },
    async addVenue(venue) {
      const outcome = await places.createVenue({ force: true, ...venue })
      if (!outcome.ok) throw new Error('A venue of the test was refused.')
      return outcome.place
    },
    async upload(owner, picture, description) {
      const path = join(folder, 'upload')
      await writeFile(path, picture)
      const outcome = await media.upload({
        accountId: owner.id,
        path,
        declaredType: 'image/jpeg',
        description,
      })
      if (!outcome.ok) throw new Error('A picture of the test was refused.')
      return outcome.media.id
    },
    addRemoteAccount: (username, changes = {}) =>
      accounts.saveRemoteAccount({ ...remoteProfile(username), ...changes } as never),
    async receive(author, content, more = {}) {
      const outcome = await posts.receivePost({ ...receivedPost(author, content, ids.next()), ...more })
      if (outcome.kind === 'deleted') throw new Error('Not received.')
      return outcome.post
    },
    async signIn(account) {
      const { token } = await world.access.startSession(account.id)
      return `__Host-cairn_session=${token}`
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await rooms[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Counts tagged templates: queries and their fragments, so equal numbers mean equal work. */
function countQueries(db: Database): { db: Database; count: () => number } {
  let count = 0
  const sql = new Proxy(db.sql, {
    apply(target, self, parameters) {
      const [first] = parameters as unknown[]
      if (Array.isArray(first) && 'raw' in first) count += 1
      return Reflect.apply(target, self, parameters) as unknown
    },
  })
  return { db: { ...db, sql }, count: () => count }
}

function remoteProfile(username: string) {
  const home = 'https://far.example'
  return {
    username,
    domain: 'far.example',
    kind: 'person',
    displayName: username,
    bio: '',
    fields: [],
    avatarUrl: null,
    headerUrl: null,
    locked: false,
    bot: false,
    discoverable: true,
    uri: `${home}/users/${username}`,
    url: `${home}/@${username}`,
    inboxUrl: `${home}/users/${username}/inbox`,
    sharedInboxUrl: null,
    outboxUrl: null,
    followersUrl: null,
    followingUrl: null,
    featuredUrl: null,
    alsoKnownAs: [],
    createdAt: null,
    keys: [],
  }
}

function receivedPost(author: Account, content: string, number: string): ReceivedPost {
  return {
    authorId: author.id,
    uri: `https://far.example/posts/${number}`,
    url: `https://far.example/@${author.username}/${number}`,
    visibility: 'public',
    replyTo: undefined,
    content,
    contentWarning: '',
    sensitive: false,
    language: 'en',
    mentions: [],
    tags: [],
    media: [],
    publishedAt: new Date(),
    editedAt: null,
  }
}
