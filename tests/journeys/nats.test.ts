import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findNatsServer } from '#kit/find-nats.ts'
import { type NatsServer, startNats } from '#kit/nats-server.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openSocket } from '#kit/stream-reader.ts'

const found = await findNatsServer()
if (found.kind === 'missing') process.stderr.write(`Skipped: ${found.because}\n`)
const program = found.kind === 'found' ? found.program : ''

// Two processes on one database, events and hints between them by NATS.
describe.skipIf(found.kind === 'missing')('with NATS between the processes', () => {
  let nats: NatsServer
  let front: TestServer
  let back: TestServer
  let alice: Person
  let bob: Person

  beforeAll(async () => {
    if (found.kind === 'missing') return
    nats = await startNats(program)
    const environment = { NATS_URL: nats.url, NATS_MONITORING_URL: nats.monitoring }
    front = await startServer({ environment: { ...environment, ROLES: 'web,streaming' } })
    back = await startServer({
      dataDir: front.dataDir,
      environment: {
        ...environment,
        CAIRN_ORIGIN: front.origin,
        DATABASE_URL: front.databaseUrl ?? '',
        ROLES: 'web,worker',
      },
    })
    alice = await createPerson(front, 'alice')
    bob = await createPerson(front, 'bob')
    await bob.post(`/api/v1/accounts/${alice.id}/follow`)
  }, 120_000)

  afterAll(async () => {
    await back?.[Symbol.asyncDispose]()
    await front?.[Symbol.asyncDispose]()
    await nats?.[Symbol.asyncDispose]()
  })

  const publish = async (text: string): Promise<string> => {
    const { status, body } = await alice.post('/api/v1/statuses', { status: text })
    expect(status).toBe(200)
    return body.id as string
  }
  const homeHas = (id: string) =>
    eventually(async () => {
      const { body } = await bob.get('/api/v1/timelines/home')
      return body.some((post: { id: string }) => post.id === id)
    }, 'the post in a home')

  it('brings a post to a home and into a stream', async () => {
    await using stream = await openSocket(front.origin, { query: `?stream=user&access_token=${bob.token}` })
    const id = await publish('By NATS')
    await homeHas(id)
    const told = await stream.until((heard) => heard.event === 'update')
    expect(told.payload.id).toBe(id)
  })

  it('takes posts and brings them home while NATS is dead, and after it has come back', async () => {
    const there = personWith(back.origin, bob)
    const path = `/api/v1/accounts/${alice.id}`
    await nats.kill()
    const without = await publish('Without NATS')
    await homeHas(without)
    expect((await there.get(path)).body.display_name).toBe('')
    await alice.call('PATCH', '/api/v1/accounts/update_credentials', { display_name: 'Alice' })
    await eventually(async () => (await there.get(path)).body.display_name === 'Alice', 'the change')
    await nats.start()
    await homeHas(await publish('With NATS again'))
    const { body } = await bob.get('/api/v1/timelines/home')
    const ids = body.map((post: { id: string }) => post.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('does not start on a NATS that may lose what it acknowledges, and says what to set', async () => {
    await using late = await startNats(program, { sync: 'late' })
    const starting = startServer({
      environment: { NATS_URL: late.url, NATS_MONITORING_URL: late.monitoring },
    })
    await expect(starting).rejects.toThrow(/sync_interval: always/)
  })
})
