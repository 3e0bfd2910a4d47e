import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenWith } from '#kit/let-app-in.ts'
import { answerFaults, documentedScopes } from '#kit/mastodon-schema.ts'
import { type DocumentedOperation, documentedOperations, judgeByDocument } from '#kit/own-document.ts'
import { type Answer, callApi } from '#kit/person.ts'
import { type Operation, operationKey } from '../../scripts/list-operations.ts'
import type { Call, Prepare } from './call.ts'
import { createWorld, type World } from './world.ts'

/** Where Mastodon's description contradicts what Mastodon does, and what its apps expect. */
const documentErrors = [
  /^GET \/api\/v1\/filters +must be object/, // It is a list.
  /push\/subscription \/id must be string/, // A number on every Mastodon: apps decode it as one.
  // Of a companion's question, which Mastodon has no word for.
  /notifications .*\/type must be equal to one of/,
]

let world: World
let described: Map<string, DocumentedOperation>
let judge: ReturnType<typeof judgeByDocument>
const tokens = new Map<string, Promise<string>>()

/**
 * Calls each of these operations as an app calls it, and has it refuse as it must. Every answer is held against this
 * server's own OpenAPI document; bodies are judged by Mastodon's description, too, where this machine has it.
 */
export function describeCalls(calls: Readonly<Record<string, Prepare>>): void {
  const named = Object.entries(calls).map(([key, prepare]) => {
    const [method = '', path = ''] = key.split(' ')
    return { key, prepare, operation: { method, path } as Operation }
  })

  beforeAll(async () => {
    world = await createWorld()
    const { body } = await callApi(world.server.origin, { method: 'GET', path: '/api/openapi.json' })
    described = documentedOperations(body)
    judge = judgeByDocument(body)
  }, 240_000)

  afterAll(() => world?.[Symbol.asyncDispose]())

  describe.each(named)('$key', ({ key, prepare, operation }) => {
    const { path } = operation

    it('does its work with exactly the scope that Mastodon asks for, in its form', async () => {
      const token = await tokenFor(operation)
      const call = await prepare(world, token)
      const answer = await send(operation, call, token)
      expect({ status: answer.status, body: answer.status === (call.status ?? 200) || answer.body }).toEqual({
        status: call.status ?? 200,
        body: true,
      })
      const type = answer.status === 303 ? null : (call.type ?? 'application/json')
      expect(answer.headers.get('content-type')?.split(';')[0] ?? null).toBe(type)
      if (call.type) return
      expect(answer.body).not.toBe('')
      const faults = answerFaults(operation, answer.status, answer.body) ?? []
      expect(
        faults.filter((fault) => !documentErrors.some((error) => error.test(`${key} ${fault}`))),
      ).toEqual([])
      if (call.pages) await expectPages(operation, call, token)
    })

    it('refuses who has no token, a wrong one, or one for other things', async () => {
      const one = described.get(operationKey(operation))
      if (!one?.security) return
      const call = { path: placeholders(operation), query: queryOf(key) }
      const statuses = [await send(operation, call, undefined), await send(operation, call, 'not-a-token')]
      expect(statuses.map(({ status }) => status)).toEqual([401, 401])
      for (const { body } of statuses) expect(body).toEqual({ error: expect.any(String) })
      if (one.security.every(({ OAuth2 }) => OAuth2.length === 0)) return
      const other = await send(operation, call, await token(key.includes('push') ? 'read' : 'push'))
      expect([other.status, typeof other.body.error]).toEqual([403, 'string'])
    })

    it('answers an unknown id with 404, and wrong parameters with 422', async () => {
      const token = await tokenFor(operation)
      const call = await prepare(world, token)
      if (call.path && call.unknown !== 'none') await expectUnknown(operation, call, token)
      for (const wrong of call.wrong ?? []) {
        const { body: _body, query: _query, ...rest } = call
        const refused = await send(operation, { ...rest, ...wrong }, token)
        expect([JSON.stringify(wrong), refused.status, typeof refused.body.error]).toEqual([
          JSON.stringify(wrong),
          422,
          'string',
        ])
      }
    })

    it('tells how many requests are left, where requests are counted', async () => {
      const one = described.get(operationKey(operation))
      if (!one || /^\/(\.well-known|nodeinfo|health|oauth\/authorize)|streaming|firehose/.test(path)) return
      const answer = await send(
        operation,
        { path: placeholders(operation), query: queryOf(key) },
        await tokenFor(operation),
      )
      expect(Number(answer.headers.get('x-ratelimit-limit'))).toBe(1_000_000)
      expect(Number(answer.headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0)
      expect(Date.parse(answer.headers.get('x-ratelimit-reset') ?? '')).toBeGreaterThan(Date.now() - 1000)
    })
  })
}

async function expectUnknown(operation: Operation, call: Call, bearer: string): Promise<void> {
  const answer = await send(operation, { ...call, path: placeholders(operation) }, bearer)
  const wanted = call.unknown === 200 ? [200, 'undefined'] : [404, 'string']
  expect([answer.status, typeof answer.body.error]).toEqual(wanted)
}

/** Streams cannot be asked for without saying which. */
function queryOf(key: string): string {
  return key.endsWith('/streaming') ? 'stream=user' : key.includes('/streaming/') ? 'tag=a&list=1' : ''
}

function placeholders({ path }: Operation): Record<string, string> {
  return Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, '1']))
}

