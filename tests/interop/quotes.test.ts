import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { OwnQuotePolicy, Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'

let here: FederationNode
let there: FederationNode
let alice: Account
let bob: Account

/** Alice lives here, Bob there, and each follows the other. */
beforeAll(async () => {
  ;[here, there] = await Promise.all([startFederationNode(), startFederationNode()])
  alice = await here.createPerson('alice')
  bob = await there.createPerson('bob')
  const remoteBob = await here.find(`bob@${there.host}`)
  const remoteAlice = await there.find(`alice@${here.host}`)
  await here.relationships.requestFollow({ followerId: alice.id, followedId: remoteBob.id })
  await there.relationships.requestFollow({ followerId: bob.id, followedId: remoteAlice.id })
  await untilQuiet(here, there)
})

afterAll(async () => {
  await Promise.all([here?.[Symbol.asyncDispose](), there?.[Symbol.asyncDispose]()])
})

async function received(at: FederationNode, from: FederationNode, post: Post): Promise<Post> {
  await untilQuiet(here, there)
  const found = await at.posts.findPostByUri(`${from.origin}/posts/${post.id}`)
  if (!found) throw new Error('The post did not arrive.')
  return found
}

async function publish(
  node: FederationNode,
  author: Account,
  more: { quotedId?: Post['id']; quotePolicy?: OwnQuotePolicy } = {},
): Promise<Post> {
  const draft = { authorId: author.id, text: 'Look', visibility: 'public' as const, ...more }
  const outcome = await node.drafts.publishDraft(draft)
  if (!outcome.ok) throw new Error(outcome.because)
  return outcome.post
}

const stateOf = async (node: FederationNode, post: Post) =>
  (await node.quotes.findByPosts([post.id])).get(post.id)?.state

/** Bob quotes Alice. */
async function quote() {
  const quoted = await publish(here, alice)
  const seen = await received(there, here, quoted)
  const quoting = await publish(there, bob, { quotedId: seen.id })
  const arrived = await received(here, there, quoting)
  return { quoted, seen, quoting, arrived }
}

it('agree on a quote: request, consent, and the quote on both', async () => {
  const { quoted, seen, quoting, arrived } = await quote()
  expect(await stateOf(there, quoting)).toBe('accepted')
  expect(await stateOf(here, arrived)).toBe('accepted')
  expect((await here.quotes.findByPosts([arrived.id])).get(arrived.id)?.quotedId).toBe(quoted.id)
  const counts = await there.posts.findOverlays([seen.id], undefined)
  expect(counts.get(seen.id)?.quotes).toBe(1)
  const told = await here.notifications.listNotifications(alice.id, { kinds: ['quote'] }, { limit: 5 })
  expect(told[0]?.postId).toBe(arrived.id)
})

it('agree that a quote is revoked', async () => {
  const { quoted, quoting, arrived } = await quote()
  expect(await here.quotes.revokeQuote(alice.id, quoted.id, arrived.id)).toBe(true)
  await untilQuiet(here, there)
  expect(await stateOf(there, quoting)).toBe('revoked')
  expect(await stateOf(here, arrived)).toBe('revoked')
})

it('agree on who may quote, also when that has changed', async () => {
  const quoted = await publish(here, alice, { quotePolicy: 'followers' })
  const seen = await received(there, here, quoted)
  const carol = await there.createPerson(`carol${quoted.id.slice(-6)}`)
  const standing = async (who: Account, post: Post) =>
    (await there.quotes.findStandings(who.id, [post])).get(post.id)
  expect([await standing(bob, seen), await standing(carol, seen)]).toEqual(['automatic', 'denied'])
  await here.posts.setQuotePolicy(alice.id, quoted.id, 'nobody')
  await untilQuiet(here, there)
  const changed = (await there.posts.findPost(seen.id)) as Post
  expect(changed.editedAt).toBeNull()
  expect(await standing(bob, changed)).toBe('denied')
})

it('agree after one of them was away', async () => {
  const quoted = await publish(here, alice)
  const seen = await received(there, here, quoted)
  await here.stopWorkers()
  const quoting = await publish(there, bob, { quotedId: seen.id })
  await untilQuiet(there)
  expect(await stateOf(there, quoting)).toBe('pending')
  here.startWorkers()
  const arrived = await received(here, there, quoting)
  expect([await stateOf(there, quoting), await stateOf(here, arrived)]).toEqual(['accepted', 'accepted'])
})
