import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { readPage } from '#kit/read-page.ts'
import { createWebWorld, testAssets, type WebWorld } from '#kit/web-world.ts'
import { plainRoutes } from '../../../../client/src/state/match-route.ts'
import { clientPaths } from './client-shell.ts'

let world: WebWorld
let alice: Account
let bob: Account

beforeAll(async () => {
  world = await createWebWorld()
  alice = await world.createUser('alice')
  bob = await world.createUser('bob')
  await world.accounts.updateProfile(alice.id, {
    displayName: 'Alice Stone',
    bio: 'Walks. https://alice.example',
    fields: [{ name: 'Home', value: 'https://alice.example' }],
  })
  await world.accounts.updateProfile(bob.id, { indexable: true })
})

afterAll(() => world[Symbol.asyncDispose]())

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await world.server.inject({ url, headers: { accept: 'text/html', ...headers } })
  return {
    status: response.statusCode,
    headers: response.headers,
    html: response.body,
    page: readPage(response.body),
  }
}

describe('every page', () => {
  it('is well-formed, without inline scripts and styles, under a strict policy', async () => {
    const place = await world.addVenue({
      name: 'Café “Ünder” & Co.',
      latitude: 48.8541,
      longitude: 2.3326,
      category: 'amenity=cafe',
      createdBy: alice.id,
    })
    const photo = await world.upload(
      alice,
      await photoWithGps({ latitude: 1, longitude: 2 }),
      '"quoted" <alt>',
    )
    const post = await world.checkIn(alice, place, { text: 'Tea & #cake <3', mediaIds: [photo] })
    const warned = await world.publish(bob, 'secret', { contentWarning: 'Spoiler <b>' })
    await world.publish(bob, '@alice hi', { replyToId: post.id })
    const remote = await world.addRemoteAccount('rita', {
      fields: [{ name: 'Site', value: '<a href="https://r.example">r</a>' }],
    })
    const theirs = await world.receive(remote, '<p>Hello <a href="https://x.example/">x</a></p>')
    const paths = [
      '/',
      '/about',
      '/@alice',
      '/@alice?max_id=1',
      '/@rita@far.example',
      `/@alice/${post.id}`,
      `/@bob/${warned.id}`,
      `/@rita@far.example/${theirs.id}`,
      `/places/${place.id}`,
      '/tags/cake',
      '/home',
      '/nothing/here',
    ]
    for (const path of paths) {
      const { page, headers, html } = await get(path)
      expect({ path, errors: page.errors }).toEqual({ path, errors: [] })
      const scripts = page.find('script')
      expect(
        scripts.every(({ attributes, text }) => attributes['src']?.startsWith('/assets/') && text === ''),
      ).toBe(true)
      expect(page.find('style')).toEqual([])
      const attributes = page.elements.flatMap((element) => Object.keys(element.attributes))
      expect(attributes.filter((name) => name === 'style' || name.startsWith('on'))).toEqual([])
      const duplicates = page.elements
        .map(({ attributes: { id } }) => id)
        .filter((id, index, all) => id && all.indexOf(id) !== index)
      expect(duplicates).toEqual([])
      expect(html).not.toContain('undefined')
      expect(html).not.toContain('[object')
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      )
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'x-content-type-options': 'nosniff',
      })
      for (const { attributes } of page.find('img')) expect(attributes).toHaveProperty('alt')
    }
  })

  it('brings the client, whose look is off until it takes over', async () => {
    const { page } = await get('/@alice')
    expect(page.find('script').map(({ attributes }) => attributes)).toEqual([
      { type: 'module', src: testAssets.js[0] },
    ])
    const sheets = page.find('link').filter(({ attributes }) => attributes['rel'] === 'stylesheet')
    expect(sheets.map(({ attributes }) => [attributes['href'], attributes['media']])).toEqual([
      [testAssets.css[0], undefined],
      [testAssets.clientCss[0], 'not all'],
    ])
    expect(page.elements.find(({ attributes }) => attributes['id'] === 'app')?.text).toContain('Alice Stone')
  })

  it('may be kept for a minute by strangers, and by nobody once somebody is signed in', async () => {
    const stranger = await get('/@alice')
    expect(stranger.headers).toMatchObject({ 'cache-control': 'public, max-age=60', vary: 'accept, cookie' })
    const own = await get('/@alice', { cookie: await world.signIn(bob) })
    expect(own.headers['cache-control']).toBe('private, no-store')
    expect(own.page.text).toContain('@bob')
    expect(own.page.find('form')[0]?.attributes).toMatchObject({ method: 'post', action: '/auth/sign-out' })
  })

  it('takes its addresses from the settings, whatever host was asked', async () => {
    const { html, page } = await get('/@alice', { host: 'evil.example', 'x-forwarded-host': 'evil.example' })
    expect(html).not.toContain('evil.example')
    expect(page.meta('og:url')).toBe('https://cairn.test/@alice')
  })

  it('costs the same number of queries however much it shows', async () => {
    const carol = await world.createUser('carol')
    const place = await world.addVenue({ name: 'Quarry', latitude: 10, longitude: 10, createdBy: carol.id })
    const first = await world.checkIn(carol, place, { text: 'one #quarry' })
    await world.checkIn(bob, place, { text: 'two #quarry', replyToId: first.id })
    const paths = ['/', '/@carol', `/places/${place.id}`, '/tags/quarry', `/@carol/${first.id}`]
    const costs = async () => {
      const counts: number[] = []
      for (const path of paths) {
        // Nothing is remembered from before.
        world.clock.advance(60_000)
        const before = world.queries()
        await get(path)
        counts.push(world.queries() - before)
      }
      return counts
    }
    const few = await costs()
    for (let i = 0; i < 6; i++) {
      await world.checkIn(i % 2 === 0 ? carol : bob, place, {
        text: `more #quarry ${i}`,
        replyToId: first.id,
      })
      await world.checkIn(carol, place, { text: `more #quarry ${i}` })
    }
    expect(await costs()).toEqual(few)
  })
})

