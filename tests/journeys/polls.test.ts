import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let here: TestServer
let there: TestServer
let alice: Person
let carol: Person
let bob: Person

const hostOf = (server: TestServer) => new URL(server.origin).host

beforeAll(async () => {
  ;[here, there] = await Promise.all([startServer(), startServer()])
  alice = await createPerson(here, 'alice')
  carol = await createPerson(here, 'carol')
  bob = await createPerson(there, 'bob')
  const { body } = await bob.get(`/api/v2/search?resolve=true&type=accounts&q=alice@${hostOf(here)}`)
  await bob.post(`/api/v1/accounts/${body.accounts[0].id}/follow`)
  await eventually(async () => {
    const answer = await bob.get(`/api/v1/accounts/relationships?id[]=${body.accounts[0].id}`)
    return answer.body[0].following
  }, 'the follow')
})

afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await there?.[Symbol.asyncDispose]()
})

async function ask(
  author: Person,
  poll: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
  // oxlint-disable-next-line typescript/no-explicit-any
): Promise<any> {
  const { status, body } = await author.post('/api/v1/statuses', {
    status: 'Tea or coffee?',
    poll: { options: ['Tea', 'Coffee', 'Water'], expires_in: 3600, ...poll },
    ...more,
  })
  expect({ status, error: body.error }).toEqual({ status: 200, error: undefined })
  return body
}

it('asks with a post, and shows the poll on it', async () => {
  const status = await ask(alice, { multiple: true })
  expectEntity('Status', status)
  expect(status.poll).toMatchObject({
    expired: false,
    multiple: true,
    votes_count: 0,
    voters_count: 0,
    voted: true,
    own_votes: [],
    options: [
      { title: 'Tea', votes_count: 0 },
      { title: 'Coffee', votes_count: 0 },
      { title: 'Water', votes_count: 0 },
    ],
  })
  expectEntity('Poll', (await carol.get(`/api/v1/polls/${status.poll.id}`)).body)
})

it('takes the poll of a form, as apps send it', async () => {
  const response = await fetch(`${here.origin}/api/v1/statuses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${alice.token}` },
    body: new URLSearchParams([
      ['status', 'By form?'],
      ['poll[options][]', 'Yes'],
      ['poll[options][]', 'No'],
      ['poll[expires_in]', '300'],
      ['poll[hide_totals]', 'true'],
    ]),
  })
  const status = (await response.json()) as { poll: { options: { title: string }[] } }
  expect(status.poll.options.map((option) => option.title)).toEqual(['Yes', 'No'])
})

it.each([
  ['one option', { options: ['Tea'] }],
  ['five options', { options: ['1', '2', '3', '4', '5'] }],
  ['an empty option', { options: ['Tea', ' '] }],
  ['a long option', { options: ['Tea', 'x'.repeat(51)] }],
  ['the same option twice', { options: ['Tea', 'Tea'] }],
  ['too early an end', { expires_in: 299 }],
  ['too late an end', { expires_in: 2_629_747 }],
])('refuses a poll with %s', async (_what, poll) => {
  const { status, body } = await alice.post('/api/v1/statuses', {
    status: 'Hm?',
    poll: { options: ['Tea', 'Coffee'], expires_in: 3600, ...poll },
  })
  expect(status).toBe(422)
  expect(body.error).toMatch(/^Validation failed: /)
})

it('counts a vote once, and refuses the second, the own, the unknown and the double choice', async () => {
  const { poll } = await ask(alice)
  const vote = (who: Person, choices: unknown[]) => who.post(`/api/v1/polls/${poll.id}/votes`, { choices })
  expect((await vote(alice, [0])).status).toBe(422)
  expect((await vote(carol, [3])).status).toBe(422)
  expect((await vote(carol, [0, 1])).status).toBe(422)
  expect((await vote(carol, [])).status).toBe(422)
  const voted = await vote(carol, ['1'])
  expectEntity('Poll', voted.body)
  expect(voted.body).toMatchObject({ votes_count: 1, voters_count: 1, voted: true, own_votes: [1] })
  expect((await vote(carol, [0])).status).toBe(422)
  expect((await alice.get(`/api/v1/polls/${poll.id}`)).body.votes_count).toBe(1)
})

it('counts two ballots of one person at the same time as one', async () => {
  const { poll } = await ask(alice)
  const answers = await Promise.all(
    [0, 1, 2, 0].map((choice) => carol.post(`/api/v1/polls/${poll.id}/votes`, { choices: [choice] })),
  )
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  expect((await carol.get(`/api/v1/polls/${poll.id}`)).body.votes_count).toBe(1)
})

it('shows no poll to whom the post is hidden, and asks for a token and its scope to vote', async () => {
  const { poll } = await ask(alice, {}, { visibility: 'direct' })
  expect((await carol.get(`/api/v1/polls/${poll.id}`)).status).toBe(404)
  expect((await carol.post(`/api/v1/polls/${poll.id}/votes`, { choices: [0] })).status).toBe(404)
  const path = `/api/v1/polls/${poll.id}/votes`
  expect((await callApi(here.origin, { method: 'POST', path, body: { choices: [0] } })).status).toBe(401)
  const token = await here.cairn('token', 'create', '--username', 'carol', '--scopes', 'read')
  const headers = { authorization: `Bearer ${token}` }
  expect((await callApi(here.origin, { method: 'POST', path, body: { choices: [0] }, headers })).status).toBe(
    403,
  )
})

