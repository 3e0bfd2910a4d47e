import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseActor } from './fetch/parse-actor.ts'
import { type Json } from './read-json.ts'
import { parseActivity } from './receive/parse-activity.ts'
import { parseLocation } from './receive/parse-location.ts'
import { parsePost } from './receive/parse-post.ts'
import { parseReaction } from './receive/parse-reaction.ts'

// Documents in the shapes that the named versions send: written after their public sources and documentation, or recorded.
interface Family {
  readonly software: string
  readonly source: string
  readonly cases: readonly {
    readonly name: string
    readonly reads: keyof typeof readers
    readonly document: Json
    readonly expect: unknown
  }[]
}

const here = 'https://here.example'

const readers = {
  actor: (document: Json) => parseActor(document, String(document['id']), here),
  post: (document: Json) => parsePost(document),
  activity: (document: Json) => {
    const parsed = parseActivity(JSON.stringify(document))
    return parsed.kind === 'activity' ? parsed.activity : parsed
  },
  location: (document: Json) =>
    parseLocation(document, { authorUri: String(document['attributedTo']), ownOrigin: here }),
  reaction: (document: Json) => parseReaction(document),
} as const

const folder = new URL('./payloads/', import.meta.url)
const families = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Family)

it('knows the families of the field', () => {
  expect(families.map((family) => family.software.split(' ', 1)[0])).toEqual(
    expect.arrayContaining(['Mastodon', 'Misskey', 'GoToSocial', 'Pixelfed', 'Friendica', 'snac', 'Lemmy']),
  )
  for (const family of families) expect(family.cases.length).toBeGreaterThan(0)
})

describe.each(families)('from $software', ({ cases }) => {
  it.each([...cases])('reads $name ($reads)', ({ reads, document, expect: wanted }) => {
    const read = readers[reads](document)
    expect({ read: read ?? null }).toMatchObject({ read: wanted })
  })
})
