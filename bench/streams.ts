import { createHash, randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { startBenchServer } from './server.ts'

const streams = 5000
const followers = 500
const posts = 50

/**
 * 5,000 open home streams of 5,000 accounts: memory of the server for each, and the time from the request that posts
 * to the event, at the first and at the last of 500 followers who listen.
 */
export async function benchStreams(): Promise<void> {
  await using server = await startBenchServer({
    CAIRN_STREAMS_PER_ADDRESS: '0',
    CAIRN_STREAMS_PER_ACCOUNT: '0',
  })
  const author = await server.person('author')
  const tokens = await fill(server.sql, author.id)
  const before = await server.memory()
  const startedAt = performance.now()
  const heard = new Map<string, number[]>()
  const sockets = await openAll(server.origin, tokens, (id) =>
    heard.set(id, [...(heard.get(id) ?? []), performance.now()]),
  )
  const opened = (performance.now() - startedAt) / 1000
  await new Promise((resolve) => setTimeout(resolve, 5000))
  const after = await server.memory()
  print(`${streams} streams opened in ${opened.toFixed(1)} s`)
  print(
    `server memory: ${before.toFixed(0)} MiB before, ${after.toFixed(0)} MiB with streams, ` +
      `${(((after - before) * 1024) / streams).toFixed(1)} KiB each`,
  )
  const first: number[] = []
  const last: number[] = []
  for (let n = 0; n < posts; n++) {
    const askedAt = performance.now()
    const response = await fetch(`${server.origin}/api/v1/statuses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${author.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: `Post ${n}`, visibility: 'public' }),
    })
    const { id } = (await response.json()) as { id: string }
    while ((heard.get(id)?.length ?? 0) < followers) await new Promise((resolve) => setTimeout(resolve, 2))
    const times = heard.get(id) ?? []
    first.push((times[0] ?? 0) - askedAt)
    last.push((times[followers - 1] ?? 0) - askedAt)
  }
  print(`from post to event, ms: first of ${followers} ${quantiles(first)}; last ${quantiles(last)}`)
  print(`server memory after ${posts} posts: ${(await server.memory()).toFixed(0)} MiB`)
  for (const socket of sockets) socket.terminate()
}

/** Accounts with users and tokens, straight into the tables; the first ones follow the author. */
async function fill(
  sql: Awaited<ReturnType<typeof startBenchServer>>['sql'],
  authorId: string,
): Promise<string[]> {
  const tokens = Array.from({ length: streams }, () => randomBytes(32).toString('base64url'))
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'))
  await sql.unsafe(`
    insert into accounts (id, username, locked) select n, 'reader' || n, false from generate_series(1001, ${1000 + streams}) as n;
    insert into users (account_id, email, email_normal, password_hash)
      select n, n || '@example.org', n || '@example.org', '' from generate_series(1001, ${1000 + streams}) as n;
    insert into follows (id, follower_id, followed_id, state, follower_local)
      select n, n, ${authorId}, 'accepted', true from generate_series(1001, ${1000 + followers}) as n;
  `)
  await sql`
    insert into oauth_tokens (id, token_hash, app_id, account_id, scopes)
    select 1000 + place, decode(hash, 'hex'), (select min(id) from oauth_apps), 1000 + place, array['read']
    from unnest(${hashes}::text[]) with ordinality as t (hash, place)
  `
  await sql`analyze accounts, users, follows, oauth_tokens`
  return tokens
}

async function openAll(
  origin: string,
  tokens: readonly string[],
  hear: (postId: string) => void,
): Promise<WebSocket[]> {
  const sockets: WebSocket[] = []
  const rest = [...tokens]
  const openSome = async () => {
    for (let token = rest.pop(); token !== undefined; token = rest.pop()) {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/v1/streaming?stream=user`, {
        headers: { authorization: `Bearer ${token}` },
        perMessageDeflate: false,
      })
      socket.on('message', (data) => {
        // Parsing all of it would measure this process.
        const id = /"payload":"\{\\"id\\":\\"(\d+)/.exec((data as Buffer).toString())?.[1]
        if (id) hear(id)
      })
      await new Promise((resolve, reject) => {
        socket.once('open', resolve)
        socket.once('error', reject)
      })
      sockets.push(socket)
    }
  }
  await Promise.all(Array.from({ length: 20 }, openSome))
  return sockets
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)
  return `p50 ${at(0.5)}, p95 ${at(0.95)}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
