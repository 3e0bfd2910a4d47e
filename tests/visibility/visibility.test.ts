import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, callApi, eventually, type Person } from '#kit/person.ts'
import { type PushService, startPushService } from '#kit/push-service.ts'
import { openSocket, type SocketReader } from '#kit/stream-reader.ts'
import { signRequest } from '#surfaces/federation/signatures/index.ts'
import { ok } from '../conformance/world.ts'
import { crawl } from './crawl.ts'
import { actsOnPosts, addressesOf, isRead, listServed, type Operation } from './requests.ts'
import { findArrivalLeaks, findLeaks, type Leak, type Secret, type ViewerName } from './secrets.ts'
import { createSightWorld, type PersonName, type SightWorld } from './world.ts'

// Who sees what, by every door: whatever the server lists in its own OpenAPI document, every page and document that can
// be reached from others, streams, push, and what is delivered. Nobody is shown what is not for them, and everybody is
// shown what is.

let world: SightWorld
let push: PushService
let operations: Operation[]
const sockets = new Map<PersonName, SocketReader>()
const listening = ['follower', 'mentioned', 'stranger', 'removed', 'blocked', 'muting'] as const
const signedIn = ['author', ...listening] as const

beforeAll(async () => {
  push = await startPushService()
  world = await createSightWorld(async ({ server, people }) => {
    for (const name of listening) {
      sockets.set(name, await openStreams(server.origin, people[name]))
      await subscribe(people[name])
    }
  })
  operations = await listServed(world.server.origin)
  await untilEverythingIsTold()
}, 180_000)

afterAll(async () => {
  for (const socket of sockets.values()) await socket[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
  await push?.[Symbol.asyncDispose]()
})

async function openStreams(origin: string, person: Person): Promise<SocketReader> {
  const list = ok(await person.post('/api/v1/lists', { title: 'All' })) as { id: string }
  const [author] = ok(await person.get('/api/v1/accounts/search?q=author')) as [{ id: string }]
  await person.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [author.id] })
  const socket = await openSocket(origin, { query: `?access_token=${person.token}&stream=user` })
  for (const stream of ['public', 'public:local', 'user:notification', 'direct'])
    socket.say({ type: 'subscribe', stream })
  socket.say({ type: 'subscribe', stream: 'hashtag', tag: 'shared' })
  socket.say({ type: 'subscribe', stream: 'list', list: list.id })
  return socket
}

async function subscribe(person: Person): Promise<void> {
  const types = ['mention', 'status', 'reblog', 'follow', 'favourite', 'poll', 'update']
  ok(
    await person.post('/api/v1/push/subscription', {
      subscription: push.subscribe(`/${person.username}`),
      data: { policy: 'all', alerts: Object.fromEntries(types.map((type) => [type, true])) },
    }),
  )
}

/** What a bystander says last is heard by all after everything else. */
async function untilEverythingIsTold(): Promise<void> {
  const { id } = ok(await world.people.stranger.post('/api/v1/statuses', { status: 'The last word' }))
  for (const socket of sockets.values()) await socket.until(({ payload }) => payload?.id === id)
  await eventually(async () => {
    const { body } = await callApi(world.server.origin, { method: 'GET', path: '/api/v1/timelines/public' })
    return body[0]?.id === id
  })
}

/** A stream tells its reader by and by who is shut out: what was told before is no leak of what came after. */
const couldSeeThen: Readonly<Partial<Record<ViewerName, ViewerName>>> = {
  removed: 'follower',
  blocked: 'follower',
  muting: 'follower',
}

function asBefore(secret: Secret): Secret {
  const add = (set: ReadonlySet<ViewerName>) =>
    new Set([
      ...set,
      ...Object.entries(couldSeeThen).flatMap(([now, then]) => (set.has(then) ? [now as ViewerName] : [])),
    ])
  const deletedWasOpen = secret.name === 'deleted' ? new Set<ViewerName>(signedIn) : secret.sees
  return {
    ...secret,
    sees: add(deletedWasOpen),
    ...(secret.place && { place: { ...secret.place, knows: add(secret.place.knows) } }),
  }
}

function read(viewer: PersonName | 'signedOut', path: string, method = 'GET'): Promise<Answer> {
  const { origin } = world.server
  if (viewer === 'signedOut') return callApi(origin, { method, path })
  return world.people[viewer].call(method, path, method === 'GET' ? undefined : {})
}

