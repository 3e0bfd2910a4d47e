import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Experiment } from '../experiment.ts'
import { livePage } from './live-page.ts'
import type { PictureNews, PictureState } from './picture.ts'

/** A page on loopback that shows the experiment while it runs. */
export interface LivePage extends AsyncDisposable {
  readonly address: string
}

interface Shown {
  current(): PictureState
  listen(listener: (news: PictureNews) => void): () => void
}

const maxViewers = 20

/** @param port 0 takes a free one */
export async function serveLive(
  shown: Shown,
  experiment: Pick<Experiment, 'name' | 'session' | 'title' | 'question'>,
  port = 0,
): Promise<LivePage> {
  const viewers = new Set<ServerResponse>()
  const page = livePage(experiment)
  const begun = performance.now()
  const server = createServer((request, response) => {
    if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    } else if (request.url === '/news' && viewers.size < maxViewers) {
      serveNews(response, shown, begun)
      viewers.add(response)
      response.once('close', () => viewers.delete(response))
    } else response.writeHead(404).end()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      for (const viewer of viewers) viewer.end()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** First everything as it is now, then whatever changes. A viewer that is too slow is let go. */
function serveNews(response: ServerResponse, shown: Shown, begun: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const send = (news: PictureNews) => {
    if (response.writableLength > 1_000_000) response.destroy()
    else response.write(`data: ${JSON.stringify(news)}\n\n`)
  }
  const { nodes, edges, steps, marks } = shown.current()
  send({ kind: 'clock', ms: performance.now() - begun })
  for (const node of nodes) send({ kind: 'node', node })
  for (const edge of edges) send({ kind: 'edge', ...edge })
  for (const step of steps) send({ kind: 'step', ...step })
  for (const mark of marks) send(mark)
  response.once('close', shown.listen(send))
}
