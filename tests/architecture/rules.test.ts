import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listDomainOrder, listTableOwners, listUnnamedRooms, readmeFaults } from './document-rules.ts'
import { sharedBetweenSurfaces } from './map.ts'
import type { Rule } from './rules.ts'
import * as rules from './rules.ts'
import { parseSourceFile } from './source-file.ts'

/** The faults that a rule finds in files given as path and text. */
function find(rule: Rule, files: Record<string, string>): string[] {
  return rule(Object.entries(files).map(([path, text]) => parseSourceFile(path, text)))
}

describe('imports never go upwards', () => {
  it.each([
    ['a value', `import { defineAccounts } from '#domain/accounts/index.ts'`],
    ['a type', `import type { Account } from '#domain/accounts/index.ts'`],
    ['an inline type', `import { type Account } from '#domain/accounts/index.ts'`],
    ['an export', `export { handleOf } from '#domain/accounts/index.ts'`],
    ['an export of everything', `export * from '#domain/accounts/index.ts'`],
    ['an export of a type', `export type { Account } from '#domain/accounts/index.ts'`],
    ['a late import', `const room = await import('#domain/accounts/index.ts')`],
    ['a type in place', `let account: import('#domain/accounts/index.ts').Account`],
    ['a relative path', `import { handleOf } from '../../domain/accounts/index.ts'`],
  ])('finds platform importing domain by %s', (_how, text) => {
    expect(find(rules.neverUpwards, { 'src/platform/db/x.ts': `\n${text}\n` })).toEqual([
      expect.stringMatching(/^src\/platform\/db\/x\.ts:2: platform imports domain .*Announce an event/),
    ])
  })

  it.each([
    ['src/domain/posts/x.ts', '#surfaces/web/index.ts'],
    ['src/surfaces/web/x.ts', '#roles/compose.ts'],
    ['src/platform/jobs/x.ts', '../../main.ts'],
  ])('finds %s importing %s', (path, specifier) => {
    expect(find(rules.neverUpwards, { [path]: `import '${specifier}'` })).toHaveLength(1)
  })

  it('allows all that goes down', () => {
    expect(
      find(rules.neverUpwards, {
        'src/main.ts': `import './roles/compose.ts'`,
        'src/roles/compose.ts': `import '#surfaces/web/index.ts'`,
        'src/surfaces/web/index.ts': `import '#domain/posts/index.ts'\nimport '#platform/db/index.ts'`,
        'src/domain/posts/index.ts': `import '#platform/db/index.ts'\nimport 'node:fs'`,
      }),
    ).toEqual([])
  })
})

describe('surfaces stay apart', () => {
  it('finds one surface importing another, even its types and its front door', () => {
    expect(
      find(rules.surfacesApart, {
        'src/surfaces/federation/x.ts': `import type { Page } from '#surfaces/web/index.ts'`,
      }),
    ).toEqual([expect.stringContaining('src/surfaces/federation imports src/surfaces/web')])
  })

  it('allows rooms of one surface to share', () => {
    expect(
      find(rules.surfacesApart, { 'src/surfaces/web/pages/x.ts': `import '../layout/index.ts'` }),
    ).toEqual([])
  })

  it('gives a reason for everything that is shared', () => {
    expect(sharedBetweenSurfaces.filter((share) => share.because.length < 20)).toEqual([])
  })
})

describe('a room is entered through its front door', () => {
  it.each([
    ['src/domain/posts/x.ts', '#domain/accounts/account.ts'],
    ['src/domain/posts/x.ts', '#platform/db/open-database.ts'],
    ['src/roles/compose.ts', '#surfaces/web/pages.ts'],
    ['src/domain/posts/x.ts', '#domain/accounts/inner/index.ts'],
  ])('finds %s importing %s', (path, specifier) => {
    expect(find(rules.throughTheFrontDoor, { [path]: `import '${specifier}'` })).toEqual([
      expect.stringContaining('/index.ts'),
    ])
  })

  it('finds a neighbour going round the door of an inner room', () => {
    expect(
      find(rules.throughTheFrontDoor, {
        'src/surfaces/federation/signatures/index.ts': `export { sign } from './sign.ts'`,
        'src/surfaces/federation/receive/x.ts': `import { sign } from '../signatures/sign.ts'`,
      }),
    ).toEqual([expect.stringContaining('Import src/surfaces/federation/signatures/index.ts')])
  })

  it('allows front doors, inner doors, and everything within a room', () => {
    expect(
      find(rules.throughTheFrontDoor, {
        'src/surfaces/federation/signatures/index.ts': `export { sign } from './sign.ts'`,
        'src/surfaces/federation/receive/x.ts': `import '../signatures/index.ts'`,
        'src/roles/compose.ts': `import '#surfaces/federation/signatures/index.ts'\nimport './web.ts'`,
        'src/domain/posts/x.ts': `import '#domain/accounts/index.ts'\nimport './y.ts'\nimport './inner/z.ts'`,
      }),
    ).toEqual([])
  })
})