describe('the start page', () => {
  it('says what this place is, how to join, and shows what was posted here', async () => {
    await world.instance.setSetting('title', 'Stones')
    const post = await world.publish(alice, 'A public word')
    await world.publish(alice, 'A whispered word', { visibility: 'followers' })
    await world.publish(alice, 'An unlisted word', { visibility: 'unlisted' })
    const remote = await world.addRemoteAccount('rolf')
    await world.receive(remote, '<p>From far away</p>')
    const { page } = await get('/')
    expect(page.text).toContain('Stones at cairn.test')
    expect(page.find('a').map(({ attributes }) => attributes['href'])).toEqual(
      expect.arrayContaining(['/auth/sign-up', '/auth/sign-in', '/about', `/@alice/${post.id}`]),
    )
    expect(page.text).toContain('A public word')
    expect(page.text).not.toMatch(/whispered|unlisted|far away/)
    expect(page.meta('og:title')).toBe('Stones')
    expect(page.meta('og:image')).toBe('https://cairn.test/static/header.png')
    expect(page.meta('robots')).toBeUndefined()
    await world.instance.setSetting('title', 'Cairn')
  })

  it('offers no account where nobody can join', async () => {
    await world.instance.setSetting('registrations', 'closed')
    const { page } = await get('/')
    expect(page.find('section', 'hero')[0]?.text).not.toMatch(/account\b.*Sign in/)
    await world.instance.setSetting('registrations', 'open')
  })

  it('keeps those who do not want to be found out of what search engines quote', async () => {
    await world.publish(alice, 'not to be quoted')
    await world.publish(bob, 'to be quoted')
    const { page } = await get('/')
    const quoted = page
      .find('article')
      .map(({ attributes, text }) => [text.includes('@bob'), 'data-nosnippet' in attributes])
    expect(quoted.every(([isBob, isKept]) => isBob !== isKept)).toBe(true)
  })

  it('leads who is signed in to the client', async () => {
    const { status, headers } = await get('/', { cookie: await world.signIn(alice) })
    expect(status).toBe(303)
    expect(headers.location).toBe('/home')
  })
})

