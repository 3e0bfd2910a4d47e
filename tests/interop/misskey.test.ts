import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findPeer } from '#kit/find-peer.ts'
import {
  arrived,
  ask,
  type Body,
  findAccount,
  follow,
  type MastodonSide,
  personOf,
  picture,
  publish,
  relationTo,
  search,
  told,
  upload,
} from '#kit/mastodon-side.ts'
import { type MisskeyPeer, type MisskeyPerson, startMisskey } from '#kit/misskey-peer.ts'
import { eventually, type Person } from '#kit/person.ts'
import { startSide } from '#kit/start-side.ts'

const found = await findPeer('CAIRN_PEER_MISSKEY', 'packages/backend/built/boot/entry.js')
if (found.kind === 'missing') process.stderr.write(`Skipped: ${found.because}\n`)

vi.setConfig({ hookTimeout: 300_000 })

// A whole server in TypeScript with nothing of ours: reactions, quotes without asking, polls, no edits.
describe.skipIf(found.kind === 'missing')('with Misskey as a peer', () => {
  let cairn: MastodonSide & AsyncDisposable
  let misskey: MisskeyPeer
  /** Anna, Ada and Agnes live here. */
  let anna: Person
  let ada: Person
  /** Mei, Moe and Mika live on Misskey. */
  let mei: MisskeyPerson
  let moe: MisskeyPerson

  beforeAll(async () => {
    if (found.kind === 'missing') return
    const redis = process.env['CAIRN_PEER_REDIS'] ?? 'redis-server'
    ;[cairn, misskey] = await Promise.all([
      startSide(['anna', 'ada', 'agnes']),
      startMisskey(found.folder, { redis, usernames: ['mei', 'moe', 'mika'] }),
    ])
    anna = personOf(cairn, 'anna')
    ada = personOf(cairn, 'ada')
    mei = there('mei')
    moe = there('moe')
    const file = await mei.upload(await picture('#fa0', 48))
    await mei.ask('admin/emoji/add', { name: 'neko', fileId: file.id })
  })

  afterAll(async () => {
    await Promise.all([cairn?.[Symbol.asyncDispose](), misskey?.[Symbol.asyncDispose]()])
  })

  function there(username: string): MisskeyPerson {
    const person = misskey.people[username]
    if (!person) throw new Error(`Nobody on Misskey is ${username}.`)
    return person
  }

  const handleHere = (username: string) => `@${username}@${cairn.host}`
  const handleThere = (username: string) => `@${username}@${misskey.host}`
  const uriThere = (note: Body) => `${misskey.origin}/notes/${note.id}`

  const note = async (who: MisskeyPerson, text: string, more: object = {}): Promise<Body> => {
    const { createdNote } = await who.ask('notes/create', { text, visibility: 'public', ...more })
    return { ...createdNote, uri: uriThere(createdNote) }
  }
  const annaThere = () => mei.ask('users/show', { username: 'anna', host: cairn.host })

  /** How somebody there stands to an account: some versions answer a list, some the one. */
  const relation = async (who: MisskeyPerson, userId: string): Promise<Body> =>
    [await who.ask('users/relation', { userId })].flat()[0]

  /** What Mei’s home there shows of a post of ours. */
  const seenThere = async (post: Body): Promise<Body> =>
    (await mei.ask('notes/timeline', { limit: 50 })).find((one: Body) => one.uri === post.uri)
  const arrivedThere = (post: Body): Promise<Body> => eventually(() => seenThere(post), 'a post at Misskey')
  const here = (note_: Body) => arrived(anna, note_)
  const status = (id: string) => ask(anna, 'GET', `/api/v1/statuses/${id}`)

  it('is found by handle and by address, both ways', async () => {
    expect(await findAccount(anna, handleThere('mei'))).toMatchObject({ acct: `mei@${misskey.host}` })
    expect(await findAccount(anna, `${misskey.origin}/@mei`)).toMatchObject({ username: 'mei' })
    expect(await annaThere()).toMatchObject({ username: 'anna', host: cairn.host })
    const shown = await mei.ask('ap/show', { uri: `${cairn.origin}/@ada` })
    expect(shown).toMatchObject({ type: 'User', object: { username: 'ada' } })
  })

  it('follows and is followed', async () => {
    await follow(anna, handleThere('mei'))
    await mei.ask('following/create', { userId: (await annaThere()).id })
    await told(anna, 'follow', 'mei')
    await eventually(async () => {
      const stands = await relation(mei, (await annaThere()).id)
      return stands.isFollowing && stands.isFollowed
    }, 'follows both ways')
  })

  it('asks who approves follows by hand, both ways', async () => {
    await ask(ada, 'PATCH', '/api/v1/accounts/update_credentials', { locked: true })
    const adaThere = await moe.ask('users/show', { username: 'ada', host: cairn.host })
    await moe.ask('following/create', { userId: adaThere.id })
    const asked = await eventually(async () => (await ask(ada, 'GET', '/api/v1/follow_requests'))[0])
    await ask(ada, 'POST', `/api/v1/follow_requests/${asked.id}/authorize`)
    await eventually(async () => (await relation(moe, adaThere.id)).isFollowing)
    await moe.ask('i/update', { isLocked: true, autoAcceptFollowed: false })
    const { id } = await findAccount(ada, handleThere('moe'))
    await ask(ada, 'POST', `/api/v1/accounts/${id}/follow`)
    const request = async () => (await moe.ask('following/requests/list'))[0]
    const first = await eventually(request, 'a request at Misskey')
    await moe.ask('following/requests/reject', { userId: first.follower.id })
    await eventually(async () => !(await relationTo(ada, id)).requested, 'a refusal of Misskey')
    await ask(ada, 'POST', `/api/v1/accounts/${id}/follow`)
    const second = await eventually(request, 'a request at Misskey')
    await moe.ask('following/requests/accept', { userId: second.follower.id })
    await eventually(async () => (await relationTo(ada, id)).following, 'an approval of Misskey')
  })

  it('reads our post: text, warning, hashtag and mention', async () => {
    const text = `Hello ${handleThere('mei')} & <all>, see #Harbour`
    const seen = await arrivedThere(await publish(anna, text, { spoiler_text: 'about boats' }))
    expect(seen).toMatchObject({ cw: 'about boats', visibility: 'public', tags: ['harbour'] })
    expect(seen.text).toContain('& <all>')
    expect(seen.mentions).toEqual([mei.id])
  })

  it('writes what we read: text, warning, hashtag and mention', async () => {
    const written = await note(mei, `Hello ${handleHere('anna')} **bold** #Port`, { cw: 'ships' })
    const seen = await here(written)
    expect(seen).toMatchObject({ spoiler_text: 'ships', sensitive: true, visibility: 'public' })
    expect(seen.content).toContain('<b>bold</b>')
    expect(seen.tags).toMatchObject([{ name: 'port' }])
    await told(anna, 'mention', 'mei', seen.id)
  })

  it('keeps to whom a post is for, both ways', async () => {
    const ours = { unlisted: 'home', private: 'followers' }
    for (const [visibility, wanted] of Object.entries(ours)) {
      const seen = await arrivedThere(await publish(anna, `A ${visibility} word`, { visibility }))
      expect(seen.visibility).toBe(wanted)
      const written = await note(mei, `A ${wanted} word`, { visibility: wanted })
      expect((await here(written)).visibility).toBe(visibility)
    }
    const direct = await publish(anna, `${handleThere('mei')} between us`, { visibility: 'direct' })
    const told_ = async () =>
      (await mei.ask('i/notifications')).find((one: Body) => one.note?.uri === direct.uri)?.note
    expect(await eventually(told_, 'a direct word at Misskey')).toMatchObject({ visibility: 'specified' })
    const visibleUserIds = [(await annaThere()).id]
    const secret = await note(mei, 'between you and me', { visibility: 'specified', visibleUserIds })
    const answered = await eventually(
      async () => (await search(anna, secret.uri)).statuses[0],
      'a direct word of Misskey',
    )
    expect(answered).toMatchObject({ visibility: 'direct' })
  })

  it('shows pictures with their description, both ways', async () => {
    const media = await upload(anna, 'The sea at noon')
    const seen = await arrivedThere(await publish(anna, 'Look', { media_ids: [media] }))
    expect(seen.files).toMatchObject([{ type: 'image/png', comment: 'The sea at noon' }])
    const file = await mei.upload(await picture('#0af'), { comment: 'A lake' })
    const theirs = await here(await note(mei, 'See', { fileIds: [file.id] }))
    expect(theirs.media_attachments).toMatchObject([{ type: 'image', description: 'A lake' }])
  })

  it('knows the emoji of the other server, both ways', async () => {
    const seen = await arrivedThere(await publish(anna, 'All well :blob:'))
    expect(Object.keys(seen.emojis ?? {})).toEqual(['blob'])
    const theirs = await here(await note(mei, 'Meow :neko:'))
    expect(theirs.emojis).toMatchObject([{ shortcode: 'neko' }])
    expect((await fetch(theirs.emojis[0].url)).status).toBe(200)
  })

  it('asks, and counts our votes', async () => {
    const poll = { choices: ['tea', 'coffee', 'water'], multiple: true, expiredAfter: 3_600_000 }
    const asked = await note(mei, 'What to drink?', { poll })
    const seen = await here(asked)
    expect(seen.poll).toMatchObject({ multiple: true, options: [{ title: 'tea' }, {}, {}] })
    await ask(anna, 'POST', `/api/v1/polls/${seen.poll.id}/votes`, { choices: [0, 2] })
    const votes = async () =>
      (await mei.ask('notes/show', { noteId: asked.id })).poll.choices.map((choice: Body) => choice.votes)
    await eventually(async () => String(await votes()) === '1,0,1', 'our votes at Misskey')
  })

  it('votes in our poll', async () => {
    const poll = { options: ['out', 'home'], expires_in: 3600 }
    const post = await publish(anna, 'Where to go?', { poll })
    const seen = await arrivedThere(post)
    expect(seen.poll).toMatchObject({ multiple: false, choices: [{ text: 'out' }, { text: 'home' }] })
    await mei.ask('notes/polls/vote', { noteId: seen.id, choice: 1 })
    await eventually(
      async () => (await status(post.id)).poll.options[1].votes_count === 1,
      'a vote of Misskey',
    )
  })

  it('answers and is answered in one thread', async () => {
    const post = await publish(anna, 'What is new?')
    const seen = await arrivedThere(post)
    const reply = await note(mei, `${handleHere('anna')} nothing`, { replyId: seen.id })
    const mention = await eventually(async () => {
      const list = await ask(anna, 'GET', '/api/v1/notifications')
      return list.find((one: Body) => one.status?.uri === reply.uri)
    }, 'an answer of Misskey')
    expect(mention).toMatchObject({ type: 'mention', status: { in_reply_to_id: post.id } })
    const again = await publish(anna, `${handleThere('mei')} good`, { in_reply_to_id: mention.status.id })
    const answer = await arrivedThere(again)
    expect(answer.replyId).toBe(reply.id)
    expect((await status(post.id)).replies_count).toBe(1)
  })

  it('reacts, and takes it back', async () => {
    const post = await publish(anna, 'Like me')
    const seen = await arrivedThere(post)
    for (const reaction of ['👍', ':neko:']) {
      await mei.ask('notes/reactions/create', { noteId: seen.id, reaction })
      await eventually(async () => (await status(post.id)).favourites_count === 1, 'a reaction of Misskey')
      const shown = await ask(anna, 'GET', `/api/v1/pleroma/statuses/${post.id}/reactions`)
      expect(shown).toMatchObject([{ count: 1 }])
      expect(shown[0].name).toContain(reaction.replaceAll(':', ''))
      await mei.ask('notes/reactions/delete', { noteId: seen.id })
      await eventually(async () => (await status(post.id)).favourites_count === 0, 'the end of a reaction')
    }
  })

  it('is liked and reacted to, and no longer', async () => {
    const written = await note(mei, 'Do you like it?')
    const seen = await here(written)
    const reactions = async () => (await mei.ask('notes/show', { noteId: written.id })).reactions
    await ask(anna, 'POST', `/api/v1/statuses/${seen.id}/favourite`)
    await eventually(async () => Object.values(await reactions())[0] === 1, 'our like at Misskey')
    await ask(anna, 'POST', `/api/v1/statuses/${seen.id}/unfavourite`)
    await eventually(async () => Object.keys(await reactions()).length === 0, 'the end of our like')
    await ask(anna, 'PUT', `/api/v1/pleroma/statuses/${seen.id}/reactions/${encodeURIComponent('🍵')}`)
    await eventually(async () => (await reactions())['🍵'] === 1, 'our reaction at Misskey')
    await ask(anna, 'DELETE', `/api/v1/pleroma/statuses/${seen.id}/reactions/${encodeURIComponent('🍵')}`)
    await eventually(async () => Object.keys(await reactions()).length === 0, 'the end of our reaction')
  })

  it('boosts, and takes the boost back', async () => {
    const post = await publish(anna, 'Boost me')
    const seen = await arrivedThere(post)
    await mei.ask('notes/create', { renoteId: seen.id, visibility: 'public' })
    await eventually(async () => (await status(post.id)).reblogs_count === 1, 'a boost of Misskey')
    await told(anna, 'reblog', 'mei', post.id)
    await mei.ask('notes/unrenote', { noteId: seen.id })
    await eventually(async () => (await status(post.id)).reblogs_count === 0, 'the end of a boost of Misskey')
  })

  it('is boosted, and no longer', async () => {
    const written = await note(mei, 'Pass it on')
    const seen = await here(written)
    const boosts = () => mei.ask('notes/renotes', { noteId: written.id })
    await ask(anna, 'POST', `/api/v1/statuses/${seen.id}/reblog`)
    await eventually(async () => (await boosts())[0]?.user.username === 'anna', 'our boost at Misskey')
    await ask(anna, 'POST', `/api/v1/statuses/${seen.id}/unreblog`)
    await eventually(async () => (await boosts()).length === 0, 'the end of our boost')
  })

  it('is not quoted by us: it never says who may', async () => {
    const seen = await here(await note(mei, 'Quote me'))
    const quoting = await anna.post('/api/v1/statuses', { status: 'Look', quoted_status_id: seen.id })
    expect(quoting.status).toBe(404)
  })

  it('quotes us: the text comes with a link', async () => {
    const post = await publish(anna, 'Quote us')
    const seen = await arrivedThere(post)
    const quoting = await here(await note(mei, 'Indeed', { renoteId: seen.id }))
    expect(quoting.content).toContain('Indeed')
    expect(quoting.content).toContain(post.uri)
  })

  it('deletes, and forgets what we delete', async () => {
    const post = await publish(anna, 'Not for long')
    const { id } = await arrivedThere(post)
    await ask(anna, 'DELETE', `/api/v1/statuses/${post.id}`)
    const gone = () =>
      mei.ask('notes/show', { noteId: id }).then(
        () => false,
        () => true,
      )
    await eventually(gone, 'our deletion at Misskey')
    const written = await note(mei, 'Neither this')
    const seen = await here(written)
    await mei.ask('notes/delete', { noteId: written.id })
    const goneHere = async () => (await anna.get(`/api/v1/statuses/${seen.id}`)).status === 404
    await eventually(goneHere, 'a deletion of Misskey')
  })

  it('pins, and shows our pins', async () => {
    const written = await note(mei, 'First of all')
    await here(written)
    await mei.ask('i/pin', { noteId: written.id })
    const { id } = await findAccount(anna, handleThere('mei'))
    const pins = () => ask(anna, 'GET', `/api/v1/accounts/${id}/statuses?pinned=true`)
    await eventually(async () => (await pins())[0]?.uri === written.uri, 'a pin of Misskey')
    const post = await publish(anna, 'Ours first')
    await arrivedThere(post)
    await ask(anna, 'POST', `/api/v1/statuses/${post.id}/pin`)
    await eventually(async () => (await annaThere()).pinnedNotes[0]?.uri === post.uri, 'our pin at Misskey')
  })

  it('shows our profile as it is now, and changes its own', async () => {
    const form = new FormData()
    form.append('display_name', 'Anna at sea')
    form.append('note', 'I sail.')
    form.append('fields_attributes[0][name]', 'Boat')
    form.append('fields_attributes[0][value]', 'Cairn')
    form.append('avatar', new Blob([new Uint8Array(await picture('#a06'))], { type: 'image/png' }), 'a.png')
    await ask(anna, 'PATCH', '/api/v1/accounts/update_credentials', form)
    const seen = await eventually(async () => {
      const user = await annaThere()
      return user.name === 'Anna at sea' && user
    }, 'our profile at Misskey')
    expect(seen).toMatchObject({ description: 'I sail.', fields: [{ name: 'Boat', value: 'Cairn' }] })
    const avatar = await mei.upload(await picture('#60a'))
    const fields = [{ name: 'Cat', value: 'Neko' }]
    await mei.ask('i/update', { name: 'Mei-chan', description: 'Meow.', fields, avatarId: avatar.id })
    const theirs = await eventually(async () => {
      const account = await findAccount(anna, handleThere('mei'))
      return account.display_name === 'Mei-chan' && account
    }, 'a profile of Misskey')
    expect(theirs).toMatchObject({ fields: [{ name: 'Cat', value: 'Neko' }] })
    expect(theirs.note).toContain('Meow.')
    expect((await fetch(theirs.avatar)).headers.get('content-type')).toMatch(/^image\//)
  })

  it('shows a check-in with its place in the text', async () => {
    const place = { name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 }
    const { id } = await ask(anna, 'POST', '/api/cairn/v1/places', place)
    const media = await upload(anna, 'A cup')
    const post = await publish(anna, 'Flat white.', { place_id: id, media_ids: [media] })
    const seen = await arrivedThere(post)
    expect(seen.text).toContain('Café de Flore')
    expect(seen.files).toHaveLength(1)
  })

  it('is reported, and reports', async () => {
    const written = await note(mei, 'Something bad')
    const seen = await here(written)
    const report = { account_id: seen.account.id, status_ids: [seen.id], comment: 'Rude.', forward: true }
    await ask(anna, 'POST', '/api/v1/reports', report)
    const reported = await eventually(
      async () => (await mei.ask('admin/abuse-user-reports'))[0],
      'our report at Misskey',
    )
    expect(reported).toMatchObject({ targetUserId: mei.id })
    expect(reported.comment).toContain('Rude.')
    await moe.ask('users/report-abuse', { userId: (await annaThere()).id, comment: 'Too salty.' })
    const own = await eventually(async () => {
      const list = await mei.ask('admin/abuse-user-reports')
      return list.find((one: Body) => one.comment === 'Too salty.')
    })
    await mei.ask('admin/forward-abuse-user-report', { reportId: own.id })
    const came = async () =>
      (await ask(anna, 'GET', '/api/v1/admin/reports')).find((one: Body) => one.comment.includes('Too salty'))
    expect(await eventually(came, 'a report of Misskey')).toMatchObject({
      target_account: { username: 'anna' },
    })
  })

  it('fetches what a reply answers, both ways', async () => {
    const mika = there('mika')
    const first = await note(mika, 'One')
    const second = await note(mika, 'Two', { replyId: first.id })
    const [answer] = (await search(anna, second.uri)).statuses
    // Misskey gives out no collection of answers: only what stands before can be found.
    await eventually(async () => {
      const { ancestors } = await ask(anna, 'GET', `/api/v1/statuses/${answer.id}/context`)
      return ancestors[0]?.uri === first.uri
    }, 'what stands before')
    const agnes = personOf(cairn, 'agnes')
    const ours = await publish(agnes, 'Uno')
    const reply = await publish(agnes, 'Due', { in_reply_to_id: ours.id })
    const { object } = await mei.ask('ap/show', { uri: reply.url })
    const before = await mei.ask('notes/conversation', { noteId: object.id })
    expect(before.map((one: Body) => one.uri)).toEqual([ours.uri])
  })

  it('follows who moves, both ways', async () => {
    const agnes = personOf(cairn, 'agnes')
    await follow(anna, handleThere('mika'))
    const mika = there('mika')
    await ask(agnes, 'POST', '/api/cairn/v1/aliases', { acct: handleThere('mika') })
    const target = async () => mika.ask('users/show', { username: 'agnes', host: cairn.host })
    await target()
    await mika.ask('i/move', { moveToAccount: handleHere('agnes') })
    const { id } = await findAccount(anna, handleHere('agnes'))
    await eventually(async () => (await relationTo(anna, id)).following, 'a follow moved by Misskey')
  })

  it('takes our people along when they move there', async () => {
    const adaThere = await moe.ask('users/show', { username: 'ada', host: cairn.host })
    await ask(ada, 'PATCH', '/api/v1/accounts/update_credentials', { locked: false })
    await mei.ask('following/create', { userId: adaThere.id })
    await eventually(async () => (await relation(mei, adaThere.id)).isFollowing)
    await moe.ask('i/update', { isLocked: false, alsoKnownAs: [handleHere('ada')] })
    const password = 'correct horse battery'
    await ask(ada, 'POST', '/api/cairn/v1/migration', { acct: handleThere('moe'), password })
    await eventually(async () => (await relation(mei, moe.id)).isFollowing, 'a move')
  })

  it('blocks and is blocked, and ends it', async () => {
    const { id } = await findAccount(anna, handleThere('mei'))
    const annaId = (await annaThere()).id
    await mei.ask('blocking/create', { userId: annaId })
    await eventually(async () => !(await relationTo(anna, id)).following, 'a block of Misskey')
    await mei.ask('blocking/delete', { userId: annaId })
    await eventually(async () => !(await relationTo(anna, id)).blocked_by, 'the end of a block of Misskey')
    await follow(anna, handleThere('mei'))
    await ask(anna, 'POST', `/api/v1/accounts/${id}/block`)
    const stands = () => relation(mei, annaId)
    await eventually(async () => (await stands()).isBlocked && !(await stands()).isFollowing, 'our block')
    await ask(anna, 'POST', `/api/v1/accounts/${id}/unblock`)
    await eventually(async () => !(await stands()).isBlocked, 'the end of our block')
  })
})
