import { parse } from 'parse5'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import { createWebWorld, type WebWorld } from '#kit/web-world.ts'

let world: WebWorld
let alice: Account
let cafe: Place

beforeAll(async () => {
  world = await createWebWorld()
  alice = await world.createUser('alice')
  cafe = await world.addVenue({
    name: 'Café <b>&</b> Co',
    latitude: 48.854149,
    longitude: 2.332646,
    createdBy: alice.id,
  })
  await world.publish(alice, 'Hello <script>alert(1)</script> & ]]> #paris')
  await world.publish(alice, 'For followers', { visibility: 'followers' })
  await world.checkIn(alice, cafe, { text: 'Flat white' })
  await world.checkIn(alice, cafe, { text: 'Vague', precision: 'country', friendsPrecision: 'venue' })
})
afterAll(() => world[Symbol.asyncDispose]())

async function get(url: string) {
  const { statusCode, headers, body } = await world.server.inject({ method: 'GET', url })
  return { status: statusCode, type: String(headers['content-type']), body }
}

describe('an Atom feed', () => {
  it('has what everybody may see, and nothing else', async () => {
    const { status, type, body } = await get('/@alice/feed.atom')
    expect([status, type]).toEqual([200, 'application/atom+xml; charset=utf-8'])
    expect(body.match(/<entry>/g)).toHaveLength(3)
    expect(body).toContain('Flat white')
    expect(body).not.toMatch(/For followers|<script>/)
  })

  it('is well-formed whatever people write', async () => {
    const { body } = await get('/@alice/feed.atom')
    // Every opening tag of the feed itself is closed; content is escaped or in CDATA that cannot be left early.
    const bare = body.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')
    for (const name of ['feed', 'entry', 'title', 'content', 'author']) {
      const count = (pattern: string) => bare.match(new RegExp(pattern, 'g'))?.length ?? 0
      expect([name, count(`<${name}[ >]`)]).toEqual([name, count(`</${name}>`)])
    }
    expect(JSON.stringify(parse(bare), ['nodeName', 'childNodes'])).not.toContain('script')
  })

  it('is there for a place and a hashtag', async () => {
    expect((await get(`/places/${cafe.id}/feed.atom`)).body).toContain('Flat white')
    expect((await get('/tags/paris/feed.atom')).body.match(/<entry>/g)).toHaveLength(1)
  })

  it('is not there for what is not there', async () => {
    for (const url of [
      '/@nobody/feed.atom',
      '/places/1/feed.atom',
      '/places/x/feed.geojson',
      '/tags/%20/feed.atom',
    ]) {
      expect([url, (await get(url)).status]).toEqual([url, 404])
    }
  })
})

describe('a GeoJSON feed', () => {
  it('has check-ins at the precision that everybody sees', async () => {
    const { type, body } = await get('/@alice/feed.geojson')
    expect(type).toContain('application/geo+json')
    expect(JSON.parse(body).features).toMatchObject([
      {
        geometry: { type: 'Point', coordinates: [2.332646, 48.854149] },
        properties: { place: 'Café <b>&</b> Co', precision: 'venue', text: 'Flat white' },
      },
    ])
    expect(JSON.parse((await get(`/places/${cafe.id}/feed.geojson`)).body).features).toHaveLength(1)
  })
})
