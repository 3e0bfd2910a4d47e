import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDoor } from './ask.ts'
import { createClients } from './client.ts'
import { markText, parseMark } from './mark.ts'
import { readHistory } from './read-history.ts'
import { createRecorder } from './recorder.ts'

let folder: string
let count = 0
const newFile = () => join(folder, `${++count}.jsonl`)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-history-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const invocation = {
  process: 'p',
  session: 's',
  who: 'ada@one',
  server: 'one',
  act: { kind: 'post', visibility: 'public' },
} as const

describe('a history file', () => {
  it('gives back what was written, in the order in which it began', async () => {
    const file = newFile()
    {
      using recorder = createRecorder(file)
      const [first, second] = [recorder.begin(invocation), recorder.begin(invocation)]
      second.complete('ok', { result: { id: '7' } })
      first.complete('fail', { because: '422' })
    }
    const { run, operations } = await readHistory(file)
    expect(run).toMatch(/^[0-9a-f]{8}$/)
    expect(operations).toMatchObject([
      { id: 1, outcome: 'fail', because: '422' },
      { id: 2, outcome: 'ok', result: { id: '7' } },
    ])
    const [first] = operations
    expect(first?.completedAt).toBeGreaterThanOrEqual(first?.invokedAt ?? Number.NaN)
  })

  it('holds what was begun before anything else happens, and knows that its outcome is unknown', async () => {
    const file = newFile()
    using recorder = createRecorder(file)
    recorder.begin(invocation)
    expect((await readHistory(file)).operations).toMatchObject([
      { outcome: 'unknown', completedAt: Number.POSITIVE_INFINITY },
    ])
  })

  it('may end in the middle of a line, and nowhere else be wrong', async () => {
    const file = newFile()
    {
      using recorder = createRecorder(file)
      recorder.begin(invocation)
    }
    await appendFile(file, '{"complete":1,"at":')
    expect((await readHistory(file)).operations).toHaveLength(1)
    await writeFile(file, `nonsense\n${await readFile(file, 'utf8')}`)
    await expect(readHistory(file)).rejects.toThrow(/:1 is no line of a history/)
  })

  it('is bounded, and never written over', () => {
    const file = newFile()
    using recorder = createRecorder(file, { maxOperations: 1 })
    recorder.begin(invocation)
    expect(() => recorder.begin(invocation)).toThrow(/1 operations at most/)
    expect(() => createRecorder(file)).toThrow(/EEXIST/)
  })
})

it('marks a text so that it is recognised in HTML', () => {
  expect(parseMark(`<p>${markText('Hello', 'ab12', 7)}</p>`)).toEqual({ run: 'ab12', id: 7 })
  expect(parseMark('<p>Hello [lab]</p>')).toBeUndefined()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that answers its first requests as it is told, and the rest with a post. */
async function answering(...answers: readonly Answer[]) {
  const keys: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const answer = answers[keys.length]
    keys.push(request.headers['idempotency-key'] as string | undefined)
    request.resume()
    request.on('end', () => {
      if (answer) return answer(request, response)
      response.setHeader('content-type', 'application/json').end('{"id":"9"}')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    keys,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('an operation', () => {
  const perform = async (retries: number, ...answers: readonly Answer[]) => {
    const file = newFile()
    await using server = await answering(...answers)
    await using door = openDoor(server.origin, { retries, timeoutMs: 2000 })
    using recorder = createRecorder(file)
    const clients = createClients(recorder, [{ name: 'one', origin: server.origin, doors: [door] }])
    const ada = { name: 'ada@one', username: 'ada', server: 'one', id: '1', token: 't' } as const
    const done = await clients.actAs(ada).perform({ kind: 'post', visibility: 'public' })
    return { done, keys: server.keys, ...(await readHistory(file)) }
  }
  const cut: Answer = ({ socket }) => void socket.destroy()
  const say =
    (status: number): Answer =>
    (_request, response) =>
      void response.writeHead(status).end()

  it('is one, with one key, however often it is tried', async () => {
    const { done, keys, operations } = await perform(3, cut, say(503))
    expect(done).toMatchObject({ outcome: 'ok', id: '9' })
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(operations).toMatchObject([{ outcome: 'ok', result: { id: '9' } }])
  })

  it('is of unknown outcome when no try is answered, and has failed when it is refused', async () => {
    expect((await perform(1, cut, say(500))).operations).toMatchObject([{ outcome: 'unknown' }])
    const refused = await perform(1, say(422))
    expect(refused.operations).toMatchObject([{ outcome: 'fail' }])
    expect(refused.keys).toHaveLength(1)
  })
})