describe.each([...signedIn, 'signedOut'] as const)('%s', (viewer) => {
  it('is shown nothing by any endpoint that is not for them', async () => {
    const leaks: Leak[] = []
    const faults: string[] = []
    for (const operation of operations.filter(isRead)) {
      for (const address of addressesOf(operation, world)) {
        const { status, body } = await read(viewer, address)
        if (status >= 500) faults.push(`${address}: ${status}`)
        leaks.push(...findLeaks(viewer, address, JSON.stringify(body), world.secrets))
      }
    }
    expect({ leaks, faults }).toEqual({ leaks: [], faults: [] })
  }, 180_000)

  it('cannot act on a post that is not for them, and is not told that it exists', async () => {
    if (viewer === 'signedOut') return
    const answers: string[] = []
    for (const path of actsOnPosts(operations))
      for (const secret of world.secrets.filter(({ sees }) => !sees.has(viewer))) {
        const { status, body } = await read(viewer, path.replace(/\{\w+\}/, secret.id), 'POST')
        // Taking back what one once did is granted, without the post.
        if (status !== 404 && JSON.stringify(body).includes(secret.words[0] ?? ''))
          answers.push(`${path} ${secret.name}`)
        if (status < 300 && !path.includes('/un')) answers.push(`${path} ${secret.name} ${status}`)
      }
    expect(answers).toEqual([])
  }, 60_000)

  it('is shown by its address every post that is for them, whole', async () => {
    const missing: string[] = []
    for (const { id, name, sees, words, place } of world.secrets.filter((secret) =>
      secret.sees.has(viewer),
    )) {
      const { status, body } = await read(viewer, `/api/v1/statuses/${id}`)
      const text = JSON.stringify(body)
      const told = place?.knows.has(viewer) && viewer !== 'author' ? [words[0], place.words[0]] : [words[0]]
      if (status !== 200 || told.some((word) => !text.includes(word ?? '')))
        missing.push(`${name}: ${status}`)
      expect(sees.size).toBeGreaterThan(0)
    }
    expect(missing).toEqual([])
  })
})

describe('lists', () => {
  const namesIn = (body: unknown) => {
    const text = JSON.stringify(body)
    return world.secrets
      .filter(({ words }) => text.includes(words[0] ?? ''))
      .map(({ name }) => name.split(',')[0])
  }

  it('show followers at home all that is for them, and nothing of what is not', async () => {
    const { body } = await read('follower', '/api/v1/timelines/home?limit=40')
    expect(new Set(namesIn(body))).toEqual(
      new Set([
        'open',
        'unlisted',
        'kept',
        'spoken',
        'edited',
        'atvenue',
        'atcell',
        'atcity',
        'atcountry',
        'layered',
        'withfollowers',
        'tipopen',
        'tipkept',
      ]),
    )
  })

  it('show everybody what is public, by time, tag and author', async () => {
    const open = ['open', 'atvenue', 'atcell', 'atcity', 'atcountry', 'layered']
    for (const path of ['/api/v1/timelines/public?limit=40', '/api/v1/timelines/tag/shared?limit=40'])
      expect(namesIn((await read('signedOut', path)).body)).toEqual(expect.arrayContaining(open))
    const own = await read('stranger', `/api/v1/accounts/${world.people.author.id}/statuses?limit=40`)
    expect(namesIn(own.body)).toEqual(expect.arrayContaining([...open, 'unlisted']))
  })

  it('show the addressed what was said to them: told, direct, in conversation', async () => {
    for (const path of [
      '/api/v1/notifications?limit=80&include_filtered=true',
      '/api/v1/timelines/direct',
      '/api/v1/conversations',
    ])
      expect(namesIn((await read('mentioned', path)).body)).toContain('direct')
    expect(
      namesIn((await read('mentioned', '/api/v1/notifications?limit=80&include_filtered=true')).body),
    ).toContain('spoken')
  })

  it('show the check-ins of somebody alone, as far as they are for the reader', async () => {
    const path = `/api/v1/accounts/${world.people.author.id}/statuses?only_checkins=true`
    const open = ['atvenue', 'atcell', 'atcity', 'atcountry', 'layered']
    expect(new Set(namesIn((await read('stranger', path)).body))).toEqual(new Set(open))
    expect(new Set(namesIn((await read('follower', path)).body))).toEqual(new Set([...open, 'withfollowers']))
  })

  it('show advice at its place and with its author, as far as it is for the reader', async () => {
    const lists = ['sort=useful', 'sort=newest'].flatMap((query) =>
      world.placeIds.map((id) => `/api/cairn/v1/places/${id}/tips?${query}`),
    )
    const seenBy = async (viewer: PersonName | 'signedOut') => {
      const answers = await Promise.all(lists.map((path) => read(viewer, path)))
      return new Set(answers.flatMap(({ body }) => namesIn(body)))
    }
    expect(await seenBy('follower')).toEqual(new Set(['tipopen', 'tipkept']))
    for (const viewer of ['stranger', 'signedOut', 'removed'] as const)
      expect(await seenBy(viewer)).toEqual(new Set(['tipopen']))
    for (const viewer of ['blocked', 'muting'] as const) expect(await seenBy(viewer)).toEqual(new Set())
    const own = `/api/cairn/v1/accounts/${world.people.author.id}/tips`
    expect(namesIn((await read('stranger', own)).body)).toEqual(['tipopen'])
    expect(new Set(namesIn((await read('follower', own)).body))).toEqual(new Set(['tipkept', 'tipopen']))
  })

  it('let the author find everything again', async () => {
    const { body } = await read('author', `/api/v1/accounts/${world.people.author.id}/statuses?limit=40`)
    const all = world.secrets.flatMap(({ name }) => (name === 'deleted' ? [] : name.split(',')[0]))
    expect(new Set(namesIn(body))).toEqual(new Set(all))
  })
})

