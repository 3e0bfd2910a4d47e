import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

/** Kills the process whose number PostgreSQL wrote into its pid file. */
async function killPostgres(server: TestServer): Promise<void> {
  const file = await readFile(join(server.dataDir, 'postgres/postmaster.pid'), 'utf8')
  process.kill(Number.parseInt(file, 10), 'SIGKILL')
}

/** Posts one after another until told to stop, and remembers what the server answered with 200. */
function keepPosting(author: Person, label: string) {
  const acknowledged: string[] = []
  const stop = new AbortController()
  let n = 0
  const done = (async () => {
    while (!stop.signal.aborted) {
      const answer = await author
        .post('/api/v1/statuses', { status: `${label} ${n++}` })
        .catch(() => undefined)
      if (answer?.status === 200) acknowledged.push(answer.body.id)
      else await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  return {
    acknowledged,
    async stop() {
      stop.abort()
      await done
    },
  }
}

/** Every id of a home timeline, page by page. */
async function readHome(reader: Person): Promise<string[]> {
  const ids: string[] = []
  for (let maxId = ''; ; ) {
    const { body } = await reader.get(`/api/v1/timelines/home?limit=40${maxId ? `&max_id=${maxId}` : ''}`)
    if (body.length === 0) return ids
    ids.push(...body.map((status: { id: string }) => status.id))
    maxId = ids.at(-1) ?? ''
  }
}

const ways = {
  'the server': async (server: TestServer) => {
    await server.kill()
    await server.start()
  },
  PostgreSQL: async (server: TestServer) => {
    await killPostgres(server)
    await eventually(
      async () => (await fetch(`${server.origin}/health/ready`).catch(() => undefined))?.ok,
      'the database',
    )
  },
  both: async (server: TestServer) => {
    await killPostgres(server)
    await server.kill()
    await server.start()
  },
}

it.each(Object.entries(ways))(
  'loses nothing that was answered and doubles nothing when %s is killed while people post',
  async (_name, kill) => {
    await using server = await startServer({ embedded: true })
    const author = await createPerson(server, 'author')
    const followers = [await createPerson(server, 'fan'), await createPerson(server, 'pal')]
    for (const follower of followers) await follower.post(`/api/v1/accounts/${author.id}/follow`)
    const posting = [keepPosting(author, 'one'), keepPosting(author, 'two')]
    const acknowledged = () => posting.flatMap((loop) => loop.acknowledged)
    for (const count of [20, 40]) {
      await eventually(async () => acknowledged().length >= count, 'posts')
      await kill(server)
    }
    await eventually(async () => acknowledged().length >= 60, 'posts after the restart')
    await Promise.all(posting.map((loop) => loop.stop()))
    for (const follower of followers) {
      const home = await eventually(async () => {
        const ids = await readHome(follower)
        return acknowledged().every((id) => ids.includes(id)) && ids
      }, 'every answered post at home')
      expect(new Set(home).size).toBe(home.length)
    }
  },
  180_000,
)

it('refuses a second server on the same data folder, clearly', async () => {
  await using server = await startServer({ embedded: true })
  await expect(startServer({ embedded: true, dataDir: server.dataDir })).rejects.toThrow(
    /data folder .* is in use .*pid \d+/,
  )
})
