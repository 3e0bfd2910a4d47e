import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mf2 } from 'microformats-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFormBrowser, overHttp } from '#kit/form-browser.ts'
import { personPassword } from '#kit/let-app-in.ts'
import { callApi, createPerson, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let pictures: Server
let pictureUrl: string

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  const photo = await photoWithGps({ latitude: 48.8, longitude: 2.3 })
  pictures = createServer((_request, response) => response.setHeader('content-type', 'image/jpeg').end(photo))
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve))
  pictureUrl = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/photo.jpg`
})
afterAll(async () => {
  pictures.close()
  await server[Symbol.asyncDispose]()
})

const hCard = (properties: object) => ({ type: ['h-card'], properties })

async function create(properties: object) {
  const made = await alice.post('/micropub', { type: ['h-entry'], properties })
  const id = made.headers.get('location')?.split('/').at(-1)
  return { made, status: id ? (await alice.get(`/api/v1/statuses/${id}`)).body : undefined }
}

/** By a form, as simple clients post. */
function postForm(fields: ReadonlyArray<readonly [string, string]>, token = alice.token) {
  return fetch(`${server.origin}/micropub`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
  })
}

describe('Micropub', () => {
  it('takes a check-in as OwnYourSwarm sends it, with a photo from elsewhere, in its time', async () => {
    const { made, status } = await create({
      published: ['2017-03-24T17:30:32-07:00'],
      syndication: ['https://www.swarmapp.com/user/1/checkin/2'],
      content: ['#indiewebcamp day 1'],
      photo: [pictureUrl],
      category: ['indiewebcamp', hCard({ name: ['Aaron'], url: ['https://aaronparecki.com/'] })],
      checkin: [
        {
          ...hCard({
            name: ['PDX'],
            url: ['https://foursquare.com/v/4adcda09f964a520dd3321e3'],
            latitude: [45.588],
            longitude: ['-122.592'],
            locality: ['Portland'],
          }),
          value: 'https://foursquare.com/v/4adcda09f964a520dd3321e3',
        },
      ],
      location: [{ type: ['h-adr'], properties: { latitude: [45.5881], longitude: [-122.5921] } }],
      'checked-in-by': [hCard({ name: ['Aaron'] })],
      visibility: ['public'],
    })
    expect(made.status).toBe(201)
    expect(status).toMatchObject({
      visibility: 'public',
      place: { name: 'PDX', latitude: 45.588, longitude: -122.592 },
      checkin: { arrived_at: '2017-03-25T00:30:32.000Z' },
      tags: [{ name: 'indiewebcamp' }],
    })
    expect(status.media_attachments).toHaveLength(1)
    expect(JSON.stringify(status)).not.toContain('45.5881')
  })

  it('shows check-ins as h-entry with u-checkin, as a parser of microformats reads them', async () => {
    const { status } = await create({
      content: ['Flat white'],
      visibility: ['public'],
      checkin: [hCard({ name: ['Café de Flore'], latitude: [48.854149], longitude: [2.332646] })],
    })
    const page = await (await fetch(status.url)).text()
    const { items, rels } = mf2(page, { baseUrl: status.url })
    const entry = items.find((item) => item.type?.includes('h-entry'))
    expect(entry?.properties).toMatchObject({
      url: [status.url],
      published: [expect.any(String)],
      content: [{ value: 'Flat white' }],
      checkin: [
        {
          type: ['h-card'],
          properties: {
            name: ['Café de Flore'],
            latitude: ['48.854149'],
            longitude: ['2.332646'],
            url: [status.place.url],
          },
        },
      ],
      author: [{ type: ['h-card'], properties: { name: ['alice'], url: [`${server.origin}/@alice`] } }],
    })
    expect(rels).not.toHaveProperty('micropub')
    const profile = await (await fetch(`${server.origin}/@alice`)).text()
    expect(mf2(profile, { baseUrl: `${server.origin}/@alice` }).rels).toMatchObject({
      micropub: [`${server.origin}/micropub`],
      authorization_endpoint: [`${server.origin}/oauth/authorize`],
      token_endpoint: [`${server.origin}/oauth/token`],
      'indieauth-metadata': [`${server.origin}/.well-known/oauth-authorization-server`],
    })
  })

  it('takes a note by a form, with categories', async () => {
    const answer = await postForm([
      ['h', 'entry'],
      ['content', 'A note about coffee'],
      ['category[]', 'coffee'],
      ['category[]', 'Paris'],
    ])
    expect([answer.status, await answer.text()]).toEqual([201, ''])
    const id = answer.headers.get('location')?.split('/').at(-1)
    const { body } = await alice.get(`/api/v1/statuses/${id}`)
    expect(body.tags.map((tag: { name: string }) => tag.name)).toEqual(['coffee', 'paris'])
    expect(body.checkin).toBeNull()
  })

  it('finds the place by its own address, and proposes places to choose from', async () => {
    const { body } = await alice.get('/micropub?q=geo&uri=geo:48.8541,2.3326;u=20')
    const [venue] = body.venues
    expect(venue.properties.name).toEqual(['Café de Flore'])
    const { status } = await create({ checkin: venue.properties.url, visibility: ['public'] })
    expect(status.place.name).toBe('Café de Flore')
  })

  it('keeps a private entry and the place that it creates to oneself', async () => {
    const { status } = await create({
      checkin: [hCard({ name: ['Home'], latitude: [48.9], longitude: [2.4] })],
      visibility: ['private'],
    })
    expect(status.visibility).toBe('direct')
    const place = await callApi(server.origin, {
      method: 'GET',
      path: `/api/cairn/v1/places/${status.checkin.own_place_id}`,
    })
    expect(place.status).toBe(404)
  })

  it('takes photos first, and knows its own addresses again', async () => {
    const form = new FormData()
    form.set('file', new Blob([await photoWithGps({ latitude: 48.8, longitude: 2.3 })]), 'a.jpg')
    const uploaded = await alice.post('/micropub/media', form)
    expect(uploaded.status).toBe(201)
    const url = uploaded.headers.get('location') ?? ''
    expect((await fetch(url)).headers.get('content-type')).toBe('image/jpeg')
    const { status } = await create({ photo: [{ value: url, alt: 'A picture' }], content: ['Look'] })
    expect(status.media_attachments).toHaveLength(1)
  })

  it('updates, answers the source, and deletes: own entries alone', async () => {
    const { status } = await create({ content: ['Frist'], visibility: ['public'] })
    const update = {
      action: 'update',
      url: status.url,
      replace: { content: ['First'] },
      add: { photo: [pictureUrl] },
    }
    expect((await alice.post('/micropub', update)).status).toBe(200)
    const source = await alice.get(`/micropub?q=source&url=${encodeURIComponent(status.url)}`)
    expect(source.body).toMatchObject({ type: ['h-entry'], properties: { content: ['First'] } })
    expect(source.body.properties.photo).toHaveLength(1)
    const bob = await createPerson(server, 'bob')
    const gone = { action: 'delete', url: status.url }
    expect((await bob.post('/micropub', gone)).status).toBe(404)
    expect((await alice.post('/micropub', gone)).status).toBe(204)
    expect((await alice.get(`/api/v1/statuses/${status.id}`)).status).toBe(404)
  })

  it('says what it can do, and what it cannot', async () => {
    expect((await alice.get('/micropub?q=config')).body).toMatchObject({
      'media-endpoint': `${server.origin}/micropub/media`,
      'syndicate-to': [],
    })
    for (const properties of [
      { 'like-of': ['https://example.org/'] },
      { content: ['x'], visibility: ['friends'] },
      { checkin: [hCard({ name: ['Nowhere'] })] },
      { content: ['x'], photo: ['file:///etc/passwd'] },
      { content: [''] },
    ]) {
      const { made } = await create(properties)
      expect([made.status, made.body.error]).toEqual([400, 'invalid_request'])
      expect(made.body.error_description).toEqual(expect.any(String))
    }
    expect((await alice.post('/micropub', { type: ['h-event'], properties: {} })).status).toBe(400)
    expect((await callApi(server.origin, { method: 'POST', path: '/micropub', body: {} })).status).toBe(401)
  })
})

describe('a client that is an address (IndieAuth)', () => {
  it('comes in without registration, by PKCE, called back on its own origin, and learns whose token it has', async () => {
    const verifier = randomBytes(32).toString('base64url')
    const client = 'http://127.0.0.1:9/app/'
    const request = {
      response_type: 'code',
      client_id: client,
      redirect_uri: 'http://127.0.0.1:9/app/back',
      state: 'xyz',
      scope: 'create update delete media draft',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      me: `${server.origin}/@alice`,
    }
    const address = (more: object) =>
      `/oauth/authorize?${new URLSearchParams({ ...request, ...more }).toString()}`
    const browser = createFormBrowser(overHttp(server.origin), server.origin)
    const signIn = await browser.get('/auth/sign-in')
    await browser.submit(signIn, { login: 'alice', password: personPassword })
    const elsewhere = await browser.get(address({ redirect_uri: 'https://evil.example/back' }))
    expect(elsewhere.status).toBe(400)
    const consent = await browser.get(address({}))
    const allowed = await browser.submit(consent, { decision: 'allow' })
    const back = new URL(allowed.location ?? '')
    expect(back.origin + back.pathname).toBe(request.redirect_uri)
    const code = back.searchParams.get('code') ?? ''
    const token = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        client_id: client,
        redirect_uri: request.redirect_uri,
        code_verifier: verifier,
      }),
    })
    const granted = (await token.json()) as { access_token: string; me: string; scope: string }
    expect(granted).toMatchObject({ me: `${server.origin}/@alice`, token_type: 'Bearer' })
    expect(
      (
        await postForm(
          [
            ['h', 'entry'],
            ['content', 'By IndieAuth'],
          ],
          granted.access_token,
        )
      ).status,
    ).toBe(201)
    const follow = await callApi(server.origin, {
      method: 'POST',
      path: `/api/v1/accounts/${alice.id}/follow`,
      headers: { authorization: `Bearer ${granted.access_token}` },
    })
    expect(follow.status).toBe(403)
  })
})
