import { startEcho } from './limits.ts'
import { load, ratio, report, reportCpu } from './measure.ts'
import { startBenchServer } from './server.ts'

/** Reads of home (follows 200) and public timelines, 20 posts a page; beside an HTTP echo of the same bytes. */
export async function benchHome(): Promise<void> {
  await using server = await startBenchServer()
  const reader = await server.person('reader')
  await fill(server.sql, reader.id)
  for (const [name, path] of [
    ['home', '/api/v1/timelines/home'],
    ['public', '/api/v1/timelines/public'],
  ] as const) {
    const request = () => ({
      method: 'GET' as const,
      path,
      headers: { authorization: `Bearer ${reader.token}` },
    })
    await load({ origin: server.origin, clients: 8, seconds: 3, request })
    const before = await server.cpu()
    const figures = await load({ origin: server.origin, clients: 16, seconds: 10, request })
    report(`${name} timeline, 20 posts, 16 clients`, figures)
    reportCpu(before, await server.cpu(), figures.count)
    await using echo = await startEcho(figures.bytes)
    const limit = await load({ origin: echo.origin, clients: 16, seconds: 5, request })
    report(`limit: HTTP echo of ${figures.bytes} bytes`, limit)
    ratio(`${name} by the echo`, figures.perSecond / limit.perSecond)
  }
  process.stdout.write(`server memory after the load: ${(await server.memory()).toFixed(0)} MiB\n`)
}

/** 200 followed accounts with 50 posts each, straight into the tables. */
async function fill(
  sql: Awaited<ReturnType<typeof startBenchServer>>['sql'],
  readerId: string,
): Promise<void> {
  await sql.unsafe(`
    insert into accounts (id, username, display_name, locked)
      select n, 'author' || n, 'Author ' || n, false from generate_series(1001, 1200) as n;
    insert into account_counters (account_id, followers, posts) select id, 1, 50 from accounts where id between 1001 and 1200;
    insert into follows (id, follower_id, followed_id, state, follower_local)
      select n, ${readerId}, n, 'accepted', true from generate_series(1001, 1200) as n;
    insert into posts (id, account_id, local, visibility, content, source)
      select (extract(epoch from now())::bigint * 1000 - n * 60000) << 16, 1001 + n % 200, true, 'public',
        '<p>Post ' || n || ' about the weather, as people write them.</p>', 'Post ' || n
      from generate_series(1, 10000) as n;
    insert into home_timeline (account_id, post_id, author_id) select ${readerId}, id, account_id from posts;
    analyze accounts, follows, posts, home_timeline;
  `)
}
