import { load, report } from './measure.ts'
import { startBenchServer } from './server.ts'

const posts = 1_000_000

/** Searches over a million public posts of a thousand authors who agreed to be found. */
export async function benchSearch(): Promise<void> {
  await using server = await startBenchServer()
  const reader = await server.person('reader')
  await fill(server.sql, reader.id)
  for (const [name, q] of [
    ['a frequent word', 'weather'],
    ['a rare word', 'rare4711'],
    ['two words', 'word17 word18'],
    ['a word of one author', 'weather from:author7'],
    ['a word in a language', 'weather language:de'],
    ['a word of the library', 'weather in:library'],
    ['a word that nobody wrote', 'unwritten'],
  ] as const) {
    const path = `/api/v2/search?type=statuses&q=${encodeURIComponent(q)}`
    const request = () => ({
      method: 'GET' as const,
      path,
      headers: { authorization: `Bearer ${reader.token}` },
    })
    report(
      `search, ${name}, 4 clients`,
      await load({ origin: server.origin, clients: 4, seconds: 8, request }),
    )
  }
  process.stdout.write(`server memory after the load: ${(await server.memory()).toFixed(0)} MiB\n`)
}

/** Words as in language: some in every tenth post, most in few. */
async function fill(
  sql: Awaited<ReturnType<typeof startBenchServer>>['sql'],
  readerId: string,
): Promise<void> {
  await sql.unsafe(`
    insert into accounts (id, username, display_name, locked, indexable)
      select n, 'author' || n - 1000, 'Author ' || n, false, true from generate_series(1001, 2000) as n;
    insert into account_counters (account_id) select id from accounts where id between 1001 and 2000;
    insert into posts (id, account_id, local, visibility, content, source, language)
      select (extract(epoch from now())::bigint * 1000 - n * 1000) << 16, 1001 + n % 1000, true, 'public', '<p>Post</p>',
        'Post ' || n || case when n % 10 = 0 then ' weather' else '' end || ' rare' || n / 10
          || ' word' || (power(random(), 3) * 5000)::int || ' word' || (power(random(), 3) * 5000)::int,
        case when n % 5 = 0 then 'de' else 'en' end
      from generate_series(1, ${posts}) as n;
    insert into post_search (post_id, account_id, words, public, language, flags)
      select id, account_id, to_tsvector('simple', source) || to_tsvector('english', source), true, language, '{}' from posts;
    insert into bookmarks (account_id, post_id, id)
      select ${readerId}, id, id from posts order by id desc limit 5000;
  `)
  await sql.unsafe('vacuum analyze')
}