describe('a domain room imports only earlier rooms', () => {
  it('finds a room calling a later one', () => {
    expect(
      find(rules.earlierRoomsOnly, {
        'src/domain/posts/x.ts': `import type { Timelines } from '#domain/timelines/index.ts'`,
      }),
    ).toEqual([expect.stringContaining('Let timelines react to an event of posts')])
  })

  it('finds a room that the order does not know', () => {
    expect(find(rules.roomsAreListed, { 'src/domain/badges/index.ts': '' })).toHaveLength(1)
  })

  it('allows a room to call an earlier one', () => {
    const files = { 'src/domain/timelines/x.ts': `import '#domain/posts/index.ts'` }
    expect([...find(rules.earlierRoomsOnly, files), ...find(rules.roomsAreListed, files)]).toEqual([])
  })
})

describe('packages stay home', () => {
  it.each([
    ['src/domain/posts/x.ts', 'fastify'],
    ['src/surfaces/web/x.ts', 'postgres'],
    ['src/surfaces/federation/x.ts', 'undici'],
    ['src/domain/accounts/x.ts', 'sharp'],
    ['src/platform/log/x.ts', '@fastify/cookie'],
    ['src/domain/posts/x.ts', 'left-pad'],
    ['src/surfaces/federation/x.ts', '@fedify/fedify/sig'],
  ])('finds %s importing %s', (path, name) => {
    expect(find(rules.packagesStayHome, { [path]: `import type { X } from '${name}'` })).toHaveLength(1)
  })

  it('allows a package at home, and what comes with Node', () => {
    expect(
      find(rules.packagesStayHome, {
        'src/platform/db/x.ts': `import postgres from 'postgres'\nimport { join } from 'node:path'`,
        'src/surfaces/web/x.ts': `import 'typebox/compile'`,
      }),
    ).toEqual([])
  })

  it('finds a development dependency', () => {
    expect(
      find(rules.noDevelopmentPackages(['masto', '@fedify/fedify']), {
        'src/surfaces/federation/x.ts': `import 'masto'\nimport '@fedify/fedify/sig'\nimport 'fastify'`,
      }),
    ).toHaveLength(2)
  })
})

describe('SQL stands in stores', () => {
  it.each([
    ['a plain tag', 'await sql`select 1`'],
    ['a tag of an object', 'await tx.sql`select 1`'],
    ['a typed tag', 'await needs.db.sql<Row[]>`select 1`'],
    ['another name', 'await innerSql`select 1`'],
    ['text handed over whole', "await tx.sql.unsafe('select 1')"],
  ])('finds %s in a command', (_how, text) => {
    expect(find(rules.sqlInStores, { 'src/domain/posts/publish-post.ts': `\n\n${text}` })).toEqual([
      expect.stringContaining('src/domain/posts/publish-post.ts:3: holds SQL'),
    ])
  })

  it('allows SQL in stores and in the database machinery, and other templates anywhere', () => {
    expect(
      find(rules.sqlInStores, {
        'src/domain/posts/post-store.ts': 'await sql`select 1`',
        'src/platform/jobs/enqueue.ts': 'await tx.sql`select 1`',
        'src/surfaces/web/page.ts': 'html`<p>${"sql"}</p>`',
      }),
    ).toEqual([])
  })
})

describe('tables stay home', () => {
  const rule = rules.tablesStayHome(
    new Map([
      ['accounts', 'src/domain/accounts'],
      ['posts', 'src/domain/posts'],
      ['home_timeline', 'src/domain/timelines'],
      ['events', 'src/platform/events'],
      ['peers', 'src/surfaces/federation'],
    ]),
  )

  it.each([
    ['insert into accounts (id) values (${id})', 'writes accounts of src/domain/accounts'],
    ['update accounts set name = ${name}', 'writes accounts of src/domain/accounts'],
    ['delete from accounts where id = ${id}', 'writes accounts of src/domain/accounts'],
    ['with old as (delete from events returning *) select 1', 'writes events of src/platform/events'],
    [
      'select 1 from posts as p join home_timeline as h on true',
      'reads home_timeline of src/domain/timelines',
    ],
    ['select 1 from peers', 'reads peers of src/surfaces/federation'],
  ])('finds %s in a store of posts', (text, fault) => {
    expect(find(rule, { 'src/domain/posts/post-store.ts': `await sql\`${text}\`` })).toEqual([
      expect.stringContaining(fault),
    ])
  })

  it('allows a room to write its own tables and to read those of earlier rooms', () => {
    const queries = [
      'insert into posts select 1 from accounts as a join posts as p on true',
      'select 1 from posts order by id for update skip locked',
      'with recent as (select 1 from posts) select 1 from recent',
    ]
    expect(
      find(rule, { 'src/domain/posts/post-store.ts': queries.map((text) => `sql\`${text}\``).join('\n') }),
    ).toEqual([])
    expect(
      find(rule, { 'src/surfaces/federation/peer-store.ts': 'sql`update peers set x = 1 from accounts`' }),
    ).toEqual([])
  })

  it('reads the owners from the READMEs', async () => {
    const owners = new Map(await listTableOwners(['src/domain/posts', 'src/domain/statistics']))
    expect([owners.get('posts'), owners.get('post_tags'), owners.get('accounts')]).toEqual([
      'src/domain/posts',
      'src/domain/posts',
      undefined,
    ])
  })
})

