import { createPerson, eventually, type Person } from '#kit/person.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openDatabase } from '#platform/db/index.ts'
import { ok } from '../conformance/world.ts'
import type { Secret, ViewerName } from './secrets.ts'

/** An author with posts of every kind, and everybody who might see them. */
export interface SightWorld extends AsyncDisposable {
  readonly server: TestServer
  readonly peer: RemotePeer
  readonly people: Readonly<Record<PersonName, Person>>
  readonly actors: Readonly<Record<'elsewhere' | 'followerElsewhere', PeerActor>>
  /** Whatever was published, hidden from somebody or not. */
  readonly secrets: readonly Secret[]
  readonly placeIds: readonly string[]
  readonly pollIds: readonly string[]
}

export type PersonName = 'author' | 'follower' | 'mentioned' | 'stranger' | 'removed' | 'blocked' | 'muting'

const everybody: readonly ViewerName[] = [
  'author',
  'follower',
  'mentioned',
  'stranger',
  'removed',
  'muting',
  'signedOut',
  'elsewhere',
  'followerElsewhere',
]
/** Who mutes the author still follows, and may look. */
const followers: readonly ViewerName[] = ['author', 'follower', 'muting', 'followerElsewhere']
const addressed: readonly ViewerName[] = ['author', 'mentioned']
const nobody: readonly ViewerName[] = []

export async function createSightWorld(beforePublishing: (world: SightWorld) => Promise<void>) {
  const server = await startServer()
  const peer = await startRemotePeer()
  const people = await createPeople(server)
  const actors = {
    elsewhere: peer.createActor('stranger'),
    followerElsewhere: peer.createActor('follower'),
  }
  await relate(people)
  await followFromElsewhere(server, peer, actors.followerElsewhere, people.author)
  await askForArrivals(server, peer)
  const secrets: Secret[] = []
  const placeIds: string[] = []
  const pollIds: string[] = []
  const world: SightWorld = {
    server,
    peer,
    people,
    actors,
    secrets,
    placeIds,
    pollIds,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await peer[Symbol.asyncDispose]()
    },
  }
  await beforePublishing(world)
  await publishAll(world, { secrets, placeIds, pollIds })
  return world
}

async function createPeople(server: TestServer): Promise<SightWorld['people']> {
  const names = ['author', 'follower', 'mentioned', 'stranger', 'removed', 'blocked', 'muting'] as const
  const people: Partial<Record<PersonName, Person>> = {}
  for (const name of names) people[name] = await createPerson(server, name)
  return people as SightWorld['people']
}

/** Those who lost sight of the author had it before: what they marked and kept must not show them anything. */
async function relate(people: SightWorld['people']): Promise<void> {
  const { author } = people
  for (const name of ['follower', 'removed', 'blocked', 'muting'] as const)
    ok(await people[name].post(`/api/v1/accounts/${author.id}/follow`))
}

async function followFromElsewhere(server: TestServer, peer: RemotePeer, actor: PeerActor, author: Person) {
  const [found] = ok(
    await author.get(`/api/v1/accounts/search?resolve=true&q=${actor.username}@${peer.host}`),
  ) as [{ id: string }]
  await peer.post(actor, `${server.origin}/users/author/inbox`, {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: `${actor.uri}#follow`,
    type: 'Follow',
    actor: actor.uri,
    object: `${server.origin}/users/author`,
  })
  await eventually(async () => {
    const [standing] = ok(await author.get(`/api/v1/accounts/relationships?id[]=${found.id}`))
    return standing.followed_by as boolean
  }, 'the follower elsewhere')
}

/** As if the NodeInfo of the other server had been read, which is done now and then. */
async function askForArrivals({ databaseUrl = '' }: TestServer, { host }: RemotePeer): Promise<void> {
  await using db = openDatabase(databaseUrl, { maxConnections: 1 })
  await db.sql`
    insert into peers (host, arrivals) values (${host}, 'wanted')
    on conflict (host) do update set arrivals = excluded.arrivals
  `
}

interface Draft {
  readonly visibility: string
  /** Stands before the words: who is mentioned. */
  readonly prefix?: string
  readonly poll?: object
  readonly in_reply_to_id?: string
}

interface Growing {
  readonly secrets: Secret[]
  readonly placeIds: string[]
  readonly pollIds: string[]
}

