import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freeAddress } from './free-port.ts'
import { type MastodonSide, picture } from './mastodon-side.ts'
import { createPerson, type Person, personWith } from './person.ts'
import { startServer, type TestServer } from './start-server.ts'

/** This server as one side of a journey, with an emoji `:blob:`; the first of the people is an administrator. */
export async function startSide(
  usernames: readonly string[],
): Promise<MastodonSide & Pick<TestServer, 'log' | 'cairn'> & AsyncDisposable> {
  const server = await startServer({ address: freeAddress() })
  const people: Record<string, Person> = {}
  for (const [index, name] of usernames.entries()) {
    const person = await createPerson(server, name, index === 0 ? { role: 'admin' } : {})
    people[name] = index === 0 ? await asModerator(server, person) : person
  }
  const folder = await mkdtemp(join(tmpdir(), 'cairn-emoji-'))
  const file = join(folder, 'blob.png')
  await writeFile(file, await picture('#08f', 48))
  await server.cairn('emoji', 'add', '--shortcode', 'blob', '--file', file)
  await rm(folder, { recursive: true })
  return {
    name: 'Cairn',
    origin: server.origin,
    host: new URL(server.origin).host,
    people,
    log: server.log,
    cairn: server.cairn,
    async [Symbol.asyncDispose]() {
      const kept = process.env['CAIRN_PEER_LOGS']
      if (kept) await writeFile(join(kept, 'cairn.log'), server.log())
      await server[Symbol.asyncDispose]()
    },
  }
}

/** The same person with a token that may read reports, too. */
async function asModerator(server: TestServer, { id, username }: Person): Promise<Person> {
  const scopes = 'read write follow push admin:read'
  const token = await server.cairn('token', 'create', '--username', username, '--scopes', scopes)
  return personWith(server.origin, { id, username, token })
}