describe.each(listening)('%s, listening and woken', (viewer) => {
  it('hears in streams only what was for them', () => {
    const secrets = world.secrets.map(asBefore)
    const heard = sockets.get(viewer)?.heard ?? []
    expect(heard.flatMap((one) => findLeaks(viewer, 'stream', JSON.stringify(one), secrets))).toEqual([])
    expect(heard.length).toBeGreaterThan(0)
  })

  it('is pushed only what was for them', () => {
    const secrets = world.secrets.map(asBefore)
    const messages = push.pushed.filter((_message, index) => push.asked[index] === `/${viewer}`)
    expect(
      messages.flatMap((one) => findLeaks(viewer, 'push', JSON.stringify(one.message), secrets)),
    ).toEqual([])
  })
})

it('tells by the firehose, from its beginning, what is public, and nothing else', async () => {
  const { origin } = world.server
  await using firehose = await openSocket(origin, { path: '/api/cairn/v1/firehose', query: '?cursor=oldest' })
  await firehose.until((heard) => JSON.stringify(heard).includes('The last word'))
  const said = (word: string) => JSON.stringify(firehose.heard).includes(word)
  expect([said('zebraopen'), said('zebraatvenue')]).toEqual([true, true])
  const leaks = firehose.heard.flatMap((one) =>
    findLeaks('signedOut', 'firehose', JSON.stringify(one), world.secrets),
  )
  expect(leaks).toEqual([])
})

it('hears as a follower all that is for followers', async () => {
  const socket = sockets.get('follower')
  for (const { id, sees } of world.secrets.filter(
    // An answer to somebody whom they do not follow is not for their home.
    ({ sees, name }) => sees.has('follower') && name !== 'answered',
  )) {
    const { payload } = (await socket?.until((one) => one.event === 'update' && one.payload?.id === id)) ?? {}
    expect([payload.id, sees.has('follower')]).toEqual([id, true])
  }
})

