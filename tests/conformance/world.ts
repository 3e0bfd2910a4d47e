import { personPassword } from '#kit/let-app-in.ts'
import { callApi, createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { type PushService, startPushService } from '#kit/push-service.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

/** A server where something of every kind has happened, for operations to be called on. */
export interface World extends AsyncDisposable {
  readonly server: TestServer
  readonly alice: Person
  readonly bob: Person
  /** Locked: follows wait for approval. */
  readonly carol: Person
  /** Two to be blocked and muted. */
  readonly dave: Person
  readonly erin: Person
  /** Alice, with a token for what those who run the server do. */
  readonly staff: Person
  readonly push: PushService
  /** A post of alice's with a photo, a tag and every kind of mark. */
  readonly statusId: string
  readonly client: { readonly client_id: string; readonly client_secret: string }
  /** A new thing, and its id. */
  publish(person: Person, status: string, more?: object): Promise<string>
  upload(person: Person): Promise<string>
  /** Somebody who has just signed up by an app. */
  newcomer(): Promise<Person>
  /** Of an app that may sign people up. */
  newAppToken(): Promise<string>
}

export async function createWorld(): Promise<World> {
  const server = await startServer({ environment: { CAIRN_RATE_LIMIT: '1000000', TRUST_PROXY: '127.0.0.1' } })
  const push = await startPushService()
  const [alice, bob] = await Promise.all([
    createPerson(server, 'alice', { role: 'admin' }),
    createPerson(server, 'bob'),
  ])
  const [carol, dave] = await Promise.all([
    createPerson(server, 'carol', { open: false }),
    createPerson(server, 'dave'),
  ])
  const erin = await createPerson(server, 'erin')
  const photo = await photoWithGps({ latitude: 52.52, longitude: 13.405 })
  const publish = async (person: Person, status: string, more: object = {}) =>
    ok(await person.post('/api/v1/statuses', { status, ...more })).id as string
  const upload = async (person: Person) => {
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(photo)]), 'tower.jpg')
    form.append('description', 'A tower')
    return ok(await person.call('POST', '/api/v2/media', form)).id as string
  }
  const scopes = 'read write admin:read admin:write'
  const staffToken = await server.cairn('token', 'create', '--username', 'alice', '--scopes', scopes)
  const staff = personWith(server.origin, { ...alice, token: staffToken })
  await befriend(alice, bob)
  const statusId = await publish(alice, 'Look at #Berlin, https://example.org/', {
    media_ids: [await upload(alice)],
    spoiler_text: 'Heights',
  })
  await populate({ alice, bob, carol, publish, statusId })
  await server.cairn('announcement', 'create', 'The map is new. #news')
  const client = await registerApp(server.origin)
  const appToken = await clientToken(server.origin, client)
  return {
    server,
    push,
    alice,
    staff,
    bob,
    carol,
    dave,
    erin,
    statusId,
    client,
    publish,
    upload,
    newcomer: () => signUp(server.origin, appToken),
    newAppToken: async () => appToken,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await push[Symbol.asyncDispose]()
    },
  }
}

/** @throws Error for anything but success */
// oxlint-disable-next-line typescript/no-explicit-any
export function ok(answer: { status: number; body: any }): any {
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function befriend(alice: Person, bob: Person): Promise<void> {
  ok(await alice.post(`/api/v1/accounts/${bob.id}/follow`, { notify: true }))
  ok(await bob.post(`/api/v1/accounts/${alice.id}/follow`))
}

/** Notifications of every type for alice, posts of every kind, and two of whatever is listed. */
async function populate(world: Pick<World, 'alice' | 'bob' | 'carol' | 'publish' | 'statusId'>) {
  const { alice, bob, carol, publish, statusId } = world
  const places = [
    { name: 'Teahouse', latitude: 35.0101, longitude: 135.7502, category: 'amenity=cafe' },
    { name: 'Library', latitude: 52.5, longitude: 13.4 },
  ]
  for (const place of places) {
    const { id } = ok(await alice.post('/api/cairn/v1/places', place))
    await publish(alice, `At the ${place.name}`, { place_id: id, visibility: 'public' })
  }
  for (const person of [bob, carol]) {
    for (const act of ['favourite', 'reblog', 'bookmark'])
      ok(await person.post(`/api/v1/statuses/${statusId}/${act}`))
    await publish(person, '@alice well seen', { in_reply_to_id: statusId })
    await publish(person, '@alice only for you', { visibility: 'direct' })
  }
  ok(await carol.post(`/api/v1/accounts/${alice.id}/follow`))
  const bobs = await publish(bob, 'Bob is here #berlin')
  const another = await publish(bob, 'Bob asks', { poll: { options: ['Yes', 'No'], expires_in: 86_400 } })
  for (const id of [bobs, another])
    for (const act of ['favourite', 'reblog', 'bookmark'])
      ok(await alice.post(`/api/v1/statuses/${id}/${act}`))
  ok(await bob.call('PUT', `/api/v1/statuses/${bobs}`, { status: 'Bob was here #berlin' }))
  await publish(alice, 'For followers', { visibility: 'private' })
  await publish(alice, 'Quietly', { visibility: 'unlisted' })
  for (const name of ['Berlin', 'Kyoto']) {
    ok(await alice.post(`/api/v1/tags/${name}/follow`))
    ok(await alice.post('/api/v1/featured_tags', { name }))
  }
  for (const domain of ['spam.example', 'worse.example'])
    ok(await alice.post('/api/v1/domain_blocks', { domain }))
  for (const minutes of [60, 90]) {
    const at = new Date(Date.now() + minutes * 60_000).toISOString()
    ok(await alice.post('/api/v1/statuses', { status: 'Later', scheduled_at: at }))
  }
  ok(await bob.post('/api/v1/reports', { account_id: carol.id, comment: 'Look', status_ids: [] }))
  await eventually(async () => {
    const types = (ok(await alice.get('/api/v1/notifications?limit=80')) as { type: string }[]).map(
      (one) => one.type,
    )
    const wanted = ['mention', 'favourite', 'reblog', 'follow', 'status', 'update', 'admin.report']
    return wanted.every((type) => types.includes(type))
  }, 'notifications of every type')
}

export async function registerApp(origin: string): Promise<{ client_id: string; client_secret: string }> {
  const body = {
    client_name: 'Conformance',
    redirect_uris: 'urn:ietf:wg:oauth:2.0:oob',
    scopes: 'read write follow push',
  }
  return ok(await callApi(origin, { method: 'POST', path: '/api/v1/apps', body }))
}

async function clientToken(origin: string, client: { client_id: string; client_secret: string }) {
  const body = { grant_type: 'client_credentials', scope: 'read write', ...client }
  return ok(await callApi(origin, { method: 'POST', path: '/oauth/token', body })).access_token as string
}

let newcomers = 0

async function signUp(origin: string, appToken: string): Promise<Person> {
  newcomers += 1
  const username = `newcomer${newcomers}`
  const body = {
    username,
    email: `${username}@example.org`,
    password: personPassword,
    agreement: true,
    locale: 'en',
  }
  // From an address of their own: sign-ups are limited by address.
  const address = `198.51.100.${newcomers}`
  const headers = { authorization: `Bearer ${appToken}`, 'x-forwarded-for': address }
  const { access_token: token } = ok(
    await callApi(origin, { method: 'POST', path: '/api/v1/accounts', body, headers }),
  )
  const me = await callApi(origin, {
    method: 'GET',
    path: '/api/v1/accounts/verify_credentials',
    headers: { authorization: `Bearer ${token}` },
  })
  return personWith(origin, { id: ok(me).id as string, username, token })
}
