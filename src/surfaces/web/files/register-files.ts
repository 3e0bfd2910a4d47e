import type { FastifyReply, FastifyRequest } from 'fastify'
import { type HttpServer, Refusal } from '#platform/http-server/index.ts'
import { readPictogram } from '../pictograms.ts'
import { type AssetFiles, openAssetFiles } from './asset-files.ts'
import type { Assets } from './read-assets.ts'
import { type CopyNeeds, serveCopy } from './serve-copy.ts'
import { type MediaNeeds, serveMedia } from './serve-media.ts'
import { readSiteFiles } from './site-files.ts'

export interface FilesNeeds extends CopyNeeds, MediaNeeds {
  readonly assets: Pick<Assets, 'folder' | 'icon' | 'webManifest' | 'serviceWorker'>
}

const forEver = 'public, max-age=31536000, immutable'
const aDay = 'public, max-age=86400'
const anHour = 'public, max-age=3600'

/**
 * Mounts everything that is served as a file: the client's build under /assets/, uploads and copies of
 * other servers' files under /media/, and the few names that browsers and crawlers ask for.
 */
export function registerFiles(server: HttpServer, needs: FilesNeeds): void {
  const assetFiles = openAssetFiles(needs.assets.folder)
  server.get('/assets/:name', (request, reply) =>
    sendAsset(assetFiles, String(Reflect.get(request.params as object, 'name')), { request, reply }),
  )
  server.route({
    method: ['GET', 'HEAD'],
    url: '/media/*',
    exposeHeadRoute: false,
    handler: serveMedia(needs),
  })
  server.route({
    method: ['GET', 'HEAD'],
    url: '/media/remote/:kind/:id/:digest',
    exposeHeadRoute: false,
    handler: serveCopy(needs),
  })
  server.get('/static/places/:subject', (request, reply) => {
    const subject = String(Reflect.get(request.params as object, 'subject')).replace(/\.svg$/, '')
    return reply
      .headers({ 'content-type': 'image/svg+xml', 'cache-control': aDay })
      .send(readPictogram(subject))
  })
  for (const file of readSiteFiles()) {
    server.get(file.path, (_request, reply) =>
      reply.headers({ 'content-type': file.type, 'cache-control': aDay }).send(file.body),
    )
  }
  // Under an address that stays, or each version would be a worker of its own; browsers look for a new one by themselves.
  const named = {
    '/favicon.svg': needs.assets.icon,
    '/manifest.webmanifest': needs.assets.webManifest,
    '/service-worker.js': needs.assets.serviceWorker,
  }
  for (const [path, address = ''] of Object.entries(named)) {
    server.get(path, (request, reply) =>
      sendAsset(assetFiles, address.replace(/^\/assets\//, ''), { request, reply, cacheControl: anHour }),
    )
  }
}

async function sendAsset(
  files: AssetFiles,
  name: string,
  exchange: { request: FastifyRequest; reply: FastifyReply; cacheControl?: string },
): Promise<FastifyReply> {
  const { request, reply, cacheControl = forEver } = exchange
  const file = await files.find(name, request.headers['accept-encoding'])
  if (!file) throw new Refusal(404, 'There is no such file.')
  void reply.headers({ 'content-type': file.type, 'cache-control': cacheControl })
  if (file.varies) void reply.header('vary', 'accept-encoding')
  if (file.encoding) void reply.header('content-encoding', file.encoding)
  // A worker obeys the policy of its own script: the map's must fetch and start what it needs, from here alone.
  if (file.type.startsWith('text/javascript')) {
    void reply.header('content-security-policy', "default-src 'none'; script-src 'self'; connect-src 'self'")
  }
  return reply.send(file.body)
}