describe('pages and documents', () => {
  const starts = () => [
    ...[
      '/',
      '/about',
      '/@author',
      '/@author/feed.atom',
      '/@author/feed.geojson',
      '/tags/shared',
      '/tags/shared/feed.atom',
    ].map((path) => world.server.origin + path),
    ...world.placeIds.flatMap((id) =>
      ['', '/feed.atom', '/feed.geojson'].map((end) => `${world.server.origin}/places/${id}${end}`),
    ),
    ...world.secrets.flatMap(({ id, tag }) =>
      [`/@author/${id}`, `/tags/${tag}`].map((path) => world.server.origin + path),
    ),
  ]
  const documents = () => [
    ...[
      '',
      '/outbox',
      '/outbox?page=true',
      '/followers',
      '/following',
      '/collections/featured',
      '/collections/tags',
    ].map((path) => `${world.server.origin}/users/author${path}`),
    ...world.secrets.flatMap(({ id }) =>
      ['', '/replies', '/replies?page=true', '/likes', '/shares', '/activity', '/context'].map(
        (end) => `${world.server.origin}/posts/${id}${end}`,
      ),
    ),
    ...world.secrets.map(({ id }) => `${world.server.origin}/arrivals/${id}`),
  ]
  const pageOf = (url: string) => fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual' })
  const documentOf = (url: string) =>
    fetch(url, { headers: { accept: 'application/activity+json' }, redirect: 'manual' })

  it('show the signed out only what is public, and that whole', async () => {
    const visited = await crawl(world, starts(), pageOf)
    const leaks = visited.flatMap(({ at, body }) => findLeaks('signedOut', at, body, world.secrets))
    expect(leaks).toEqual([])
    const open = visited.find(({ at }) => at.endsWith(`/@author/${world.secrets[0]?.id}`))
    expect(open?.body).toContain('zebraopen')
    expect(visited.filter(({ status }) => status >= 500)).toEqual([])
  }, 120_000)

  it.each(['signedOut', 'elsewhere', 'followerElsewhere'] as const)(
    'are given to %s as far as they may',
    async (viewer) => {
      const read = viewer === 'signedOut' ? documentOf : (url: string) => signedFetch(viewer, url)
      const visited = await crawl(world, documents(), read)
      const leaks = visited.flatMap(({ at, body }) => findLeaks(viewer, at, body, world.secrets))
      expect(leaks).toEqual([])
      const arrivals = visited.filter(({ at }) => at.includes('/arrivals/'))
      expect(arrivals.flatMap(({ at, body }) => findArrivalLeaks(viewer, at, body, world.secrets))).toEqual(
        [],
      )
      expect(arrivals.filter(({ status }) => status === 200).map(({ at }) => at)).toEqual(
        viewer === 'signedOut' ? [] : arrivalsFor(viewer),
      )
      const found = world.secrets.filter(({ id, words }) =>
        visited.find(({ at }) => at === `${world.server.origin}/posts/${id}`)?.body.includes(words[0] ?? ''),
      )
      expect(found.map(({ name }) => name)).toEqual(
        world.secrets.filter(({ sees }) => sees.has(viewer)).map(({ name }) => name),
      )
    },
    120_000,
  )

  /** Every check-in that a viewer may see has an arrival, and nothing else has. */
  const arrivalsFor = (viewer: ViewerName) =>
    world.secrets
      .filter(({ place, sees }) => place && sees.has(viewer))
      .map(({ id }) => `${world.server.origin}/arrivals/${id}`)

  /** The id of a delivered Arrive. */
  function arrivalIn(body: string): string[] {
    const { type, id } = (body === '' ? {} : JSON.parse(body)) as { type?: string; id?: string }
    return type === 'Arrive' && id !== undefined ? [id] : []
  }

  async function signedFetch(viewer: 'elsewhere' | 'followerElsewhere', url: string): Promise<Response> {
    const { keyId, privateKey } = world.actors[viewer]
    const signed = await signRequest({ method: 'GET', url, key: { keyId, privateKey }, scheme: 'cavage' })
    const { host: _host, ...headers } = signed
    return fetch(url, { headers: { ...headers, accept: 'application/activity+json' }, redirect: 'manual' })
  }

  it('are delivered to other servers only as far as somebody there may see them', async () => {
    const secrets = world.secrets.map((secret) =>
      secret.name === 'deleted' ? { ...secret, sees: new Set<ViewerName>(['followerElsewhere']) } : secret,
    )
    const expected = new Set(arrivalsFor('followerElsewhere'))
    await eventually(
      async () => expected.isSubsetOf(new Set(world.peer.arrived.flatMap(({ body }) => arrivalIn(body)))),
      'all arrivals',
    )
    const delivered = world.peer.arrived.filter(({ method }) => method === 'POST').map(({ body }) => body)
    expect(delivered.flatMap((body) => findLeaks('followerElsewhere', 'inbox', body, secrets))).toEqual([])
    expect(delivered.some((body) => body.includes('zebrakept'))).toBe(true)
    const arrivals = delivered.flatMap((body) => arrivalIn(body).map((at) => ({ at, body })))
    expect(new Set(arrivals.map(({ at }) => at))).toEqual(expected)
    expect(
      arrivals.flatMap(({ at, body }) => findArrivalLeaks('followerElsewhere', at, body, secrets)),
    ).toEqual([])
  })
})