describe('a profile', () => {
  it('is an h-card with an h-feed, a preview and its ActivityPub document', async () => {
    const { page } = await get('/@alice')
    expect(page.find('header', 'h-card')[0]?.text).toContain('@alice@cairn.test')
    expect(page.find('section', 'h-feed')).toHaveLength(1)
    expect(page.find('article', 'h-entry').length).toBeGreaterThan(0)
    expect(page.meta('og:type')).toBe('profile')
    expect(page.meta('og:title')).toBe('Alice Stone (@alice@cairn.test)')
    expect(page.meta('og:description')).toBe('Walks. https://alice.example')
    expect(page.meta('og:image')).toMatch(/^https:\/\/cairn\.test\/static\/avatars\/\d+\.png$/)
    expect(page.meta('profile:username')).toBe('alice@cairn.test')
    expect(page.meta('twitter:card')).toBe('summary')
    expect(page.link('canonical')).toBe('https://cairn.test/@alice')
    expect(page.link('alternate', 'application/activity+json')).toBe('https://cairn.test/users/alice')
  })

  it('claims the links of its fields, so that others can verify them', async () => {
    const { page } = await get('/@alice')
    const link = page.find('a').find(({ attributes }) => attributes['rel']?.startsWith('me nofollow'))
    expect(link?.attributes['href']).toBe('https://alice.example')
  })

  it('is found in any case and by the full handle', async () => {
    for (const path of ['/@ALICE', '/@alice@cairn.test', '/@alice/']) {
      expect((await get(path)).page.link('canonical')).toBe('https://cairn.test/@alice')
    }
  })

  it('is for search engines only when its owner wants it', async () => {
    expect((await get('/@alice')).page.meta('robots')).toBe('noindex')
    expect((await get('/@bob')).page.meta('robots')).toBeUndefined()
  })

  it('is paged by links, without gaps and without scripts', async () => {
    const dora = await world.createUser('dora')
    const written: string[] = []
    for (let i = 0; i < 45; i++) written.unshift((await world.publish(dora, `word ${i}`)).id)
    const read: string[] = []
    let path: string | undefined = '/@dora'
    for (let pages = 0; path !== undefined && pages < 5; pages++) {
      const { page } = await get(path)
      read.push(...page.find('article').map(({ attributes }) => attributes['id']?.slice(5) ?? ''))
      path = page.find('a').find(({ attributes }) => attributes['rel'] === 'next')?.attributes['href']
    }
    expect(read).toEqual(written)
  })

  it('shows boosts with who boosted', async () => {
    const erin = await world.createUser('erin')
    const post = await world.publish(bob, 'worth repeating')
    await world.posts.boostPost({ boosterId: erin.id, postId: post.id })
    const { page } = await get('/@erin')
    expect(page.text).toMatch(/erin boosted .*worth repeating/)
  })

  it('of another server is shown from what is known, is not for search engines, and leads home', async () => {
    await world.addRemoteAccount('frida', { displayName: 'Frida', bio: '<p>Hej</p>' })
    const { page } = await get('/@frida@far.example')
    expect(page.text).toContain('This profile is at home on far.example')
    expect(page.meta('robots')).toBe('noindex')
    expect(page.link('canonical')).toBe('https://far.example/@frida')
    expect(page.link('alternate', 'application/activity+json')).toBe('https://far.example/users/frida')
  })

  it.each([
    '/@nobody',
    '/@frida@nowhere.example',
    '/@',
    '/@alice@',
    '/@%00',
    '/@%F0%9F',
    '/@alice@far.example',
    '/@a/b/c',
  ])('is not there at %s', async (path) => {
    expect([400, 404]).toContain((await get(path)).status)
  })

  it('is gone with its owner', async () => {
    const gina = await world.createUser('gina')
    const post = await world.publish(gina, 'soon gone')
    expect((await get('/@gina')).status).toBe(200)
    await world.accounts.suspendAccount(gina.id)
    const absent = (await get('/@nobody')).html
    expect(await get('/@gina')).toMatchObject({ status: 404, html: absent })
    expect(await get(`/@gina/${post.id}`)).toMatchObject({ status: 404, html: absent })
  })
})

