import { startEcho } from './limits.ts'
import { load, ratio, report, reportCpu } from './measure.ts'
import { startBenchServer } from './server.ts'

/** Posts a second by the client API, each one durable when it is answered; beside an HTTP echo of the same bytes. */
export async function benchPosts(): Promise<void> {
  await using server = await startBenchServer()
  const people = [await server.person('ada'), await server.person('bea')]
  const request = (client: number, count: number) => ({
    method: 'POST' as const,
    path: '/api/v1/statuses',
    headers: {
      authorization: `Bearer ${people[client % people.length]?.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      status: `Post ${count} about #cairn and the weather, as people write them.`,
      visibility: 'public',
    }),
  })
  await load({ origin: server.origin, clients: 8, seconds: 3, request })
  const sequential = await load({ origin: server.origin, clients: 1, seconds: 5, request })
  report('posts, 1 client', sequential)
  const before = await server.cpu()
  const parallel = await load({ origin: server.origin, clients: 16, seconds: 10, request })
  report('posts, 16 clients', parallel)
  reportCpu(before, await server.cpu(), parallel.count)
  process.stdout.write(`server memory after the load: ${(await server.memory()).toFixed(0)} MiB\n`)
  await using echo = await startEcho(parallel.bytes)
  const limit = await load({ origin: echo.origin, clients: 16, seconds: 5, request })
  report('limit: HTTP echo of the same bytes', limit)
  ratio('posts by the echo', parallel.perSecond / limit.perSecond)
}
