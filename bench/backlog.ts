import { createHash } from 'node:crypto'
import { ratio } from './measure.ts'
import { startReceiver } from './receiver.ts'
import { type BenchServer, startBenchServer } from './server.ts'

/** BENCH_SECONDS is how long the mix is looked at, unless its fast hosts have got everything before. */
const longest = Number(process.env['BENCH_SECONDS'] ?? 60)
const shares = { fast: 30_000, slow: 30_000, dead: 30_000, malicious: 10_000 }
const alone = 5000

/**
 * A backlog of 100,000 deliveries: to 100 hosts that answer at once, 100 that take five seconds, 100 where nobody is,
 * 50 whose answers never end. How fast the first hundred are served beside how fast they are when alone, and what memory
 * it takes.
 */
export async function benchBacklog(): Promise<void> {
  await using server = await startBenchServer()
  await using receiver = await startReceiver()
  const { id } = await server.person('ada')
  const body = JSON.stringify({ id: `${server.origin}/x`, type: 'Create', object: 'x'.repeat(1500) })
  const digest = createHash('sha256').update(body).digest('base64')
  await server.sql`
    insert into outbox_activities (id, account_id, body, digest, created_at)
    select n, ${id}, ${body}, ${digest}, now() from generate_series(1, 100) as n
  `
  const { port } = receiver
  const add = (from: number, count: number, hosts: number, net: string, at = port) =>
    addBacklog(server, id, { from, count, hosts, net, port: at })
  const watching = { server, receiver }
  await receiver.reset()
  await add(500_000, alone, 100, '127.1.0')
  const undisturbed = await watch(watching, alone, 'fast hosts alone')
  await receiver.reset()
  // The slow and the dead come first in the queue.
  await add(1_000_000, shares.slow, 100, '127.2.0')
  await add(2_000_000, shares.dead, 100, '127.4.0', 9)
  await add(3_000_000, shares.malicious, 50, '127.3.0')
  await add(4_000_000, shares.fast, 100, '127.1.0')
  const mixed = await watch(watching, shares.fast, 'fast hosts among the others')
  ratio('served among the others by alone', mixed.perSecond / undisturbed.perSecond)
  ratio('CPU of a delivery among the others by alone', mixed.cpu / undisturbed.cpu)
  const [left] = await server.sql<{ count: number }[]>`select count(*)::int as count from jobs`
  process.stdout.write(`still waiting: ${left?.count}\n`)
}

interface Watching {
  readonly server: BenchServer
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>
}

/** @returns deliveries to fast hosts a second, and the milliseconds of CPU that each has cost with all beside */
async function watch(
  { server, receiver }: Watching,
  wanted: number,
  name: string,
): Promise<{ perSecond: number; cpu: number }> {
  const before = await server.cpu()
  const begun = Date.now()
  const memory: { seconds: number; mib: number }[] = []
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const arrivals = await receiver.arrivals()
    const seconds = (Date.now() - begun) / 1000
    memory.push({ seconds, mib: await server.memory() })
    if (memory.length % 20 === 0)
      process.stdout.write(
        `${seconds.toFixed(0)} s: ${arrivals.count} at ${name}, ${memory.at(-1)?.mib.toFixed(0)} MiB\n`,
      )
    if (arrivals.count < wanted && seconds < longest) continue
    const after = await server.cpu()
    const each = (part: 'server' | 'database') => ((after[part] - before[part]) * 1000) / arrivals.count
    const perSecond = arrivals.count / ((arrivals.last - begun) / 1000)
    const [half, end] = [memory[Math.floor(memory.length / 2)], memory.at(-1)]
    const slope = half && end ? ((end.mib - half.mib) * 60) / Math.max(1, end.seconds - half.seconds) : 0
    process.stdout.write(
      `${name}: ${arrivals.count} of ${wanted}, ${perSecond.toFixed(0)}/s; CPU each ${each('server').toFixed(2)} ms server, ` +
        `${each('database').toFixed(2)} ms database; memory ${memory[0]?.mib.toFixed(0)}, ${half?.mib.toFixed(0)} half-way, ` +
        `${end?.mib.toFixed(0)} MiB, at most ${Math.max(...memory.map(({ mib }) => mib)).toFixed(0)}: ` +
        `${slope.toFixed(0)} MiB a minute in the second half\n`,
    )
    return { perSecond, cpu: each('server') + each('database') }
  }
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
