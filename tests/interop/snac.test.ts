import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { findSnac } from '#kit/find-snac.ts'
import { eventually } from '#kit/person.ts'
import { type SnacPeer, startSnac } from '#kit/snac-peer.ts'

const found = await findSnac()
if (found.kind === 'missing') process.stderr.write(`Skipped: ${found.because}\n`)

// snac 2.75: a whole server in C, with nothing in common with ours but the protocol.
describe.skipIf(found.kind === 'missing')('with snac as a peer', () => {
  let node: FederationNode
  let snac: SnacPeer
  let alice: Account
  /** Sue lives on snac. */
  let remoteSue: Account

  beforeAll(async () => {
    if (found.kind === 'missing') return
    ;[node, snac] = await Promise.all([startFederationNode(), startSnac(found.program, 'sue')])
    alice = await node.createPerson('alice', { displayName: 'Alice' })
    remoteSue = await node.find(snac.handle)
  })

  afterAll(async () => {
    await Promise.all([node?.[Symbol.asyncDispose](), snac?.[Symbol.asyncDispose]()])
  })

  const aliceUri = () => `${node.origin}/users/alice`
  const uriOf = (post: Post) => `${node.origin}/posts/${post.id}`

  /** What snac knows of one of our posts, as its API tells it. */
  async function seenBySnac(post: Post) {
    const { body } = await snac.person.get('/api/v1/timelines/home?limit=40')
    return (body as Status[]).find((status) => status.uri === uriOf(post))
  }

  async function arrivedAtSnac(post: Post): Promise<Status> {
    return await eventually(() => seenBySnac(post), 'a post of ours at snac')
  }

  /** What sue wrote last, as it came here. */
  async function arrivedHere(text: string): Promise<Post> {
    return await eventually(async () => {
      const { ids } = await node.timelines.listHome(alice.id, { limit: 20 })
      const posts = await Promise.all(ids.map((id) => node.posts.findPost(id)))
      return posts.find((post) => post?.content.includes(text))
    }, `“${text}” of snac`)
  }

  async function counts(post: Post) {
    return (await node.posts.findOverlays([post.id], undefined)).get(post.id)
  }

  async function votesHere(post: Post): Promise<readonly number[] | undefined> {
    return (await node.polls.findByPosts([post.id])).get(post.id)?.tallies
  }

  it('is followed, and accepts', async () => {
    await node.relationships.requestFollow({ followerId: alice.id, followedId: remoteSue.id })
    await eventually(
      async () => (await node.relationships.findFollow(alice.id, remoteSue.id))?.state === 'accepted',
      'an Accept of snac',
    )
  })

  it('follows, and is accepted', async () => {
    await snac.command('follow', aliceUri())
    const follow = await eventually(() => node.relationships.findFollow(remoteSue.id, alice.id))
    expect(follow).toMatchObject({ state: 'accepted' })
  })

  it('understands the Accept: posts for followers reach its timeline', async () => {
    const post = await node.publish(alice, 'Among us & friends', { visibility: 'followers' })
    expect(await arrivedAtSnac(post)).toMatchObject({
      content: '<p>Among us &amp; friends</p>',
      account: { acct: `alice@${node.host}`, display_name: 'Alice' },
    })
  })

  it('is read: a post comes here with its text, links and tags', async () => {
    await snac.command('note', 'Hello **World**, see #snacks')
    const post = await arrivedHere('Hello')
    expect(post).toMatchObject({ visibility: 'public', accountId: remoteSue.id, local: false })
    expect(post.content).toContain('<b>World</b>')
    const view = (await node.posts.findViews([post.id])).get(post.id)
    expect(view?.tags).toEqual(['snacks'])
  })

  it('answers our post, which mentions us and joins the thread', async () => {
    const post = await node.publish(alice, 'What is new?')
    const seen = await arrivedAtSnac(post)
    const written = { status: `@alice@${node.host} a reply`, in_reply_to_id: seen.id }
    expect((await snac.person.post('/api/v1/statuses', written)).status).toBe(200)
    const reply = await arrivedHere('a reply')
    expect(reply.replyToId).toBe(post.id)
    await untilQuiet(node)
    const told = await node.notifications.listNotifications(alice.id, { kinds: ['mention'] }, { limit: 5 })
    expect(told).toMatchObject([{ fromAccountId: remoteSue.id, postId: reply.id }])
  })

  it('is answered, and is told of it', async () => {
    await snac.command('note', 'Ask me anything')
    const asked = await arrivedHere('Ask me')
    const answer = await node.publish(alice, `@${snac.handle} why?`, { replyToId: asked.id })
    const status = await arrivedAtSnac(answer)
    const context = await snac.person.get(`/api/v1/statuses/${status.id}/context`)
    expect(context.body.ancestors).toMatchObject([{ uri: asked.uri }])
    const { body } = await snac.person.get('/api/v1/notifications')
    expect(body).toContainEqual(
      expect.objectContaining({ type: 'mention', status: expect.objectContaining({ uri: uriOf(answer) }) }),
    )
  })

  it('likes, and takes the like back', async () => {
    const post = await node.publish(alice, 'Like me')
    const { id } = await arrivedAtSnac(post)
    await snac.person.post(`/api/v1/statuses/${id}/favourite`)
    await eventually(async () => (await counts(post))?.likes === 1, 'a like of snac')
    await snac.person.post(`/api/v1/statuses/${id}/unfavourite`)
    await eventually(async () => (await counts(post))?.likes === 0, 'the end of a like of snac')
  })

  it('is liked, and no longer liked', async () => {
    await snac.command('note', 'Do you like it')
    const post = await arrivedHere('Do you like')
    const told = () =>
      snac.person.get('/api/v1/timelines/home?limit=20').then(({ body }) => likesOf(body, post))
    await node.posts.likePost({ accountId: alice.id, postId: post.id })
    await eventually(async () => (await told()) === 1, 'our like at snac')
    await node.posts.unlikePost({ accountId: alice.id, postId: post.id })
    await eventually(async () => (await told()) === 0, 'the end of our like at snac')
  })

  it('boosts, and takes the boost back', async () => {
    const post = await node.publish(alice, 'Boost me')
    await arrivedAtSnac(post)
    await snac.command('boost', uriOf(post))
    await eventually(async () => (await counts(post))?.boosts === 1, 'a boost of snac')
    expect(await node.posts.findBoost(remoteSue.id, post.id)).toMatchObject({ visibility: 'public' })
    await snac.command('unboost', uriOf(post))
    await eventually(async () => (await counts(post))?.boosts === 0, 'the end of a boost of snac')
  })

  it('is boosted, and no longer boosted', async () => {
    await snac.command('note', 'Pass it on')
    const post = await arrivedHere('Pass it on')
    const find = async () => statusOf((await snac.person.get('/api/v1/timelines/home?limit=20')).body, post)
    const { id } = await eventually(find, 'snac’s own post in its timeline')
    const boosters = () => snac.person.get(`/api/v1/statuses/${id}/reblogged_by`).then(({ body }) => body)
    await node.posts.boostPost({ boosterId: alice.id, postId: post.id })
    await eventually(async () => (await boosters())[0]?.username === 'alice', 'our boost at snac')
    await node.posts.unboostPost(alice.id, post.id)
    // Its API goes on naming who boosted; what it writes down says that it has understood.
    const undone = async () => snac.log().includes(`Unboost for ${post.uri} 200`)
    await eventually(undone, 'the end of our boost at snac')
  })

  it('edits, and reads our edits', async () => {
    const post = await node.publish(alice, 'Befoer')
    await arrivedAtSnac(post)
    await node.posts.editPost({ authorId: alice.id, postId: post.id, text: 'Before' })
    await eventually(async () => (await seenBySnac(post))?.content === '<p>Before</p>', 'our edit at snac')
    const written = await snac.person.post('/api/v1/statuses', { status: 'Aftre' })
    const theirs = await arrivedHere('Aftre')
    await snac.person.call('PUT', `/api/v1/statuses/${written.body.id}`, { status: 'After' })
    const edited = async () => (await node.posts.findPost(theirs.id))?.content.includes('After')
    await eventually(edited, 'an edit of snac')
  })

  it('deletes, and forgets what we delete', async () => {
    const post = await node.publish(alice, 'Not for long')
    await arrivedAtSnac(post)
    await node.posts.deletePost(post.id, alice.id)
    await eventually(async () => (await seenBySnac(post)) === undefined, 'our deletion at snac')
    await snac.command('note', 'Neither this')
    const theirs = await arrivedHere('Neither this')
    await snac.fill('action', { action: 'Delete', id: theirs.uri ?? '', actor: snac.uri })
    await eventually(async () => (await node.posts.findPost(theirs.id)) === undefined, 'a deletion of snac')
  })

  it('votes in our poll', async () => {
    const outcome = await node.drafts.publishDraft({
      authorId: alice.id,
      text: 'Where to go?',
      visibility: 'public',
      poll: { options: ['out', 'home'], expiresInSeconds: 3600 },
    })
    if (!outcome.ok) throw new Error(outcome.because)
    await arrivedAtSnac(outcome.post)
    await snac.fill('vote', { actor: aliceUri(), irt: uriOf(outcome.post), question: 'home' })
    const counted = async () => (await votesHere(outcome.post))?.[1] === 1
    await eventually(counted, 'a vote of snac')
  })

  it('counts our vote in its poll', async () => {
    const poll = { poll_options: 'tea\ncoffee', poll_multiple: 'off', poll_end_secs: '3600' }
    await snac.fill('note', { content: 'What to drink?', ...poll })
    const asked = await arrivedHere('What to drink')
    const outcome = await node.polls.castVote({ voterId: alice.id, postId: asked.id, choices: [1] })
    expect(outcome).toMatchObject({ ok: true })
    const told = async () => {
      const { body } = await snac.person.get('/api/v1/timelines/home?limit=20')
      return statusOf(body, asked)?.poll?.options[1]?.votes_count === 1
    }
    await eventually(told, 'our vote at snac')
  })

  it('ends follows, both ways', async () => {
    await node.relationships.endFollow({ followerId: alice.id, followedId: remoteSue.id })
    const followers = async () => {
      const { body } = await snac.person.get('/api/v1/accounts/verify_credentials')
      return body.followers_count
    }
    await eventually(async () => (await followers()) === 0, 'the end of our follow at snac')
    await snac.command('unfollow', aliceUri())
    const gone = async () => (await node.relationships.findFollow(remoteSue.id, alice.id)) === undefined
    await eventually(gone, 'the end of snac’s follow')
  })

  it('has been served without a fault', async () => {
    await untilQuiet(node)
    const dead = await node.db.sql`select kind, last_error from dead_jobs`
    expect(dead).toEqual([])
  })
})

interface Status {
  readonly id: string
  readonly uri: string
  readonly content: string
  readonly favourites_count: number
  readonly reblog: Status | null
  readonly poll: { readonly options: { readonly votes_count: number }[] } | null
}

function statusOf(body: Status[], post: Post): Status | undefined {
  return body.map((status) => status.reblog ?? status).find((status) => status.uri === post.uri)
}

function likesOf(body: Status[], post: Post): number | undefined {
  return statusOf(body, post)?.favourites_count
}