describe('the environment is read in one place', () => {
  it.each([
    'const port = process.env.PORT',
    "const port = process.env['PORT']",
    "const port = process['env'].PORT",
    'const { env } = process',
    "import { env } from 'node:process'",
    "import process from 'process'",
  ])('finds %s', (text) => {
    expect(find(rules.environmentInSettings, { 'src/roles/web.ts': text })).toHaveLength(1)
  })

  it('allows it in platform/settings', () => {
    expect(find(rules.environmentInSettings, { 'src/platform/settings/x.ts': 'process.env.PORT' })).toEqual(
      [],
    )
  })
})

describe('rooms and events', () => {
  it('finds a domain room without its define function', () => {
    expect(
      find(rules.roomsDefineThemselves, { 'src/domain/posts/index.ts': 'export const posts = {}' }),
    ).toEqual([expect.stringContaining('exports no definePosts(needs)')])
    expect(find(rules.roomsDefineThemselves, { 'src/domain/posts/x.ts': '' })).toEqual([
      expect.stringContaining('exports no definePosts(needs)'),
    ])
    expect(
      find(rules.roomsDefineThemselves, { 'src/domain/posts/index.ts': 'export function definePosts() {}' }),
    ).toEqual([])
  })

  it('finds events that are misplaced, misnamed, hidden or defined twice', () => {
    const faults = find(rules.eventsAreAnnounced, {
      'src/domain/posts/index.ts': `export { postLiked, postNamedBadly } from './events.ts'`,
      'src/domain/posts/events.ts': [
        `export const postLiked = defineEvent<Fact>('post.liked')`,
        `export const postNamedBadly = defineEvent('POST_UPDATE')`,
        `export const postHidden = defineEvent('post.hidden')`,
      ].join('\n'),
      'src/domain/media/index.ts': `export { mediaLiked } from './events.ts'`,
      'src/domain/media/events.ts': `export const mediaLiked = defineEvent('post.liked')`,
      'src/surfaces/web/x.ts': `const seen = defineEvent('page.seen')`,
    })
    expect(faults).toEqual([
      'src/domain/posts/events.ts:2: event POST_UPDATE is not named noun.past_tense.',
      'src/domain/posts/events.ts:3: event post.hidden is not exported by src/domain/posts/index.ts. Nobody could react to it.',
      'src/domain/media/events.ts:1: event post.liked is defined in src/domain/posts/events.ts, too. Give it a name of its own.',
      "src/surfaces/web/x.ts:1: event page.seen is defined outside of a room's events.ts. Move it there.",
    ])
  })

  it('finds a README that is missing or too long', async () => {
    const root = await mkdtemp(join(tmpdir(), 'cairn-rooms-'))
    try {
      await mkdir(join(root, 'long'))
      await writeFile(join(root, 'long/README.md'), 'line\n'.repeat(16))
      await mkdir(join(root, 'right'))
      await writeFile(join(root, 'right/README.md'), 'line\n'.repeat(15))
      expect(await readmeFaults(['missing', 'long', 'right'], root)).toEqual([
        expect.stringContaining('missing/README.md:1: is missing'),
        expect.stringContaining('long/README.md:16: has 16 lines'),
      ])
    } finally {
      await rm(root, { recursive: true })
    }
  })
})

describe('ARCHITECTURE.md', () => {
  const text =
    '# A\n\n## Rooms\n\n### Domain\n\n1. `posts` — p\n2. `search` — s\n\n### Platform\n\n- `db` — d\n\n## End\n`log`'

  it('must name a room under its own floor', () => {
    expect(listUnnamedRooms(text, ['src/domain/posts', 'src/platform/db'])).toEqual([])
    expect(listUnnamedRooms(text, ['src/domain/db', 'src/platform/log', 'src/platform/posts'])).toHaveLength(
      3,
    )
  })

  it('is read for the order of the domain', () => {
    expect(listDomainOrder(text)).toEqual(['posts', 'search'])
  })
})

it('refuses to judge a file that it cannot parse', () => {
  expect(() => parseSourceFile('src/x.ts', 'const = 3')).toThrow('src/x.ts cannot be parsed')
})
