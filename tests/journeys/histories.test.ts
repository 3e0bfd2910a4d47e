import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeZip, swarmCheckins } from '#kit/history-files.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openDatabase } from '#platform/db/index.ts'

let server: TestServer
let alice: Person
let bob: Person
const histories = '/api/cairn/v1/histories'
const journal = '/api/cairn/v1/journal'
const flore = { id: '4adcda09f964a520dd3321e3', name: 'Café de Flore' }
const florePoint = { lat: 48.854149, lng: 2.332646 }
const hex = (n: number) => n.toString(16).padStart(24, '5a')

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
})
afterAll(() => server[Symbol.asyncDispose]())

async function bring(
  person: Person,
  content: Uint8Array<ArrayBuffer> | string,
  more: Record<string, string> = {},
) {
  const form = new FormData()
  for (const [name, value] of Object.entries(more)) form.set(name, value)
  form.set('file', new Blob([content]), 'my-export.zip')
  return person.post(histories, form)
}

/** As if the time had passed after which the work of a worker that fell silent is taken over. */
async function forgetLeases(): Promise<void> {
  const db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  await db.sql`update jobs set locked_until = now() where kind = 'place-history'`
  await db[Symbol.asyncDispose]()
}

async function bringToEnd(
  person: Person,
  ...of: [Uint8Array<ArrayBuffer> | string, Record<string, string>?]
) {
  const { body, status } = await bring(person, ...of)
  expect([status, body.state]).toEqual([200, 'waiting'])
  return eventually(async () => {
    const now = (await person.get(`${histories}/${body.id}`)).body
    return ['done', 'failed'].includes(now.state) ? now : undefined
  }, 'the history')
}

describe('a Swarm life', () => {
  it('continues here: check-ins in their time, at venues that were repaired, with photos, streaks counted anew', async () => {
    const known = (
      await bob.post('/api/cairn/v1/places', {
        name: flore.name,
        latitude: florePoint.lat,
        longitude: florePoint.lng + 0.0003,
        category: 'amenity=cafe',
      })
    ).body
    const zip = await makeZip({
      'data-export-1/checkins1.json': swarmCheckins([
        {
          id: hex(1),
          at: '2019-05-06 10:00:00.000000',
          venue: flore,
          point: florePoint,
          shout: 'Flat white @bob',
        },
        { id: hex(2), at: '2019-05-13 10:00:00.000000', venue: flore },
        {
          id: hex(3),
          at: '2019-05-20 10:00:00.000000',
          venue: { id: hex(99), name: 'Home' },
          point: { lat: 48.9, lng: 2.3 },
        },
        { id: hex(4), at: '2019-05-21 10:00:00.000000', venue: { id: hex(98), name: 'Nowhere' } },
        {
          id: hex(1),
          at: '2019-05-06 10:00:00.000000',
          venue: flore,
          point: florePoint,
          shout: 'Twice in the file',
        },
      ]),
      'data-export-1/photos1.json': JSON.stringify({
        items: [
          {
            id: 'p1',
            fullUrl: 'https://igx.4sqi.net/1_a.jpg',
            relatedItemUrl: `https://swarmapp.com/checkin/${hex(1)}`,
          },
        ],
      }),
      'data-export-1/pix/1_a.jpg': await photoWithGps({ latitude: 48.8, longitude: 2.3 }),
    })
    expect(await bringToEnd(alice, zip)).toMatchObject({
      state: 'done',
      source: 'swarm',
      found: 5,
      placed: 3,
      known: 1,
      unplaced: 1,
      photos: 1,
    })
    const visits = (await alice.get(journal)).body
    expect(visits).toMatchObject([
      {
        arrived_at: '2019-05-20T10:00:00.000Z',
        verified: 'imported',
        visibility: 'direct',
        place: { name: 'Home', private: true },
      },
      { arrived_at: '2019-05-13T10:00:00.000Z', place: { id: known.id } },
      { arrived_at: '2019-05-06T10:00:00.000Z', note: 'Flat white @bob', place: { id: known.id } },
    ])
    const post = (await alice.get(`/api/v1/statuses/${visits[2].id}`)).body
    expect(post).toMatchObject({ created_at: '2019-05-06T10:00:00.000Z', mentions: [], visibility: 'direct' })
    expect(post.media_attachments).toHaveLength(1)
    expect((await alice.get(`${journal}/statistics`)).body).toMatchObject({
      visits: 3,
      streaks: { longest: 3 },
    })
  })

  it('brings nothing twice', async () => {
    const again = swarmCheckins([
      { id: hex(1), at: '2019-05-06 10:00:00.000000', venue: flore, point: florePoint },
      { id: hex(5), at: '2019-06-01 10:00:00.000000', venue: flore },
    ])
    expect(await bringToEnd(alice, again)).toMatchObject({ state: 'done', placed: 1, known: 1 })
    expect((await alice.get(journal)).body).toHaveLength(4)
  })

  it('is nobody else’s: no follower, stranger or feed sees any of it, and nobody is told', async () => {
    const [visit] = (await alice.get(journal)).body
    for (const person of [bob, undefined]) {
      const get = (path: string) =>
        callApi(server.origin, {
          method: 'GET',
          path,
          ...(person && { headers: { authorization: `Bearer ${person.token}` } }),
        })
      expect((await get(`/api/v1/statuses/${visit.id}`)).status).toBe(404)
      expect((await get(`/api/v1/accounts/${alice.id}/statuses`)).body).toEqual([])
      expect((await get(`/api/cairn/v1/places/${visit.place.id}/statuses`)).body).toEqual([])
      expect((await get(`/api/cairn/v1/places/${visit.place.id}/mayor`)).body).toEqual({ mayor: null })
    }
    expect(
      (await bob.get('/api/v1/notifications')).body.map((one: { type: string }) => one.type),
    ).not.toContain('mention')
    expect((await bob.get('/api/v1/timelines/home')).body).toEqual([])
    expect((await bob.get(histories)).body).toEqual([])
  })
})