describe('a post', () => {
  it('is an h-entry with its preview and its ActivityPub document', async () => {
    const photo = await world.upload(bob, await photoWithGps({ latitude: 1, longitude: 2 }), 'Red and blue')
    const post = await world.publish(bob, 'Look at this', { mediaIds: [photo], language: 'en' })
    const { page } = await get(`/@bob/${post.id}`)
    expect(page.find('article', 'h-entry')).toHaveLength(1)
    expect(page.find('div', 'e-content')[0]).toMatchObject({
      text: 'Look at this',
      attributes: { lang: 'en' },
    })
    expect(page.find('img', 'u-photo').at(-1)?.attributes).toMatchObject({
      alt: 'Red and blue',
      loading: 'lazy',
    })
    expect(page.meta('og:type')).toBe('article')
    expect(page.meta('og:title')).toBe('bob (@bob)')
    expect(page.meta('og:description')).toBe('Look at this')
    expect(page.meta('og:image')).toMatch(/^https:\/\/cairn\.test\/media\//)
    expect(page.meta('og:image:alt')).toBe('Red and blue')
    expect(page.meta('og:image:width')).toBe('1200')
    expect(page.meta('twitter:card')).toBe('summary_large_image')
    expect(page.meta('article:published_time')).toBe(post.createdAt.toISOString())
    expect(page.link('canonical')).toBe(`https://cairn.test/@bob/${post.id}`)
    expect(page.link('alternate', 'application/activity+json')).toBe(`https://cairn.test/posts/${post.id}`)
  })

  it('stands between what it answers and what answers it, as far as strangers may see', async () => {
    const root = await world.publish(alice, 'the root')
    const answer = await world.publish(bob, '@alice the answer', { replyToId: root.id })
    await world.publish(alice, '@bob in private', { replyToId: answer.id, visibility: 'direct' })
    await world.publish(alice, '@bob in public', { replyToId: answer.id })
    const { page } = await get(`/@bob/${answer.id}`)
    expect(page.find('article').map(({ text }) => /the root|the answer|in public/.exec(text)?.[0])).toEqual([
      'the root',
      'the answer',
      'in public',
    ])
    expect(page.text).not.toContain('in private')
    expect(page.find('a', 'u-in-reply-to')[0]?.attributes['href']).toBe(
      `https://cairn.test/@alice/${root.id}`,
    )
  })

  it('that is hidden answers as if it had never been', async () => {
    const absent = await get('/@alice/1')
    expect(absent.status).toBe(404)
    const hidden = [
      await world.publish(alice, 'for followers', { visibility: 'followers' }),
      await world.publish(alice, '@bob for you', { visibility: 'direct' }),
    ]
    const deleted = await world.publish(alice, 'deleted')
    await world.posts.deletePost(deleted.id, alice.id)
    for (const post of [...hidden, deleted]) {
      for (const path of [`/@alice/${post.id}`, `/@bob/${post.id}`]) {
        const answer = await get(path)
        expect(answer).toMatchObject({ status: 404, html: absent.html })
        expect({ ...answer.headers, date: '', 'x-request-id': '' }).toEqual({
          ...absent.headers,
          date: '',
          'x-request-id': '',
        })
      }
    }
  })

  it('is not found under the name of somebody else', async () => {
    const post = await world.publish(alice, 'mine')
    expect((await get(`/@bob/${post.id}`)).status).toBe(404)
  })

  it.each(['0', '-1', 'abc', '9223372036854775808', '99999999999999999999', '1e3', '%00', '1%27--'])(
    'is not there with the id %s',
    async (id) => {
      expect((await get(`/@alice/${id}`)).status).toBe(404)
    },
  )

  it('that is a boost leads to what was boosted', async () => {
    const post = await world.publish(bob, 'boosted')
    const boost = await world.posts.boostPost({ boosterId: alice.id, postId: post.id })
    const id = boost.ok ? boost.boost.id : ''
    expect((await get(`/@alice/${id}`)).headers.location).toBe(`/@bob/${post.id}`)
  })

  it('behind a warning shows neither words nor pictures in previews', async () => {
    const photo = await world.upload(bob, await photoWithGps({ latitude: 1, longitude: 2 }), 'A spoiler')
    const post = await world.publish(bob, 'The butler', {
      mediaIds: [photo],
      contentWarning: 'Film ending',
      sensitive: true,
    })
    const { page } = await get(`/@bob/${post.id}`)
    expect(page.find('title')[0]?.text).toContain('Film ending')
    const head = page
      .find('meta')
      .map(({ attributes }) => attributes['content'])
      .join('\n')
    expect(head).not.toMatch(/butler|spoiler|\/media\//)
    expect(page.find('details', 'warning')[0]?.text).toContain('The butler')
  })

  it('of another server leads to its original', async () => {
    const remote = await world.addRemoteAccount('hugo')
    const post = await world.receive(remote, '<p>Bonjour</p>', {
      uri: 'https://far.example/n/1',
      url: 'https://far.example/@hugo/1',
    })
    const { page } = await get(`/@hugo@far.example/${post.id}`)
    expect(page.link('canonical')).toBe('https://far.example/@hugo/1')
    expect(page.link('alternate', 'application/activity+json')).toBe('https://far.example/n/1')
    expect(page.meta('robots')).toBe('noindex')
    expect(page.find('a').map(({ text }) => text)).toContain('Original post')
  })
})

describe('a check-in', () => {
  it('shows its place as u-checkin with a picture of the map', async () => {
    const place = await world.addVenue({
      name: 'Old Mill',
      latitude: 50.1,
      longitude: 8.6,
      category: 'amenity=cafe',
      createdBy: bob.id,
      address: { locality: 'Millham', country: 'DE' },
    })
    const post = await world.checkIn(bob, place, { text: 'Flat white' })
    const { page } = await get(`/@bob/${post.id}`)
    const [card] = page.find('a', 'u-checkin')
    expect(card?.attributes['href']).toBe(`https://cairn.test/places/${place.id}-old-mill`)
    expect(card?.attributes['class']).toContain('h-card')
    expect(card?.text.replaceAll(/\s+/g, ' ')).toContain('at Old Mill Millham, Germany')
    expect(page.find('data', 'p-latitude')[0]?.attributes['value']).toBe('50.1')
    expect(page.find('img', 'map-static')[0]?.attributes).toMatchObject({ alt: 'Map: at Old Mill' })
    expect(page.meta('og:title')).toBe('bob (@bob) at Old Mill')
    expect(page.meta('og:image')).toContain(`/places/${place.id}/`)
    // The card stands for the line that other servers read.
    expect(page.text.match(/Old Mill/g)?.length).toBe(
      1 + (page.find('title')[0]?.text.includes('Old Mill') ? 2 : 0),
    )
  })

  it('shows strangers no more than its precision', async () => {
    const place = await world.addVenue({
      name: 'Hidden Cellar',
      latitude: -33.91234,
      longitude: 18.45678,
      createdBy: bob.id,
      address: { country: 'ZA' },
    })
    const post = await world.checkIn(bob, place, { text: 'Somewhere nice', precision: 'country' })
    for (const path of [`/@bob/${post.id}`, '/@bob', '/']) {
      const { html, page } = await get(path)
      expect(html).not.toMatch(/Hidden Cellar|33\.9|18\.4/)
      expect(html).not.toContain(place.id)
      expect(page.text).toContain('in South Africa')
    }
    expect((await get(`/places/${place.id}`)).page.text).not.toContain('Somewhere nice')
  })
})

describe('a place', () => {
  it('shows what it is, whose data it is, and who was there in public', async () => {
    const place = await world.addVenue({
      name: 'Kite Hill',
      latitude: 51.56,
      longitude: -0.16,
      category: 'leisure=park',
      createdBy: alice.id,
      address: { street: 'Hill 1', locality: 'London', country: 'GB' },
    })
    await world.checkIn(bob, place, { text: 'Windy' })
    await world.checkIn(alice, place, { text: 'Whispered', visibility: 'followers' })
    for (const path of [
      `/places/${place.id}`,
      `/places/${place.id}-kite-hill`,
      `/places/${place.id}-anything`,
    ]) {
      const { page } = await get(path)
      expect(page.find('h1')[0]?.text).toBe('Kite Hill')
      expect(page.text).toContain('London, United Kingdom')
      expect(page.text).toContain('Added by somebody on this server')
      expect(page.text).toContain('Windy')
      expect(page.text).not.toContain('Whispered')
      expect(page.link('canonical')).toBe(`https://cairn.test/places/${place.id}-kite-hill`)
      expect(page.link('alternate', 'application/activity+json')).toBe(
        `https://cairn.test/places/${place.id}`,
      )
      expect(page.meta('place:location:latitude')).toBe('51.56')
      expect(page.meta('twitter:card')).toBe('summary_large_image')
    }
  })

  it('names GeoNames and the licence for towns of the gazetteer', async () => {
    const place = await world.addVenue({ name: 'Vik', latitude: 63.4, longitude: -19, createdBy: alice.id })
    await world.db.sql`
      update places
      set source = 'geonames', kind = 'town', population = 318, licence = 'https://creativecommons.org/licenses/by/4.0/',
        same_as = '{https://sws.geonames.org/2628402/,javascript:alert(1)}'
      where id = ${place.id}
    `
    const { page, html } = await get(`/places/${place.id}`)
    expect(page.text).toContain('Data: GeoNames · CC BY 4.0')
    expect(page.find('a', 'u-url')[0]?.attributes['href']).toBe('https://sws.geonames.org/2628402/')
    expect(html).not.toContain('javascript:')
  })

  it('that is private does not exist', async () => {
    const place = await world.addVenue({
      name: 'My home',
      latitude: 1,
      longitude: 1,
      private: true,
      createdBy: alice.id,
    })
    const absent = (await get('/places/1')).html
    expect(await get(`/places/${place.id}`)).toMatchObject({ status: 404, html: absent })
    expect(await get(`/places/${place.id}-my-home`, { cookie: await world.signIn(alice) })).toMatchObject({
      status: 404,
    })
  })

  it('that was merged leads to the one that stays', async () => {
    const stays = await world.addVenue({ name: 'Stays', latitude: 2, longitude: 2, createdBy: alice.id })
    const goes = await world.addVenue({ name: 'Goes', latitude: 2, longitude: 2, createdBy: alice.id })
    await world.db.sql`update places set merged_into = ${stays.id} where id = ${goes.id}`
    expect((await get(`/places/${goes.id}`)).headers.location).toBe(`/places/${stays.id}-stays`)
  })

  it.each(['0', 'x', '9223372036854775808', '12x', '-5', '%00'])(
    'is not there with the id %s',
    async (id) => {
      expect((await get(`/places/${id}`)).status).toBe(404)
    },
  )
})

describe('a hashtag', () => {
  it('shows public posts from everywhere, in any spelling', async () => {
    await world.publish(alice, 'Some #GreyStones')
    const remote = await world.addRemoteAccount('ines')
    await world.receive(remote, '<p>From afar</p>', { tags: [{ tag: 'greystones', display: 'greystones' }] })
    await world.publish(alice, 'Hidden #greystones', { visibility: 'unlisted' })
    const { page } = await get('/tags/GREYSTONES')
    expect(page.find('article')).toHaveLength(2)
    expect(page.text).not.toContain('Hidden')
    expect(page.meta('robots')).toBe('noindex')
    expect(page.link('canonical')).toBe('https://cairn.test/tags/greystones')
  })

  it('that nobody used has a page, too', async () => {
    expect((await get('/tags/nobodyusedit')).page.text).toContain('No public posts with this tag yet.')
  })

  it.each(['<script>', '%3Cscript%3E', 'a b', 'a.b', '%00'])('cannot be %s', async (tag) => {
    expect((await get(`/tags/${encodeURI(tag)}`)).status).toBe(404)
  })
})

describe('the about page', () => {
  it('says who runs this server, by which rules, with what software and whose data', async () => {
    await world.instance.setSetting('rules', 'Be kind.\nNo <script>alert(1)</script>.')
    await world.instance.setSetting('contact-email', 'ops@example.org')
    await world.instance.setSetting('contact-account', 'alice')
    await world.instance.setSetting('description', 'First.\n\nSecond & last.')
    const { page, html } = await get('/about')
    expect(page.text).toContain('Second & last.')
    expect(page.find('li').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Be kind.', 'No <script>alert(1)</script>.']),
    )
    expect(html).not.toContain('<script>alert')
    const links = page.find('a').map(({ attributes }) => attributes['href'])
    expect(links).toEqual(
      expect.arrayContaining([
        'mailto:ops@example.org',
        '/@alice',
        'https://creativecommons.org/licenses/by/4.0/',
      ]),
    )
    expect(page.text).toMatch(/Cairn 1\.2\.3.*Apache License 2\.0.*GeoNames.*Natural Earth/)
  })
})

describe('the client’s own addresses', () => {
  it('are all that its router knows without parts', () => {
    expect(clientPaths).toEqual(
      expect.arrayContaining(Object.keys(plainRoutes).filter((path) => path !== '/')),
    )
  })

  it.each(clientPaths.map((path) => path.replace(':id', '2026')))(
    'give %s the shell, kept by nobody',
    async (path) => {
      const { page, headers, status } = await get(path)
      expect(status).toBe(200)
      expect(headers['cache-control']).toBe('private, no-store')
      expect(headers['content-security-policy']).toContain("script-src 'self'; style-src 'self'")
      expect(page.elements.some(({ attributes }) => attributes['id'] === 'app')).toBe(true)
      expect(page.find('script')[0]?.attributes['src']).toBe(testAssets.js[0])
      expect(page.meta('robots')).toBe('noindex')
    },
  )
})
