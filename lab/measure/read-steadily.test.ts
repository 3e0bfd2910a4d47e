import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { personWith } from '#kit/person.ts'
import type { Lab } from '../lab.ts'
import { readSteadily } from './read-steadily.ts'

const lab = { signal: new AbortController().signal, now: () => performance.now() } as Lab

/** A server with one post, or without an answer. */
async function startAuthor(post: () => string | undefined) {
  const server = createServer((_, response) => {
    const id = post()
    response.writeHead(id === undefined ? 503 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(id === undefined ? {} : [{ id }]))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

it('calls an answer stale that lacks what had been acknowledged before the question', async () => {
  let post: string | undefined = '9'
  let acknowledged = 9n
  await using author = await startAuthor(() => post)
  const person = personWith(author.origin, { id: '1', username: 'ada', token: 'token' })
  const looking = readSteadily(lab, {
    origin: author.origin,
    reader: person,
    author: person,
    perSecond: 100,
    acknowledged: () => acknowledged,
  })
  const kinds = () => looking.looks.map(({ kind }) => kind)
  await expect.poll(kinds).toContain('fresh')
  // Ids are numbers: as text, 10 would come before 9.
  acknowledged = 10n
  await expect.poll(kinds).toContain('stale')
  post = undefined
  await expect.poll(kinds).toContain('refused')
  post = '10'
  await expect.poll(() => looking.looks.at(-1)).toMatchObject({ kind: 'fresh', newest: '10' })
  await looking.stop()
})
