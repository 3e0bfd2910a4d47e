import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findPeer } from '#kit/find-peer.ts'
import { type GoToSocialPeer, startGoToSocial } from '#kit/gotosocial-peer.ts'
import {
  arrived,
  ask,
  type Body,
  findAccount,
  follow,
  handleOf,
  type MastodonSide,
  personOf,
  picture,
  publish,
  relationTo,
  upload,
} from '#kit/mastodon-side.ts'
import { eventually } from '#kit/person.ts'
import { startSide } from '#kit/start-side.ts'
import { playJourney } from './mastodon-journey.ts'

const found = await findPeer('CAIRN_PEER_GOTOSOCIAL', 'gotosocial')
if (found.kind === 'missing') process.stderr.write(`Skipped: ${found.because}\n`)

vi.setConfig({ hookTimeout: 240_000 })

// What GoToSocial 0.20 does not read, and what it does not do.
const unread = {
  'pins a post': 'it reads no Add or Remove: pins are seen when it fetches the account again',
  'sends a follower away': 'it takes a Reject for a request alone, not for a follow that was accepted',
}
const undone = {
  'pins a post': 'it sends no Add or Remove: pins are seen when the account is fetched again',
  'sends a follower away': 'its API cannot',
}

// A whole server in Go, which wants every fetch signed.
describe.skipIf(found.kind === 'missing')('with GoToSocial as a peer', () => {
  const names = ['anna', 'ada', 'agnes', 'bert', 'bill']
  let cairn: MastodonSide & AsyncDisposable
  let gotosocial: GoToSocialPeer & MastodonSide

  beforeAll(async () => {
    if (found.kind === 'missing') return
    const [side, peer] = await Promise.all([startSide(names), startGoToSocial(found.folder, names)])
    cairn = side
    gotosocial = { ...peer, name: 'GoToSocial' }
    const form = new FormData()
    const emoji = new Uint8Array(await picture('#f80', 48))
    form.append('shortcode', 'blob')
    form.append('image', new Blob([emoji], { type: 'image/png' }), 'blob.png')
    await ask(personOf(gotosocial, 'anna'), 'POST', '/api/v1/admin/custom_emojis', form)
  })

  afterAll(async () => {
    await Promise.all([cairn?.[Symbol.asyncDispose](), gotosocial?.[Symbol.asyncDispose]()])
  })

  describe('who lives here', () => {
    playJourney({ from: () => cairn, to: () => gotosocial, lacks: unread })
  })
  describe('who lives there', () => {
    playJourney({ from: () => gotosocial, to: () => cairn, lacks: undone })
  })

  const here = (name: string) => personOf(cairn, name)
  const there = (name: string) => personOf(gotosocial, name)

  it('shows a check-in with its place in the text, and the photo', async () => {
    await follow(there('bert'), handleOf(cairn, 'anna'))
    const place = { name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 }
    const { id } = await ask(here('anna'), 'POST', '/api/cairn/v1/places', place)
    const media = await upload(here('anna'), 'A cup')
    const post = await publish(here('anna'), 'Flat white.', { place_id: id, media_ids: [media] })
    const seen = await arrived(there('bert'), post)
    expect(seen.content).toContain('Café de Flore')
    expect(seen.media_attachments).toMatchObject([{ description: 'A cup' }])
  })

  it('lets us answer and like what its author approves by hand', async () => {
    await follow(here('bert'), handleOf(gotosocial, 'agnes'))
    const byHand = { always: ['author'], with_approval: ['public'] }
    const interaction_policy = { can_reply: byHand, can_favourite: byHand }
    const post = await publish(there('agnes'), 'Ask before', { interaction_policy })
    const seen = await arrived(here('bert'), post)
    await ask(here('bert'), 'POST', `/api/v1/statuses/${seen.id}/favourite`)
    const text = `${handleOf(gotosocial, 'agnes')} may I?`
    const reply = await publish(here('bert'), text, { in_reply_to_id: seen.id })
    const requests = await eventually(async () => {
      const list = await ask(there('agnes'), 'GET', '/api/v1/interaction_requests')
      return list.length === 2 && list
    }, 'requests to answer and to like')
    for (const { id } of requests)
      await ask(there('agnes'), 'POST', `/api/v1/interaction_requests/${id}/authorize`)
    await eventually(async () => {
      const { descendants } = await ask(there('agnes'), 'GET', `/api/v1/statuses/${post.id}/context`)
      return descendants[0]?.uri === reply.uri
    }, 'our answer in its thread')
    const { favourites_count } = await ask(there('agnes'), 'GET', `/api/v1/statuses/${post.id}`)
    expect(favourites_count).toBe(1)
    await eventually(async () => {
      const headers = { accept: 'application/activity+json' }
      const { approvedBy } = (await (await fetch(reply.uri, { headers })).json()) as Body
      return approvedBy?.startsWith(`${gotosocial.origin}/users/agnes/`)
    }, 'the approval in our answer')
  })

  it('follows who moves from there to here', async () => {
    await follow(here('bert'), handleOf(gotosocial, 'bill'))
    await ask(here('bill'), 'POST', '/api/cairn/v1/aliases', { acct: handleOf(gotosocial, 'bill') })
    const uri = `${cairn.origin}/users/bill`
    await ask(there('bill'), 'POST', '/api/v1/accounts/alias', { also_known_as_uris: [uri] })
    const password = gotosocial.password
    await ask(there('bill'), 'POST', '/api/v1/accounts/move', { password, moved_to_uri: uri })
    const { id } = await findAccount(here('bert'), handleOf(cairn, 'bill'))
    await eventually(async () => (await relationTo(here('bert'), id)).following, 'a follow moved')
  })

  it('is followed along when somebody moves from here to there', async () => {
    await follow(there('bert'), handleOf(cairn, 'agnes'))
    const old = `${cairn.origin}/users/agnes`
    await ask(there('agnes'), 'POST', '/api/v1/accounts/alias', { also_known_as_uris: [old] })
    const acct = handleOf(gotosocial, 'agnes')
    await ask(here('agnes'), 'POST', '/api/cairn/v1/migration', { acct, password: 'correct horse battery' })
    const { id } = await findAccount(there('bert'), handleOf(gotosocial, 'agnes'))
    await eventually(async () => (await relationTo(there('bert'), id)).following, 'a follow moved')
  })

  it('is a version that was tried', () => {
    expect(gotosocial.version).toMatch(/^0\.2\d\./)
  })
})
