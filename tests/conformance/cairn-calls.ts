import { callApi, eventually } from '#kit/person.ts'
import { openDatabase } from '#platform/db/index.ts'
import type { Call, Prepare } from './call.ts'
import { ok, type World } from './world.ts'

const nothing: Prepare = () => ({})
const berlin = { latitude: 52.5, longitude: 13.4 }
const near = new URLSearchParams({ latitude: '52.5', longitude: '13.4' }).toString()
const csv = { type: 'text/csv' } as const
let made = 0

async function newPlace(w: World): Promise<string> {
  made += 1
  const place = {
    name: `Kiosk ${made}`,
    latitude: 52.5 + made / 1000,
    longitude: 13.4,
    category: 'amenity=cafe',
  }
  return ok(await w.alice.post('/api/cairn/v1/places', place)).id
}

const onPlace =
  (more: Omit<Call, 'path'> = {}): Prepare =>
  async (w) => ({ path: { id: await newPlace(w) }, ...more })

async function checkIn(w: World, more: object = {}): Promise<string> {
  return w.publish(w.alice, 'I am here', { place_id: await newPlace(w), visibility: 'public', ...more })
}

/** A check-in of alice's in which bob was asked to be named. */
async function asked(w: World): Promise<string> {
  const id = await checkIn(w)
  ok(await w.alice.post(`/api/cairn/v1/checkins/${id}/companions`, { account_ids: [w.bob.id] }))
  return id
}

/** A check-in of bob's in which alice was asked to be named. */
async function askedAlice(w: World): Promise<Call> {
  const id = await w.publish(w.bob, 'We are here', { place_id: await newPlace(w), visibility: 'public' })
  ok(await w.bob.post(`/api/cairn/v1/checkins/${id}/companions`, { account_ids: [w.alice.id] }))
  return { path: { id } }
}

function file(name: string, text: string, more: Record<string, string>): FormData {
  const form = new FormData()
  for (const [key, value] of Object.entries(more)) form.append(key, value)
  form.append('file', new Blob([text]), name)
  return form
}

function track(): FormData {
  made += 1
  const points = [0, 10].map(
    (minute) =>
      `<trkpt lat="52.5" lon="13.4"><time>2024-05-${String((made % 28) + 1).padStart(2, '0')}T10:${String(minute).padStart(2, '0')}:00Z</time></trkpt>`,
  )
  const text = `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${points.join('')}</trkseg></trk></gpx>`
  return file('walk.gpx', text, {})
}

const follows = () => file('follows.csv', 'Account address\nbob@far.example\n', { type: 'follows' })

/** Waits until it is done: a person has one at a time. */
async function newHistory(w: World): Promise<string> {
  await historiesDone(w)
  const { id } = ok(await w.alice.call('POST', '/api/cairn/v1/histories', track()))
  await historiesDone(w)
  return id
}

function historiesDone(w: World): Promise<boolean | undefined> {
  return eventually(async () => {
    const list = ok(await w.alice.get('/api/cairn/v1/histories')) as { ended_at: string | null }[]
    return list.every((one) => one.ended_at !== null)
  }, 'the histories')
}

async function newImport(w: World): Promise<string> {
  const { id } = ok(await w.alice.call('POST', '/api/cairn/v1/imports', follows()))
  await eventually(async () => ok(await w.alice.get(`/api/cairn/v1/imports/${id}`)).ended_at !== null, 'it')
  return id
}

async function newTakeout(w: World): Promise<string> {
  const { id } = ok(await w.alice.post('/api/cairn/v1/takeouts'))
  await eventually(async () => ok(await w.alice.get(`/api/cairn/v1/takeouts/${id}`)).ended_at !== null, 'it')
  return id
}

/** No year is unknown: some are empty. */
const inReview: Prepare = async (w) => {
  await checkIn(w)
  return { path: { year: String(new Date().getUTCFullYear()) }, unknown: 'none' }
}