it('keeps hidden numbers until the end', async () => {
  const { poll } = await ask(alice, { hide_totals: true })
  await carol.post(`/api/v1/polls/${poll.id}/votes`, { choices: [2] })
  const { body } = await carol.get(`/api/v1/polls/${poll.id}`)
  expect(body.options.map((option: { votes_count: unknown }) => option.votes_count)).toEqual([
    null,
    null,
    null,
  ])
})

it('drops the poll by an edit that asks nothing, here and elsewhere', async () => {
  const status = await ask(alice)
  await carol.post(`/api/v1/polls/${status.id}/votes`, { choices: [0] })
  const seen = await eventually(async () => {
    const { body } = await bob.get(`/api/v2/search?type=statuses&resolve=true&q=${status.uri}`)
    return body.statuses[0]
  }, 'the poll there')
  expect(seen.poll).not.toBeNull()
  const edited = await alice.call('PUT', `/api/v1/statuses/${status.id}`, { status: 'Never mind' })
  expect(edited.body.poll).toBeNull()
  expect((await carol.get(`/api/v1/polls/${status.id}`)).status).toBe(404)
  await eventually(
    async () => (await bob.get(`/api/v1/statuses/${seen.id}`)).body.poll === null,
    'the end of the poll there',
  )
})

it('keeps the answers through an edit of the text, and drops them when something else is asked', async () => {
  const status = await ask(alice)
  await carol.post(`/api/v1/polls/${status.id}/votes`, { choices: [0] })
  const poll = { options: ['Tea', 'Coffee', 'Water'], expires_in: 3600 }
  const same = await alice.call('PUT', `/api/v1/statuses/${status.id}`, { status: 'Tea, or coffee?', poll })
  expect(same.body.poll).toMatchObject({ votes_count: 1 })
  const other = await alice.call('PUT', `/api/v1/statuses/${status.id}`, {
    status: 'Beer or wine?',
    poll: { options: ['Beer', 'Wine'], expires_in: 3600 },
  })
  expect(other.body.poll).toMatchObject({ votes_count: 0, voters_count: 0 })
  expect((await carol.get(`/api/v1/polls/${status.id}`)).body.voted).toBe(false)
})

it('leaves a poll that is over so, when its text is edited', async () => {
  const status = await ask(alice)
  const sql = postgres(here.databaseUrl ?? '')
  await sql`update polls set expires_at = now() - interval '1 minute', closed_at = now() where post_id = ${status.id}`
  await sql.end()
  const poll = { options: ['Tea', 'Coffee', 'Water'], expires_in: 300 }
  const { body } = await alice.call('PUT', `/api/v1/statuses/${status.id}`, { status: 'Tea, coffee?', poll })
  expect(body.poll.expired).toBe(true)
})

it('carries a poll to another server, the vote back, and the end to everybody who voted', async () => {
  const { id } = await ask(alice, {}, { status: 'Where shall we meet?' })
  const arrived = await eventually(async () => {
    const { body } = await bob.get('/api/v1/timelines/home')
    return body.find((one: { content: string }) => one.content.includes('Where shall we meet?'))
  }, 'the question')
  expect(arrived.poll.options.map((option: { title: string }) => option.title)).toEqual([
    'Tea',
    'Coffee',
    'Water',
  ])
  const voted = await bob.post(`/api/v1/polls/${arrived.poll.id}/votes`, { choices: [1] })
  expect(voted.body).toMatchObject({ voted: true, own_votes: [1] })
  expect((await bob.post(`/api/v1/polls/${arrived.poll.id}/votes`, { choices: [1] })).status).toBe(422)
  await eventually(async () => {
    const { body } = await alice.get(`/api/v1/polls/${id}`)
    return body.votes_count === 1 && body.options[1].votes_count === 1
  }, 'the vote from there')
  await carol.post(`/api/v1/polls/${id}/votes`, { choices: [0] })

  await endPoll(here, id)
  for (const person of [alice, carol]) {
    const told = await eventually(async () => {
      const { body } = await person.get('/api/v1/notifications?types[]=poll')
      return body.find((one: { status: { id: string } }) => one.status.id === id)
    }, 'news of the end')
    expect(told.status.poll).toMatchObject({ expired: true, votes_count: 2 })
  }
  expect((await carol.post(`/api/v1/polls/${id}/votes`, { choices: [1] })).status).toBe(422)
  await eventually(async () => {
    const { body } = await bob.get(`/api/v1/statuses/${arrived.id}`)
    return body.poll.expired && body.poll.votes_count === 2 && body.edited_at === null
  }, 'the end, there')
})

/** Lets the poll's time be over: its end and the job that waits for it move to now. */
async function endPoll(server: TestServer, postId: string): Promise<void> {
  const sql = postgres(server.databaseUrl ?? '', { max: 1 })
  await sql`update polls set expires_at = now() where post_id = ${postId}`
  await sql`update jobs set run_at = now() where kind = 'close-poll' and payload ->> 'postId' = ${postId}`
  await sql.end()
}
