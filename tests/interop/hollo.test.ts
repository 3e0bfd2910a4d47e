import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findPeer } from '#kit/find-peer.ts'
import { type HolloPeer, startHollo } from '#kit/hollo-peer.ts'
import {
  arrived,
  ask,
  type Body,
  findAccount,
  follow,
  handleOf,
  type MastodonSide,
  personOf,
  publish,
  relationTo,
  upload,
} from '#kit/mastodon-side.ts'
import { eventually } from '#kit/person.ts'
import { startSide } from '#kit/start-side.ts'
import { playJourney } from './mastodon-journey.ts'

const found = await findPeer('CAIRN_PEER_HOLLO', 'bin/server.ts')
if (found.kind === 'missing') process.stderr.write(`Skipped: ${found.because}\n`)

vi.setConfig({ hookTimeout: 480_000, testTimeout: 120_000 })

// What Hollo 0.10 cannot do.
const undone = {
  'is reported to those who run its server': 'it reads no Flag',
  'sends a follower away': 'its API cannot',
}

// A server for one owner, on Fedify.
describe.skipIf(found.kind === 'missing')('with Hollo as a peer', () => {
  const names = ['anna', 'ada', 'agnes', 'bert', 'bill', 'bob']
  let cairn: MastodonSide & AsyncDisposable
  let hollo: HolloPeer & MastodonSide

  beforeAll(async () => {
    if (found.kind === 'missing') return
    const [side, peer] = await Promise.all([startSide(names), startHollo(found.folder, names)])
    cairn = side
    hollo = { ...peer, name: 'Hollo' }
    // A boost goes to who follows there, and not to whose post it is.
    await follow(here('bob'), handleOf(hollo, 'bert'))
  })

  afterAll(async () => {
    await Promise.all([cairn?.[Symbol.asyncDispose](), hollo?.[Symbol.asyncDispose]()])
  })

  const here = (name: string) => personOf(cairn, name)
  const there = (name: string) => personOf(hollo, name)

  describe('who lives here', () => {
    // It counts answers when it comes to ask for them, and says no time of an edit.
    const unsaid = ['language', 'blurhash', 'focus', 'edited_at', 'replies_count'] as const
    playJourney({ from: () => cairn, to: () => hollo, unsaid })
  })
  describe('who lives there', () => {
    // Each vote is one more voter to it.
    playJourney({
      from: () => hollo,
      to: () => cairn,
      lacks: undone,
      unsaid: ['blurhash', 'focus'],
      choices: [2],
    })
  })

  it('shows a check-in with its place in the text, and the photo', async () => {
    await follow(there('bill'), handleOf(cairn, 'anna'))
    const place = { name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 }
    const { id } = await ask(here('anna'), 'POST', '/api/cairn/v1/places', place)
    const media = await upload(here('anna'), 'A cup')
    const post = await publish(here('anna'), 'Flat white.', { place_id: id, media_ids: [media] })
    const seen = await arrived(there('bill'), post)
    expect(seen.content).toContain('Café de Flore')
    expect(seen.content).toMatch(/<a [^>]*href="[^"]*\/places\//)
    expect(seen.media_attachments).toMatchObject([{ description: 'A cup' }])
  })

  it('reacts with emoji, and takes it back', async () => {
    await follow(there('bill'), handleOf(cairn, 'ada'))
    const post = await publish(here('ada'), 'React')
    const seen = await arrived(there('bill'), post)
    const reactions = () => ask(here('ada'), 'GET', `/api/v1/pleroma/statuses/${post.id}/reactions`)
    for (const emoji of ['🎉', 'blob']) {
      const path = `/api/v1/statuses/${seen.id}/emoji_reactions/${encodeURIComponent(emoji)}`
      await ask(there('bill'), 'PUT', path)
      await eventually(async () => (await reactions())[0]?.name.includes(emoji), 'a reaction of Hollo')
      await ask(there('bill'), 'DELETE', path)
      await eventually(async () => (await reactions()).length === 0, 'the end of a reaction of Hollo')
    }
  })

  it('is reacted to, and no longer', async () => {
    await follow(here('bill'), handleOf(hollo, 'ada'))
    const post = await publish(there('ada'), 'React')
    const seen = await arrived(here('bill'), post)
    const path = `/api/v1/pleroma/statuses/${seen.id}/reactions/${encodeURIComponent('🍵')}`
    const reactions = async () =>
      (await ask(there('ada'), 'GET', `/api/v1/statuses/${post.id}`)).emoji_reactions as Body[]
    await ask(here('bill'), 'PUT', path)
    await eventually(async () => (await reactions())[0]?.name === '🍵', 'our reaction at Hollo')
    await ask(here('bill'), 'DELETE', path)
    await eventually(async () => (await reactions()).length === 0, 'the end of our reaction at Hollo')
  })

  it('quotes us with consent, until it is revoked', async () => {
    await follow(there('bill'), handleOf(cairn, 'ada'))
    await follow(here('ada'), handleOf(hollo, 'bill'))
    const post = await publish(here('ada'), 'Quote me')
    const seen = await arrived(there('bill'), post)
    const quoting = await publish(there('bill'), 'Indeed', { quoted_status_id: seen.id })
    const stateThere = async () =>
      (await ask(there('bill'), 'GET', `/api/v1/statuses/${quoting.id}`)).quote?.state
    await eventually(async () => (await stateThere()) === 'accepted', 'our consent at Hollo')
    const quote = await eventually(async () => {
      const now = await arrived(here('ada'), quoting)
      return now.quote?.state === 'accepted' && now
    }, 'a quote of Hollo')
    expect(quote.quote.quoted_status.id).toBe(post.id)
    await ask(here('ada'), 'POST', `/api/v1/statuses/${post.id}/quotes/${quote.id}/revoke`)
    await eventually(async () => (await stateThere()) === 'revoked', 'the end of our consent at Hollo')
  })

  it('lets us quote, until it says no more', async () => {
    await follow(here('bill'), handleOf(hollo, 'ada'))
    const post = await publish(there('ada'), 'Quote me, too')
    const seen = await arrived(here('bill'), post)
    const quoting = await publish(here('bill'), 'Indeed', { quoted_status_id: seen.id })
    await eventually(
      async () =>
        (await ask(here('bill'), 'GET', `/api/v1/statuses/${quoting.id}`)).quote?.state === 'accepted',
      'consent of Hollo',
    )
  })

  it('follows who moves from here to there', async () => {
    await follow(here('bill'), handleOf(cairn, 'agnes'))
    await follow(there('bill'), handleOf(cairn, 'agnes'))
    const { id } = there('agnes')
    await hollo.owner.post(`/accounts/${id}/migrate/from`, { handle: handleOf(cairn, 'agnes') })
    const acct = handleOf(hollo, 'agnes')
    await ask(here('agnes'), 'POST', '/api/cairn/v1/migration', { acct, password: 'correct horse battery' })
    const moved = await findAccount(here('bill'), handleOf(hollo, 'agnes'))
    await eventually(async () => (await relationTo(here('bill'), moved.id)).following, 'a follow moved here')
    const own = await findAccount(there('bill'), handleOf(hollo, 'agnes'))
    await eventually(async () => (await relationTo(there('bill'), own.id)).following, 'a follow moved there')
  })

  it('is followed along when somebody moves from there to here', async () => {
    await follow(here('bill'), handleOf(hollo, 'bob'))
    await ask(here('bob'), 'POST', '/api/cairn/v1/aliases', { acct: handleOf(hollo, 'bob') })
    const { id } = there('bob')
    await hollo.owner.post(`/accounts/${id}/migrate/to`, { handle: handleOf(cairn, 'bob') })
    const moved = await findAccount(here('bill'), handleOf(cairn, 'bob'))
    await eventually(async () => (await relationTo(here('bill'), moved.id)).following, 'a follow moved')
  })

  it('is a version that was tried', () => {
    expect(hollo.version).toMatch(/^0\.10\./)
  })
})