async function publishAll(world: SightWorld, growing: Growing): Promise<void> {
  const { people } = world
  const { author, stranger } = people
  const add = async (name: string, sees: readonly ViewerName[], draft: Draft) => {
    const { words, tag } = wordsOf(name, sees)
    const status = `${draft.prefix ?? ''} ${words[0]} #${tag} #shared`
    const { prefix: _prefix, ...more } = draft
    const post = ok(await author.post('/api/v1/statuses', { status, ...more }))
    growing.secrets.push({ name, id: post.id, words, tag, sees: new Set(sees) })
    if (post.poll) growing.pollIds.push(post.poll.id)
    return post.id as string
  }
  const question = { options: ['Yes', 'No'], expires_in: 3600 }
  const strangers = ok(await stranger.post('/api/v1/statuses', { status: 'A stranger asks' })).id
  const open = await add('open', everybody, { visibility: 'public' })
  await add('unlisted', everybody, { visibility: 'unlisted' })
  const guarded = await add('kept', followers, { visibility: 'private', poll: question })
  await add('spoken', [...followers, 'mentioned'], { visibility: 'private', prefix: '@mentioned' })
  const direct = await add('direct', addressed, { visibility: 'direct', prefix: '@mentioned' })
  await add('answered', followers, { visibility: 'private', in_reply_to_id: strangers })
  await add('own', ['author'], { visibility: 'direct' })
  const edited = await add('edited', followers, { visibility: 'private' })
  ok(await author.call('PUT', `/api/v1/statuses/${edited}`, { status: 'zebraedited changed #quaggaedited' }))
  const deleted = await add('deleted', nobody, { visibility: 'public' })
  await addCheckins(world, growing)
  await addTips(world, growing)
  await markAll(people, [open, guarded, deleted, direct])
  ok(await author.post(`/api/v1/statuses/${guarded}/reblog`))
  ok(await author.post(`/api/v1/statuses/${guarded}/pin`))
  ok(await author.call('DELETE', `/api/v1/statuses/${deleted}`))
  ok(await author.post(`/api/v1/accounts/${people.removed.id}/remove_from_followers`))
  ok(await author.post(`/api/v1/accounts/${people.blocked.id}/block`))
  ok(await people.muting.post(`/api/v1/accounts/${author.id}/mute`))
  for (const secret of growing.secrets)
    if (secret.name.startsWith('open')) ok(await people.follower.post(`/api/v1/statuses/${secret.id}/reblog`))
}

/** Everybody likes, boosts, keeps and answers what they can see at the time. */
async function markAll(people: SightWorld['people'], ids: readonly string[]): Promise<void> {
  for (const name of ['follower', 'removed', 'blocked', 'muting', 'mentioned'] as const)
    for (const id of ids) {
      for (const act of ['favourite', 'bookmark']) await people[name].post(`/api/v1/statuses/${id}/${act}`)
      await people[name].post('/api/v1/statuses', { status: 'An answer', in_reply_to_id: id })
    }
}

function wordsOf(name: string, sees: readonly ViewerName[]) {
  const tag = `quagga${name}`
  return { tag, words: [`zebra${name}`, ...(sees.includes('signedOut') ? [] : [tag])] }
}

const exactly = 'precision venue'

/** Advice about places: it says of nobody where they were, but is for its readers alone like any post. */
async function addTips({ people: { author } }: SightWorld, growing: Growing): Promise<void> {
  const kinds = [
    { name: 'tipopen', sees: everybody, visibility: 'public' },
    { name: 'tipkept', sees: followers, visibility: 'private' },
  ] as const
  for (const [index, { name, sees, visibility }] of kinds.entries()) {
    const { words, tag } = wordsOf(name, sees)
    const venue = { name: `Tapir${name}`, latitude: 41.38 + index / 100, longitude: 2.17 }
    const place = ok(await author.post('/api/cairn/v1/places', { ...venue, category: 'amenity=bar' }))
    growing.placeIds.push(place.id)
    const status = `${words[0]} #${tag} #shared`
    const post = ok(
      await author.post('/api/v1/statuses', { status, place_id: place.id, tip: true, visibility }),
    )
    growing.secrets.push({ name, id: post.id, words, tag, sees: new Set(sees) })
  }
}

async function addCheckins({ people: { author } }: SightWorld, growing: Growing): Promise<void> {
  const kinds = [
    { name: 'atvenue', sees: everybody, precision: 'venue', knows: everybody },
    { name: 'atcell', sees: everybody, precision: 'cell', knows: ['author'] as const },
    { name: 'atcity', sees: everybody, precision: 'city', knows: ['author'] as const },
    { name: 'atcountry', sees: everybody, precision: 'country', knows: ['author'] as const },
    { name: 'layered', sees: everybody, precision: 'city', closer: 'venue', knows: followers },
    { name: 'withfollowers', sees: followers, precision: 'venue', visibility: 'private', knows: followers },
  ] as const
  for (const [index, kind] of kinds.entries()) {
    const { words, tag } = wordsOf(kind.name, kind.sees)
    const latitude = 48.854149 + index / 100
    const place = ok(
      await author.post('/api/cairn/v1/places', {
        name: `Okapi${kind.name}`,
        latitude,
        longitude: 2.332646,
        category: 'amenity=cafe',
        address: { street: `Giraffestreet${kind.name} 7` },
      }),
    )
    growing.placeIds.push(place.id)
    const visibility = 'visibility' in kind ? kind.visibility : 'public'
    const checkin = {
      precision: kind.precision,
      latitude,
      longitude: 2.3331234,
      ...('closer' in kind && { followers_precision: kind.closer }),
    }
    const status = `${words[0]} #${tag} #shared`
    const post = ok(
      await author.post('/api/v1/statuses', { status, place_id: place.id, visibility, checkin }),
    )
    growing.secrets.push({
      name: `${kind.name}, ${exactly}`,
      id: post.id,
      words,
      tag,
      sees: new Set(kind.sees),
      place: {
        words: [`Okapi${kind.name}`, `Giraffestreet${kind.name}`, String(latitude).slice(0, 8), '2.333123'],
        knows: new Set(kind.knows),
      },
    })
  }
}
