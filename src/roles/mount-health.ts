import { Type } from 'typebox'
import type { DescribedEndpoint, HttpServer } from '#platform/http-server/index.ts'
import type { App } from './compose.ts'

/** Alive: the process answers. Ready: the database answers, too. */
export function mountHealth(server: HttpServer, { platform }: App): void {
  // As plain text, because apps compare it (Mastodon.py 1.8).
  server.get('/health', (_request, reply) => reply.type('text/plain').send('OK'))
  server.get('/health/live', async () => ({ status: 'ok' }))
  server.get('/health/ready', async (_request, reply) => {
    try {
      await platform.db.ping()
      return { status: 'ok' }
    } catch {
      return reply.code(503).header('retry-after', '2').send({ error: 'The database does not answer.' })
    }
  })
}

/** The same for the OpenAPI document. */
export function describeHealth(): DescribedEndpoint[] {
  return ['/health', '/health/live', '/health/ready'].map((path) => ({
    method: 'GET',
    path,
    access: { who: 'public' },
    ...(path === '/health'
      ? { response: Type.Literal('OK'), mediaType: 'text/plain' }
      : { response: Type.Object({ status: Type.Literal('ok') }) }),
    summary: path === '/health/ready' ? 'Whether the database answers.' : 'Whether the process answers.',
  }))
}
