import { expect, it } from 'vitest'
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
  search,
  told,
  upload,
} from '#kit/mastodon-side.ts'
import { eventually, type Person } from '#kit/person.ts'

/** What a peer cannot do, by its own making. */
export interface Lacks {
  /** Why it does not, shown where the step is left out. */
  readonly [step: string]: string
}

type Detail = 'language' | 'blurhash' | 'focus' | 'edited_at' | 'replies_count'

interface Ways {
  /** Where Anna writes, and two more live: Ada and Agnes. */
  readonly from: () => MastodonSide
  /** Where Bert reads, and two more live: Bob and Bill. */
  readonly to: () => MastodonSide
  readonly lacks?: Lacks
  /** What Bert's server does not say of a post, by its own making, where the step is worth playing all the same. */
  readonly unsaid?: readonly Detail[]
  /** What Bert votes for, of three options: the first and the last, where nothing else is said. */
  readonly choices?: readonly number[]
}

/** What one person does and one of another server sees, by Mastodon's API of both. In order: later steps need the first. */
export function playJourney({ from, to, lacks = {}, unsaid = [], choices = [0, 2] }: Ways): void {
  const step = (name: string, play: () => Promise<void>) => {
    const because = lacks[name]
    // Each step says its title and asserts by itself.
    // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect
    it.skipIf(because !== undefined)(because ? `${name} (${because})` : name, play)
  }
  const anna = () => personOf(from(), 'anna')
  const bert = () => personOf(to(), 'bert')
  const annaThere = () => findAccount(bert(), handleOf(from(), 'anna'))
  const bertHere = () => findAccount(anna(), handleOf(to(), 'bert'))

  const until = (person: Person, id: string, fits: (status: Body) => boolean, what: string) =>
    eventually(async () => {
      const { status, body } = await person.get(`/api/v1/statuses/${id}`)
      return status === 200 && fits(body) && body
    }, what)

  step('is found by handle and by address', async () => {
    const byHandle = await annaThere()
    expect(byHandle).toMatchObject({ username: 'anna', acct: `anna@${from().host}` })
    const own = await ask(anna(), 'GET', '/api/v1/accounts/verify_credentials')
    expect((await findAccount(bert(), own.url)).id).toBe(byHandle.id)
  })

  step('is followed, and told', async () => {
    await follow(bert(), handleOf(from(), 'anna'))
    await told(anna(), 'follow', 'bert')
  })

  step('refuses and approves who asks to follow', async () => {
    const ada = personOf(from(), 'ada')
    const bill = personOf(to(), 'bill')
    // A form, because Hollo takes nothing else here.
    const locked = new FormData()
    locked.append('locked', 'true')
    await ask(ada, 'PATCH', '/api/v1/accounts/update_credentials', locked)
    const adaThere = await findAccount(bill, handleOf(from(), 'ada'))
    const request = async () => {
      await ask(bill, 'POST', `/api/v1/accounts/${adaThere.id}/follow`)
      return eventually(
        async () => (await ask(ada, 'GET', '/api/v1/follow_requests'))[0],
        'a request to follow',
      )
    }
    const refused = await request()
    expect(await relationTo(bill, adaThere.id)).toMatchObject({ requested: true, following: false })
    await ask(ada, 'POST', `/api/v1/follow_requests/${refused.id}/reject`)
    await eventually(async () => !(await relationTo(bill, adaThere.id)).requested, 'a refusal')
    const approved = await request()
    await ask(ada, 'POST', `/api/v1/follow_requests/${approved.id}/authorize`)
    await eventually(async () => (await relationTo(bill, adaThere.id)).following, 'an approval')
  })

  step('is read: text, warning, hashtag and mention', async () => {
    const post = await publish(anna(), `Hello ${handleOf(to(), 'bert')} & <all>, see #Harbour`, {
      spoiler_text: 'about boats',
      language: 'en',
    })
    const seen = await arrived(bert(), post)
    expect(seen).toMatchObject({ spoiler_text: 'about boats', sensitive: true, visibility: 'public' })
    if (!unsaid.includes('language')) expect(seen.language).toBe('en')
    // Some write entities anew where HTML lets them.
    expect(seen.content).toMatch(/&(amp;)? &lt;all(&gt;|>)/)
    expect(seen.tags.map((tag: Body) => tag.name.toLowerCase())).toEqual(['harbour'])
    expect(seen.mentions).toMatchObject([{ username: 'bert' }])
    await told(bert(), 'mention', 'anna', seen.id)
  })

  step('is heard by whom it may concern', async () => {
    for (const visibility of ['unlisted', 'private']) {
      const post = await publish(anna(), `A ${visibility} word`, { visibility })
      expect((await arrived(bert(), post)).visibility).toBe(visibility)
    }
    const direct = await publish(anna(), `${handleOf(to(), 'bert')} between us`, { visibility: 'direct' })
    const { status } = await eventually(
      async () =>
        (await ask(bert(), 'GET', '/api/v1/notifications')).find(
          (one: Body) => one.status?.uri === direct.uri,
        ),
      'a direct word',
    )
    expect(status.visibility).toBe('direct')
  })

  step('shows a picture with its description', async () => {
    const media = await upload(anna(), 'The sea at noon')
    const seen = await arrived(bert(), await publish(anna(), 'Look', { media_ids: [media] }))
    expect(seen.media_attachments).toMatchObject([{ type: 'image', description: 'The sea at noon' }])
    const [{ url, blurhash, meta }] = seen.media_attachments
    if (!unsaid.includes('blurhash')) expect(blurhash).toBeTruthy()
    if (!unsaid.includes('focus')) expect(meta.focus).toMatchObject({ x: 0.5, y: -0.5 })
    const file = await fetch(url)
    expect([file.status, file.headers.get('content-type')]).toMatchObject([200, /^image\//])
  })

  step('uses an emoji of its own server', async () => {
    const seen = await arrived(bert(), await publish(anna(), 'All well :blob:'))
    expect(seen.emojis).toMatchObject([{ shortcode: 'blob' }])
    expect((await fetch(seen.emojis[0].url)).status).toBe(200)
  })

  step('asks, and counts the answers', async () => {
    const poll = { options: ['tea', 'coffee', 'water'], expires_in: 3600, multiple: true }
    const post = await publish(anna(), 'What to drink?', { poll })
    const seen = await arrived(bert(), post)
    expect(seen.poll).toMatchObject({ multiple: true, expired: false })
    expect(seen.poll.options.map((option: Body) => option.title)).toEqual(poll.options)
    await ask(bert(), 'POST', `/api/v1/polls/${seen.poll.id}/votes`, { choices })
    const counted = await until(anna(), post.id, (now) => now.poll.votes_count === choices.length, 'votes')
    expect(counted.poll.options.map((option: Body) => option.votes_count)).toEqual(
      [0, 1, 2].map((index) => (choices.includes(index) ? 1 : 0)),
    )
    expect(counted.poll.voters_count).toBe(1)
  })

  step('is answered in its thread', async () => {
    const post = await publish(anna(), 'What is new?')
    const seen = await arrived(bert(), post)
    const reply = await publish(bert(), `${handleOf(from(), 'anna')} nothing`, { in_reply_to_id: seen.id })
    const { status } = await told(anna(), 'mention', 'bert')
    expect(status).toMatchObject({ uri: reply.uri, in_reply_to_id: post.id })
    const again = await publish(anna(), `${handleOf(to(), 'bert')} good`, { in_reply_to_id: status.id })
    const answer = await arrived(bert(), again)
    expect(answer.in_reply_to_id).toBe(reply.id)
    const { ancestors } = await ask(bert(), 'GET', `/api/v1/statuses/${answer.id}/context`)
    expect(ancestors.map((one: Body) => one.uri)).toEqual([post.uri, reply.uri])
    if (!unsaid.includes('replies_count'))
      await until(bert(), seen.id, (now) => now.replies_count >= 1, 'an answer counted')
  })

  step('is liked, and no longer', async () => {
    const post = await publish(anna(), 'Like me')
    const seen = await arrived(bert(), post)
    await ask(bert(), 'POST', `/api/v1/statuses/${seen.id}/favourite`)
    await until(anna(), post.id, (now) => now.favourites_count === 1, 'a like')
    await told(anna(), 'favourite', 'bert', post.id)
    await ask(bert(), 'POST', `/api/v1/statuses/${seen.id}/unfavourite`)
    await until(anna(), post.id, (now) => now.favourites_count === 0, 'the end of a like')
  })

  step('is boosted, and no longer', async () => {
    const post = await publish(anna(), 'Boost me')
    const seen = await arrived(bert(), post)
    await ask(bert(), 'POST', `/api/v1/statuses/${seen.id}/reblog`)
    await until(anna(), post.id, (now) => now.reblogs_count === 1, 'a boost')
    await told(anna(), 'reblog', 'bert', post.id)
    await ask(bert(), 'POST', `/api/v1/statuses/${seen.id}/unreblog`)
    await until(anna(), post.id, (now) => now.reblogs_count === 0, 'the end of a boost')
  })

  step('boosts what followers then read', async () => {
    const post = await publish(bert(), 'Pass me on')
    const found = (await search(anna(), post.uri)).statuses[0]
    const boost = await ask(anna(), 'POST', `/api/v1/statuses/${found.id}/reblog`)
    expect(boost.reblog.uri).toBe(post.uri)
    await told(bert(), 'reblog', 'anna', post.id)
    await ask(anna(), 'POST', `/api/v1/statuses/${found.id}/unreblog`)
    await until(bert(), post.id, (now) => now.reblogs_count === 0, 'the end of a boost')
  })

  step('changes what was written', async () => {
    const post = await publish(anna(), 'Befoer')
    const seen = await arrived(bert(), post)
    await ask(anna(), 'PUT', `/api/v1/statuses/${post.id}`, { status: 'Before #now', spoiler_text: 'time' })
    const edited = await until(bert(), seen.id, (now) => now.content.includes('Before'), 'an edit')
    expect(edited).toMatchObject({ spoiler_text: 'time', tags: [{ name: 'now' }] })
    if (!unsaid.includes('edited_at')) expect(edited.edited_at).toBeTruthy()
  })

  step('takes back what was written', async () => {
    const post = await publish(anna(), 'Not for long')
    const seen = await arrived(bert(), post)
    await ask(anna(), 'DELETE', `/api/v1/statuses/${post.id}`)
    await eventually(
      async () => (await bert().get(`/api/v1/statuses/${seen.id}`)).status === 404,
      'a deletion',
    )
  })

  step('pins a post', async () => {
    const post = await publish(anna(), 'First of all')
    await arrived(bert(), post)
    const { id } = await annaThere()
    await ask(anna(), 'POST', `/api/v1/statuses/${post.id}/pin`)
    const pins = async () => ask(bert(), 'GET', `/api/v1/accounts/${id}/statuses?pinned=true`)
    await eventually(async () => (await pins())[0]?.uri === post.uri, 'a pin')
    await ask(anna(), 'POST', `/api/v1/statuses/${post.id}/unpin`)
    await eventually(async () => (await pins()).length === 0, 'the end of a pin')
  })

  step('changes its profile: name, text, fields and pictures', async () => {
    const form = new FormData()
    form.append('display_name', 'Anna at sea')
    form.append('note', 'I sail.')
    form.append('fields_attributes[0][name]', 'Boat')
    form.append('fields_attributes[0][value]', 'Cairn')
    form.append('avatar', new Blob([new Uint8Array(await picture('#a06'))], { type: 'image/png' }), 'a.png')
    await ask(anna(), 'PATCH', '/api/v1/accounts/update_credentials', form)
    const seen = await eventually(async () => {
      const account = await annaThere()
      return account.display_name === 'Anna at sea' && account
    }, 'a new profile')
    expect(seen).toMatchObject({ fields: [{ name: 'Boat', value: expect.stringContaining('Cairn') }] })
    expect(seen.note).toContain('I sail.')
    expect((await fetch(seen.avatar)).headers.get('content-type')).toMatch(/^image\//)
  })

  step('completes a thread of which it knew nothing', async () => {
    const agnes = personOf(from(), 'agnes')
    const first = await publish(agnes, 'One')
    const second = await publish(agnes, 'Two', { in_reply_to_id: first.id })
    const third = await publish(agnes, 'Three', { in_reply_to_id: second.id })
    const found = (await search(bert(), second.url)).statuses[0]
    expect(found?.uri).toBe(second.uri)
    await eventually(async () => {
      const context = await ask(bert(), 'GET', `/api/v1/statuses/${found.id}/context`)
      const uris = (list: Body[]) => list.map((one) => one.uri)
      return uris(context.ancestors).includes(first.uri) && uris(context.descendants).includes(third.uri)
    }, 'what stands before and after in the thread')
  })

  step('is reported to those who run its server', async () => {
    const post = await publish(anna(), 'Something bad')
    const seen = await arrived(bert(), post)
    const comment = `Rude, they say on ${to().name}.`
    const report = {
      account_id: (await annaThere()).id,
      status_ids: [seen.id],
      comment,
      forward: true,
    }
    await ask(bert(), 'POST', '/api/v1/reports', report)
    const arrivedReport = await eventually(
      async () =>
        (await ask(anna(), 'GET', '/api/v1/admin/reports')).find(
          (one: Body) => one.comment === comment && one.target_account.username === 'anna',
        ),
      'a report',
    )
    expect(arrivedReport.statuses.map((one: Body) => one.uri)).toContain(post.uri)
  })

  step('loses a follower', async () => {
    const account = await annaThere()
    await ask(bert(), 'POST', `/api/v1/accounts/${account.id}/unfollow`)
    const { id } = await bertHere()
    await eventually(async () => !(await relationTo(anna(), id)).followed_by, 'the end of a follow')
    await follow(bert(), handleOf(from(), 'anna'))
  })

  step('sends a follower away', async () => {
    const { id } = await bertHere()
    await eventually(async () => (await relationTo(anna(), id)).followed_by, 'a follower')
    await ask(anna(), 'POST', `/api/v1/accounts/${id}/remove_from_followers`)
    const { id: annaId } = await annaThere()
    await eventually(async () => !(await relationTo(bert(), annaId)).following, 'the end of a follow')
  })

  step('blocks, and ends it', async () => {
    const { id: annaId } = await follow(bert(), handleOf(from(), 'anna'))
    const { id } = await bertHere()
    await ask(anna(), 'POST', `/api/v1/accounts/${id}/block`)
    await eventually(async () => !(await relationTo(bert(), annaId)).following, 'a block')
    await ask(anna(), 'POST', `/api/v1/accounts/${id}/unblock`)
    await eventually(async () => !(await relationTo(bert(), annaId)).blocked_by, 'the end of a block')
    await follow(bert(), handleOf(from(), 'anna'))
  })
}