describe('a history', () => {
  it('is shown to followers where its owner says so, and private venues only as a neighbourhood', async () => {
    const gpx = `<gpx><wpt lat="45.832622" lon="6.865175"><time>2022-06-01T12:00:00Z</time><name>The summit</name></wpt></gpx>`
    expect(await bringToEnd(alice, gpx, { visibility: 'private' })).toMatchObject({
      state: 'done',
      source: 'gpx',
      placed: 1,
    })
    const [post] = (await bob.get(`/api/v1/accounts/${alice.id}/statuses`)).body
    expect(post).toMatchObject({ visibility: 'private', created_at: '2022-06-01T12:00:00.000Z' })
    expect(JSON.stringify(post)).not.toContain('summit')
    expect(JSON.stringify(post)).not.toContain('45.8326')
  })

  it('says why it cannot be taken in, and leaves room for the next', async () => {
    const failed = await bringToEnd(alice, 'Dear diary')
    expect(failed).toMatchObject({
      state: 'failed',
      error: 'The file is none of the formats that are known.',
    })
    expect((await alice.post(histories, {})).status).toBe(422)
    expect((await bring(alice, '')).status).toBe(422)
    expect((await callApi(server.origin, { method: 'POST', path: histories })).status).toBe(401)
    expect((await bob.get(`${histories}/${failed.id}`)).status).toBe(404)
  })

  it('ends as failed, and says so, when it cannot be worked off', async () => {
    await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
    const carol = await createPerson(server, 'carol')
    const visit = { id: hex(1), at: '2019-05-06 10:00:00.000000', venue: flore, point: florePoint }
    const bringInTrouble = async (of: { state: string; kind: string }) => {
      await db.sql.unsafe(`
        create function refuse() returns trigger language plpgsql as $$
        begin
          if new.state = '${of.state}' then raise exception 'The disk is full.'; end if;
          return new;
        end $$;
        create trigger refuse before update on history_imports for each row execute function refuse();
      `)
      const { body, status } = await bring(carol, swarmCheckins([visit]))
      expect(status).toBe(200)
      const ended = await eventually(async () => {
        await db.sql`update jobs set run_at = now() where kind = ${of.kind} and locked_until is null`
        const { body: now } = await carol.get(`${histories}/${body.id}`)
        return now.ended_at && now
      }, 'the end of the history')
      await db.sql.unsafe('drop trigger refuse on history_imports; drop function refuse')
      expect(await db.sql`select 1 from history_finds where import_id = ${body.id}`).toHaveLength(0)
      return ended
    }
    const again = expect.stringContaining('Bring it again')
    expect(await bringInTrouble({ state: 'placing', kind: 'read-history' })).toMatchObject({
      state: 'failed',
      placed: 0,
      error: again,
    })
    expect(await bringInTrouble({ state: 'done', kind: 'place-history' })).toMatchObject({
      state: 'failed',
      placed: 1,
      error: again,
    })
  })

  it('goes on after kill -9, without doubles', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      id: hex(1000 + index),
      at: new Date(Date.UTC(2015, 0, 1) + index * 3_600_000).toISOString(),
      venue: flore,
    }))
    const { body } = await bring(alice, swarmCheckins(many))
    const look = async () => (await alice.get(`${histories}/${body.id}`)).body
    await eventually(async () => (await look()).placed > 0, 'the first check-ins')
    await server.kill()
    await server.start()
    expect((await look()).state).toBe('placing')
    await forgetLeases()
    const done = await eventually(async () => {
      const now = await look()
      return now.state === 'done' && now
    }, 'the rest')
    expect(done).toMatchObject({ found: 300, placed: 300, known: 0 })
    const { visits } = (await alice.get(`${journal}/statistics?year=2015`)).body
    expect(visits).toBe(300)
  })
})
