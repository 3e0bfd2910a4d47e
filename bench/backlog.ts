import { createHash } from 'node:crypto'
import { startReceiver } from './receiver.ts'
import { type BenchServer, startBenchServer } from './server.ts'

const shares = { fast: 30_000, slow: 30_000, dead: 30_000, malicious: 10_000 }

/**
 * A backlog of 100,000 deliveries: to 100 hosts that answer at once, 100 that take five seconds, 100 where nobody is,
 * 50 whose answers never end. How fast the first hundred are served, and what memory it takes.
 */
export async function benchBacklog(): Promise<void> {
  await using server = await startBenchServer()
  await using receiver = await startReceiver()
  const { id } = await server.person('ada')
  await receiver.reset()
  const body = JSON.stringify({ id: `${server.origin}/x`, type: 'Create', object: 'x'.repeat(1500) })
  const digest = createHash('sha256').update(body).digest('base64')
  await server.sql`
    insert into outbox_activities (id, account_id, body, digest, created_at)
    select n, ${id}, ${body}, ${digest}, now() from generate_series(1, 100) as n
  `
  const idle = await server.memory()
  // The slow and the dead come first in the queue.
  await addBacklog(server, id, {
    from: 1_000_000,
    count: shares.slow,
    hosts: 100,
    net: '127.2.0',
    port: receiver.port,
  })
  await addBacklog(server, id, { from: 2_000_000, count: shares.dead, hosts: 100, net: '127.4.0', port: 9 })
  await addBacklog(server, id, {
    from: 3_000_000,
    count: shares.malicious,
    hosts: 50,
    net: '127.3.0',
    port: receiver.port,
  })
  await addBacklog(server, id, {
    from: 4_000_000,
    count: shares.fast,
    hosts: 100,
    net: '127.1.0',
    port: receiver.port,
  })
  const begun = Date.now()
  let highest = 0
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const [arrivals, memory] = [await receiver.arrivals(), await server.memory()]
    highest = Math.max(highest, memory)
    const seconds = (Date.now() - begun) / 1000
    if (Math.round(seconds * 2) % 20 === 0)
      process.stdout.write(
        `${seconds.toFixed(0)} s: ${arrivals.count} at fast hosts, ${memory.toFixed(0)} MiB\n`,
      )
    if (arrivals.count >= shares.fast || seconds > 400) {
      const rate = arrivals.count / ((arrivals.last - begun) / 1000)
      process.stdout.write(`${arrivals.count} of ${shares.fast} fast deliveries: ${rate.toFixed(0)}/s\n`)
      break
    }
  }
  const [left] = await server.sql<{ count: number }[]>`select count(*)::int as count from jobs`
  process.stdout.write(
    `still waiting: ${left?.count}; memory from ${idle.toFixed(0)} to at most ${highest.toFixed(0)} MiB\n`,
  )
}

async function addBacklog(
  server: BenchServer,
  accountId: string,
  {
    from,
    count,
    hosts,
    net,
    port,
  }: { from: number; count: number; hosts: number; net: string; port: number },
): Promise<void> {
  await server.sql`
    insert into jobs (id, kind, payload, lane, priority)
    select ${from}::bigint + n, 'deliver-activity',
      jsonb_build_object(
        'activityId', (1 + n % 100)::text,
        'accountId', ${accountId}::text,
        'inbox', 'http://' || ${net}::text || '.' || (1 + n % ${hosts}::int) || ':' || ${port}::int || '/inbox'
      ),
      ${net}::text || '.' || (1 + n % ${hosts}::int) || ':' || ${port}::int, 1
    from generate_series(1, ${count}::int) as n
  `
}
