import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FederationNode, startFederationNode } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { parseActor } from './fetch/parse-actor.ts'
import { isJson, isSameOrigin, type Json } from './read-json.ts'
import { parseActivity } from './receive/parse-activity.ts'
import { parseLocation } from './receive/parse-location.ts'
import { parsePost } from './receive/parse-post.ts'
import { parseReaction } from './receive/parse-reaction.ts'

const here = 'https://here.example'

const folder = new URL('./payloads/', import.meta.url)
const documents = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .flatMap(
    (file) =>
      (JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { cases: { document: Json }[] }).cases,
  )
  .map(({ document }) => document)

/** What has hurt readers of foreign JSON. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -0,
    1e308,
    '',
    '\0',
    '\ud800',
    'a\0b\udfff',
    'javascript:alert(1)',
    'https://here.example/users/alice',
    'https://user:secret@evil.example/',
    'http://[::1]/',
    'data:text/html,x',
    'https://evil.example/#',
    '9'.repeat(400),
    'A'.repeat(200_000),
    '<'.repeat(50_000),
    '<a href="'.repeat(5000),
    '&#x'.repeat(20_000),
    [],
    [[]],
    [[[['x']]]],
    {},
    { '@value': { '@value': 'x' } },
    { '@id': 'https://evil.example/1', id: 'https://here.example/1' },
    { '@graph': [{ type: 'Note' }] },
    { '@reverse': { actor: 'https://victim.example/u' } },
    JSON.parse(
      '{"__proto__":{"id":"https://evil.example/1","type":"Note"},"constructor":{"prototype":{"x":1}}}',
    ),
    Array.from({ length: 5000 }, (_, at) => ({ type: 'Mention', href: `https://c.example/${at}` })),
    Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`k${at}`, at])),
  ),
  fc.jsonValue({ maxDepth: 4 }),
)

/** A real document with some of its members, at any depth, replaced, renamed or doubled under an alias. */
const mutated = fc
  .tuple(
    fc.constantFrom(...documents),
    fc.array(fc.tuple(fc.nat(), nasty, fc.constantFrom('replace', 'alias', 'list', 'add')), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([document, changes]) => {
    const copy = structuredClone(document) as Record<string, unknown>
    for (const [at, value, how] of changes) change(copy, at, structuredClone(value), how)
    return copy
  })

function change(root: Record<string, unknown>, at: number, value: unknown, how: string): void {
  const places: [Record<string, unknown>, string][] = []
  const visit = (json: Record<string, unknown>) => {
    for (const [name, member] of Object.entries(json)) {
      places.push([json, name])
      for (const part of Array.isArray(member) ? member : [member]) if (isJson(part)) visit(part)
    }
  }
  visit(root)
  const [json, name] = places[at % places.length] ?? [root, 'type']
  if (how === 'replace') json[name] = value
  else if (how === 'list') json[name] = [json[name], value]
  else if (how === 'alias') json[name === 'id' || name === 'type' ? `@${name}` : `as:${name}`] = value
  else json[`x${at % 7}`] = value
}

const isClean = (text: string) => !text.includes('\0') && text.isWellFormed()

/** What is believed of a document though it must not be; nothing, of whatever document. */
function faultsOf(json: Json): string[] {
  const faults: string[] = []
  const check = (name: string, holds: boolean) => {
    if (!holds) faults.push(name)
  }
  checkPost(check, parsePost(json))
  checkActor(check, parseActor(json, 'https://peer.example/users/x', here))
  const location = parseLocation(json, { authorUri: 'https://peer.example/users/x', ownOrigin: here })
  check('place name', !location || (isClean(location.shown.name) && location.shown.name.length <= 200))
  check('reaction length', (parseReaction(json)?.length ?? 0) <= 64)
  const parsed = parseActivity(JSON.stringify(json))
  const { id, actor } = parsed.kind === 'activity' ? parsed.activity : { id: undefined, actor: '' }
  check('activity origin', id === undefined || isSameOrigin(id, actor))
  return faults
}

type Check = (name: string, holds: boolean) => void

function checkPost(check: Check, post: ReturnType<typeof parsePost>): void {
  if (!post) return
  check('post origin', isSameOrigin(post.uri, post.authorUri) && isSameOrigin(post.url, post.uri))
  check('post text', [post.content, post.contentWarning, post.uri, post.url].every(isClean))
  check('post html', !/<script|="\s*javascript:|<[^>]+ on\w+=/i.test(post.content))
  check('post bounds', post.media.length <= 16 && post.mentions.length <= 50 && post.tags.length <= 60)
  check(
    'post media',
    post.media.every((media) => media.remoteUrl.startsWith('https://')),
  )
}

function checkActor(check: Check, actor: ReturnType<typeof parseActor>): void {
  if (!actor) return
  const texts = [actor.displayName, actor.bio, actor.username, ...actor.fields.map((field) => field.value)]
  check('actor text', texts.every(isClean))
  check('actor page', isSameOrigin(actor.url ?? actor.uri, actor.uri))
  check('actor inbox', !actor.inboxUrl?.startsWith(`${here}/`))
  check(
    'actor keys',
    actor.keys.every((key) => isSameOrigin(key.keyId, actor.uri)),
  )
}

describe('R27: readers of foreign documents', () => {
  it('bear any JSON, and what they believe is within bounds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (json) => {
        expect(faultsOf(json)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('bear real documents with hostile members', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(mutated, (json) => {
        expect(faultsOf(json)).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })

  it('bear bodies that are no JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(['activity', 'other', 'malformed']).toContain(parseActivity(bytes).kind)
      }),
    )
    for (const body of ['['.repeat(100_000), '{"a":'.repeat(50_000), '"', 'null', '[]', '{"id":1e999}'])
      expect(parseActivity(body).kind).toBe('malformed')
  })

  it('R5: know no graph, no reversal and no context that renames words', () => {
    const actor = 'https://peer.example/users/x'
    const act = { id: `${actor}#1`, type: 'Delete', actor, object: 'https://peer.example/1' }
    expect(parseActivity(JSON.stringify({ '@graph': [act] })).kind).toBe('malformed')
    const renamed = {
      '@context': { performer: 'as:actor', actor: 'ex:x' },
      ...act,
      performer: 'https://victim.example/u',
    }
    expect(parseActivity(JSON.stringify(renamed))).toMatchObject({ activity: { actor } })
    for (const form of [[actor], { id: actor }, [actor, actor], `${actor}#x`])
      expect(parseActivity(JSON.stringify({ ...act, actor: form })).kind).toBe('malformed')
  })
})

describe('R27: the inbox', () => {
  let node: FederationNode
  let peer: RemotePeer
  let mallory: PeerActor

  beforeAll(async () => {
    ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
    await node.createPerson('alice')
    mallory = peer.createActor('mallory')
  })
  afterAll(() => Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]())))

  it('answers hostile signed activities without a fault, and goes on', { timeout: 120_000 }, async () => {
    const types = [
      'Create',
      'Update',
      'Delete',
      'Follow',
      'Accept',
      'Undo',
      'Like',
      'Announce',
      'Move',
      'Flag',
      'Arrive',
      'Block',
      'Add',
    ]
    const activities = fc.sample(fc.tuple(fc.constantFrom(...types), fc.oneof(mutated, nasty), nasty), {
      numRuns: 120,
      seed: 7,
    })
    for (const [at, [type, object, more]] of activities.entries()) {
      const activity = {
        id: `${mallory.uri}/acts/${at}`,
        actor: mallory.uri,
        type,
        object,
        target: more,
        to: more,
      }
      const status = await peer.post(mallory, `${node.origin}/inbox`, activity)
      expect([type, [202, 400].includes(status)]).toEqual([type, true])
    }
    // Somebody else's post is taken in all the same, and what fails does so for want of the other server.
    const zoe = peer.createActor('zoe')
    const uri = `${peer.origin}/notes/after`
    const create = { id: `${uri}#create`, actor: zoe.uri, type: 'Create', object: peer.note(zoe, uri) }
    expect(await peer.post(zoe, `${node.origin}/inbox`, create)).toBe(202)
    await vi.waitFor(async () => expect(await node.posts.findPostByUri(uri)).toBeDefined(), {
      timeout: 90_000,
      interval: 200,
    })
    const failed = await node.db.sql<{ lastError: string }[]>`
      select last_error from jobs where last_error is not null
      union all
      select last_error from dead_jobs
      union all
      select last_error from parked_events
    `
    const faults = failed
      .map((job) => job.lastError)
      .filter((error) => /[a-z]Error|invalid|violates|undefined/.test(error))
    expect(faults).toEqual([])
  })

  it('R1: refuses whatever stands in the headers of a request that nobody signed', async () => {
    const value = fc.string({
      unit: fc.constantFrom(...Array.from('abcKIDs=",;:()/ \t0129-_.@#')),
      maxLength: 300,
    })
    const names = fc.constantFrom(
      'signature',
      'signature-input',
      'digest',
      'content-digest',
      'date',
      'authorization',
    )
    const samples = fc.sample(fc.dictionary(names, value, { maxKeys: 5 }), { numRuns: 150, seed: 11 })
    const statuses = new Set<number>()
    for (const headers of samples) {
      const answer = await request(`${node.origin}/inbox`, {
        method: 'POST',
        headers: { 'content-type': 'application/activity+json', ...headers },
        body: JSON.stringify({
          id: `${mallory.uri}/x`,
          type: 'Delete',
          actor: mallory.uri,
          object: mallory.uri,
        }),
      })
      await answer.body.dump()
      statuses.add(answer.statusCode)
    }
    expect(statuses).toEqual(new Set([401]))
  })
})