function token(scopes: string): Promise<string> {
  const known = tokens.get(scopes) ?? tokenWith(world.server.origin, 'alice', scopes)
  tokens.set(scopes, known)
  return known
}

/** With the first scope that Mastodon documents; where it documents none, with one that fits everything read. */
function tokenFor(operation: Operation): Promise<string> {
  const ours = described.get(operationKey(operation))?.security?.flatMap(({ OAuth2 }) => OAuth2) ?? []
  const theirs = (documentedScopes(operation) ?? []).filter((scope) => scope !== '')
  if (operation.path.endsWith('/streaming/user/notification')) return token('read:notifications')
  return token(theirs[0] ?? ours[0] ?? 'read')
}

async function send(
  operation: Operation,
  call: Pick<Call, 'path' | 'query' | 'body' | 'type' | 'tokenless' | 'bearer'>,
  bearer: string | undefined,
): Promise<Answer> {
  const answer = await ask(operation, call, bearer)
  expect(judge(operationKey(operation), answer)).toEqual([])
  return answer
}

function ask(
  { method, path }: Operation,
  call: Parameters<typeof send>[1],
  bearer: string | undefined,
): Promise<Answer> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => call.path?.[name] ?? '1')
  const address = `${filled}${call.query ? `?${call.query}` : ''}`
  const headers = bearer && !call.tokenless ? { authorization: `Bearer ${call.bearer ?? bearer}` } : {}
  if (call.type === 'text/event-stream') return openStream(address, headers)
  return callApi(world.server.origin, {
    method,
    path: address,
    headers,
    ...(call.body && { body: call.body }),
  })
}

async function openStream(path: string, headers: Record<string, string>): Promise<Answer> {
  const abort = new AbortController()
  const response = await fetch(world.server.origin + path, { headers, signal: abort.signal })
  const answer = { status: response.status, headers: response.headers, body: '' }
  abort.abort()
  return answer
}

/** One at a time: the next page begins where the first ended, and the way back leads to the first. */
async function expectPages(operation: Operation, call: Call, bearer: string): Promise<void> {
  const query = `${call.query ? `${call.query}&` : ''}limit=1`
  const first = await send(operation, { ...call, query }, bearer)
  const links = linksOf(first)
  expect(Object.keys(links)).toEqual(['next', 'prev'])
  expect(links['next']).toMatch(/[?&]max_id=\d+/)
  expect(links['prev']).toMatch(/[?&](min|since)_id=\d+/)
  expect(
    first.headers
      .get('link')
      ?.match(/<[^>]*>/g)
      ?.join(''),
  ).not.toMatch(/[,;]/)
  const next = await follow(links['next'], bearer)
  expect([next.status, itemsOf(next).length]).toEqual([200, 1])
  expect(itemsOf(next)).not.toEqual(itemsOf(first))
  expect(itemsOf(await follow(linksOf(next)['prev'], bearer)).length).toBe(1)
}

function itemsOf({ body }: Answer): unknown[] {
  const list = Array.isArray(body) ? body : body.notification_groups
  return (list as { id?: string; group_key?: string }[]).map((one) => one.id ?? one.group_key ?? one)
}

function linksOf(answer: Answer): Record<string, string> {
  const found = [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)]
  return Object.fromEntries(found.map(([, address = '', rel = '']) => [rel, address]))
}

function follow(address: string | undefined, bearer: string): Promise<Answer> {
  const { origin, pathname, search } = new URL(address ?? '')
  return callApi(origin, {
    method: 'GET',
    path: pathname + search,
    headers: { authorization: `Bearer ${bearer}` },
  })
}