async function newZone(w: World): Promise<string> {
  const zones = ok(await w.alice.get('/api/cairn/v1/home_zones')) as { id: string }[]
  // There may be ten.
  for (const { id } of zones) ok(await w.alice.call('DELETE', `/api/cairn/v1/home_zones/${id}`))
  return ok(await w.alice.post('/api/cairn/v1/home_zones', { ...berlin, label: 'Home' })).id
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const nextWeek = { starts_on: inDays(7), ends_on: inDays(9) }

/** Made here: a server of tests has no gazetteer. */
async function newTown(w: World): Promise<string> {
  const id = await newPlace(w)
  await using db = openDatabase(w.server.databaseUrl ?? '', { maxConnections: 1 })
  await db.sql`update places set kind = 'town' where id = ${id}`
  return id
}

/** There may be twenty. */
async function newTrip(w: World): Promise<string> {
  for (const { id } of ok(await w.alice.get('/api/cairn/v1/trips')) as { id: string }[])
    ok(await w.alice.call('DELETE', `/api/cairn/v1/trips/${id}`))
  return ok(await w.alice.post('/api/cairn/v1/trips', { ...nextWeek, place_id: await newTown(w) })).id
}

async function placeReport(w: World): Promise<string> {
  const id = await newPlace(w)
  ok(await w.bob.post(`/api/cairn/v1/places/${id}/report`, { kind: 'closed', comment: 'Gone' }))
  const reports = ok(await w.staff.get('/api/cairn/v1/admin/place_reports'))
  return reports.find((one: { place: { id: string } }) => one.place.id === id).id
}

async function newRelay(w: World): Promise<string> {
  made += 1
  const address = `https://relay${made}.example/inbox`
  return ok(await w.staff.post('/api/cairn/v1/admin/relays', { address })).id
}

/** The REST API of this server's own: places, check-ins, what is brought along. */
export const cairnCalls: Readonly<Record<string, Prepare>> = {
  'GET /api/cairn/v1/categories': nothing,
  'GET /api/cairn/v1/places/nearby': () => ({ query: near, wrong: [{ query: '' }] }),
  'POST /api/cairn/v1/places/nearby': () => ({
    body: berlin,
    wrong: [{ body: { latitude: 100, longitude: 0 } }],
  }),
  'GET /api/cairn/v1/places/search': () => ({ query: 'q=Teahouse', wrong: [{ query: '' }] }),
  'POST /api/cairn/v1/places': () => {
    made += 1
    return {
      body: {
        name: `Bar ${made}`,
        latitude: 48 + made / 1000,
        longitude: 2.3,
        address: { locality: 'Paris' },
      },
      wrong: [{ body: {} }, { body: { name: '', ...berlin } }],
    }
  },
  'GET /api/cairn/v1/places/{id}': onPlace(),
  'PATCH /api/cairn/v1/places/{id}': onPlace({
    body: { category: 'amenity=cafe', closed: true },
    wrong: [{ body: { latitude: 100 } }],
  }),
  'POST /api/cairn/v1/places/{id}/report': onPlace({
    body: { kind: 'wrong', comment: 'It is a cinema' },
    wrong: [{ body: { kind: 'dull' } }],
  }),
  'GET /api/cairn/v1/places/{id}/statuses': async (w) => {
    const id = await newPlace(w)
    for (const text of ['Here', 'And again'])
      await w.publish(w.alice, text, { place_id: id, visibility: 'public' })
    return { path: { id }, pages: true }
  },
  'GET /api/cairn/v1/places/{id}/here_now': onPlace(),
  'GET /api/cairn/v1/places/{id}/mayor': onPlace(),
  'GET /api/cairn/v1/places/{id}/history': async (w) => {
    const id = await newPlace(w)
    ok(await w.alice.call('PATCH', `/api/cairn/v1/places/${id}`, { name: 'Corner shop' }))
    return { path: { id } }
  },
  'GET /api/cairn/v1/places/{id}/account': onPlace(),
  'GET /api/cairn/v1/areas/account': () => ({ query: near, wrong: [{ query: '' }] }),
  'POST /api/cairn/v1/areas/account': () => ({ body: berlin, wrong: [{ body: {} }] }),
  'GET /api/cairn/v1/places/{id}/tips': async (w) => {
    const id = await newPlace(w)
    await w.publish(w.alice, 'Come early', { place_id: id, tip: true, visibility: 'public' })
    return { path: { id }, wrong: [{ query: 'sort=best' }] }
  },
  'GET /api/cairn/v1/accounts/{id}/tips': (w) => ({ path: { id: w.alice.id } }),
  'GET /api/cairn/v1/accounts/{id}/mayorships': (w) => ({ path: { id: w.alice.id } }),
  'GET /api/cairn/v1/trends/places': nothing,
  'GET /api/cairn/v1/timelines/nearby': async (w) => {
    await checkIn(w)
    return { query: near, wrong: [{ query: '' }] }
  },
  'POST /api/cairn/v1/timelines/nearby': () => ({ body: berlin, wrong: [{ body: {} }] }),

  'GET /api/cairn/v1/journal': async (w) => {
    await checkIn(w)
    return { wrong: [{ query: 'time_zone=Nowhere' }] }
  },
  'GET /api/cairn/v1/journal/days': () => ({ wrong: [{ query: 'year=2' }] }),
  'GET /api/cairn/v1/journal/on_this_day': nothing,
  'GET /api/cairn/v1/journal/statistics': nothing,
  'GET /api/cairn/v1/journal/map': nothing,
  'GET /api/cairn/v1/journal/export': () => ({ type: 'application/geo+json' }),
  'GET /api/cairn/v1/friends/latest': async (w) => {
    const place_id = await newPlace(w)
    await w.publish(w.bob, 'Bob is out', { place_id, visibility: 'public' })
    return {}
  },
  'GET /api/cairn/v1/friends/leaderboard': nothing,
  'GET /api/cairn/v1/friends/crossings': nothing,
  'GET /api/cairn/v1/journal/reviews/{year}': inReview,
  'POST /api/cairn/v1/journal/reviews/{year}/share': inReview,
  'DELETE /api/cairn/v1/journal/reviews/{year}/share': inReview,

  'POST /api/cairn/v1/checkins/{id}/check_out': async (w) => ({ path: { id: await checkIn(w) } }),
  'POST /api/cairn/v1/checkins/hide_all': nothing,
  'GET /api/cairn/v1/checkins/{id}/companions': async (w) => ({ path: { id: await asked(w) } }),
  'POST /api/cairn/v1/checkins/{id}/companions': async (w) => ({
    path: { id: await checkIn(w) },
    body: { account_ids: [w.bob.id] },
    wrong: [{ body: {} }],
  }),
  'POST /api/cairn/v1/checkins/{id}/companions/agree': askedAlice,
  'POST /api/cairn/v1/checkins/{id}/companions/withdraw': askedAlice,
  'DELETE /api/cairn/v1/checkins/{id}/companions/{account_id}': async (w) => ({
    path: { id: await asked(w), account_id: w.bob.id },
  }),
  'GET /api/cairn/v1/checkin_preferences': nothing,
  'PUT /api/cairn/v1/checkin_preferences': () => ({
    body: {
      followers_precision: 'city',
      fading: [{ after_days: 30, precision: 'country' }],
      photo_places: true,
    },
    wrong: [{ body: { followers_precision: 'street' } }],
  }),
  'GET /api/cairn/v1/trips': async (w) => {
    await newTrip(w)
    return {}
  },
  'POST /api/cairn/v1/trips': async (w) => ({
    body: { ...nextWeek, place_id: await newTown(w) },
    wrong: [
      { body: { ...nextWeek } },
      { body: { place_id: await newTown(w), starts_on: 'soon', ends_on: 'later' } },
    ],
  }),
  'DELETE /api/cairn/v1/trips/{id}': async (w) => ({ path: { id: await newTrip(w) } }),
  'GET /api/cairn/v1/friends/meetings': nothing,
  'GET /api/cairn/v1/home_zones': async (w) => {
    await newZone(w)
    return {}
  },
  'POST /api/cairn/v1/home_zones': async (w) => {
    await newZone(w)
    return { body: { ...berlin, label: 'Work' }, wrong: [{ body: {} }] }
  },
  'DELETE /api/cairn/v1/home_zones/{id}': async (w) => ({ path: { id: await newZone(w) } }),

  'POST /api/cairn/v1/histories': async (w) => {
    await historiesDone(w)
    return { body: track(), wrong: [{ body: {} }] }
  },
  'GET /api/cairn/v1/histories': async (w) => {
    await newHistory(w)
    return {}
  },
  'GET /api/cairn/v1/histories/{id}': async (w) => ({ path: { id: await newHistory(w) } }),
  'POST /api/cairn/v1/imports': () => ({
    body: follows(),
    wrong: [{ body: { type: 'follows' } }, { body: {} }],
  }),
  'GET /api/cairn/v1/imports': async (w) => {
    await newImport(w)
    return {}
  },
  'GET /api/cairn/v1/imports/{id}': async (w) => ({ path: { id: await newImport(w) } }),
  'GET /api/cairn/v1/exports/follows': () => csv,
  'GET /api/cairn/v1/exports/blocks': () => csv,
  'GET /api/cairn/v1/exports/mutes': () => csv,
  'GET /api/cairn/v1/exports/lists': () => csv,
  'GET /api/cairn/v1/exports/bookmarks': () => csv,
  'GET /api/cairn/v1/exports/domain_blocks': () => csv,
  'POST /api/cairn/v1/takeouts': nothing,
  'GET /api/cairn/v1/takeouts': async (w) => {
    await newTakeout(w)
    return {}
  },
  'GET /api/cairn/v1/takeouts/{id}': async (w) => ({ path: { id: await newTakeout(w) } }),
  'GET /api/cairn/v1/takeouts/{id}/file': async (w) => ({
    path: { id: await newTakeout(w) },
    type: 'application/zip',
  }),
  'POST /api/cairn/v1/takeouts/{id}/link': async (w) => ({ path: { id: await newTakeout(w) } }),
  'GET /api/cairn/v1/takeout_files/{secret}': async (w) => {
    const { url } = ok(await w.alice.post(`/api/cairn/v1/takeouts/${await newTakeout(w)}/link`))
    return { path: { secret: String(url).split('/').at(-1) ?? '' }, type: 'application/zip' }
  },
  'GET /api/cairn/v1/aliases': nothing,
  // Alias and move ask the other server, which there is none here.
  'POST /api/cairn/v1/aliases': () => ({
    body: { acct: 'nobody@127.0.0.1:1' },
    status: 503,
    wrong: [{ body: {} }],
  }),
  'DELETE /api/cairn/v1/aliases': () => ({
    query: 'uri=https%3A%2F%2Fold.example%2Fme',
    wrong: [{ query: '' }],
  }),
  'POST /api/cairn/v1/migration': () => ({
    body: { acct: 'nobody@127.0.0.1:1', password: 'wrong' },
    status: 403,
    wrong: [{ body: {} }],
  }),

  'GET /api/cairn/v1/admin/place_reports': async (w) => {
    await placeReport(w)
    return {}
  },
  'POST /api/cairn/v1/admin/place_reports/{id}/resolve': async (w) => ({
    path: { id: await placeReport(w) },
  }),
  'POST /api/cairn/v1/admin/places/{id}/merge': async (w) => ({
    path: { id: await newPlace(w) },
    body: { into: await newPlace(w) },
    wrong: [{ body: {} }],
  }),
  'GET /api/cairn/v1/admin/peers': () => ({ wrong: [{ query: 'state=odd' }] }),
  'GET /api/cairn/v1/admin/peers/{host}': () => ({ path: { host: 'far.example' }, status: 404 }),
  'POST /api/cairn/v1/admin/peers/{host}/retry': () => ({ path: { host: 'far.example' }, status: 404 }),
  'GET /api/cairn/v1/admin/relays': async (w) => {
    await newRelay(w)
    return {}
  },
  'POST /api/cairn/v1/admin/relays': () => {
    made += 1
    return { body: { address: `https://relay${made}.example/inbox` }, wrong: [{ body: {} }] }
  },
  'DELETE /api/cairn/v1/admin/relays/{id}': async (w) => ({ path: { id: await newRelay(w) } }),
  'GET /api/cairn/v1/admin/relay_subscribers': nothing,
  'POST /api/cairn/v1/admin/relay_subscribers/{host}/approve': () => ({
    path: { host: 'far.example' },
    status: 404,
  }),
  'DELETE /api/cairn/v1/admin/relay_subscribers/{host}': () => ({
    path: { host: 'far.example' },
    status: 404,
  }),
  'GET /api/cairn/v1/firehose': () => ({ type: 'text/event-stream' }),

  'GET /api/v1/pleroma/statuses/{id}/reactions': async (w) => ({ path: { id: await reacted(w) } }),
  'GET /api/v1/pleroma/statuses/{id}/reactions/{emoji}': async (w) => ({
    path: { id: await reacted(w), emoji: '👍' },
  }),
  'PUT /api/v1/pleroma/statuses/{id}/reactions/{emoji}': (w) => ({
    path: { id: w.statusId, emoji: '👍' },
    unknown: 'none',
  }),
  'DELETE /api/v1/pleroma/statuses/{id}/reactions/{emoji}': async (w) => ({
    path: { id: await reacted(w), emoji: '👍' },
    unknown: 'none',
  }),
  'GET /health/live': nothing,
  'GET /health/ready': nothing,
  'GET /nodeinfo/2.1': nothing,
  'GET /.well-known/webfinger': (w) => ({
    query: `resource=acct:alice@${new URL(w.server.origin).host}`,
    type: 'application/jrd+json',
  }),
  'POST /oauth/userinfo': nothing,
}

async function reacted(w: World): Promise<string> {
  const id = await w.publish(w.bob, 'Applaud')
  const path = `/api/v1/pleroma/statuses/${id}/reactions/${encodeURIComponent('👍')}`
  const headers = { authorization: `Bearer ${w.alice.token}` }
  ok(await callApi(w.server.origin, { method: 'PUT', path, headers }))
  return id
}
