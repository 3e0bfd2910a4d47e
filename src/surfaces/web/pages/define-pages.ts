import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpServer } from '#platform/http-server/index.ts'
import { makeAboutPage } from './about-page.ts'
import { clientPaths, sendShell } from './client-shell.ts'
import { makeCollectionPage } from './collection-page.ts'
import { makeLandingPage } from './landing-page.ts'
import type { PagesNeeds } from './needs.ts'
import { makePlacePage } from './place-page.ts'
import {
  feedOfAccount,
  feedOfPlace,
  feedOfTag,
  type PostFeed,
  writeAtom,
  writeGeoJson,
} from './post-feeds.ts'
import { makeEmbedPage, makePostPage } from './post-page.ts'
import { makeProfilePage } from './profile-page.ts'
import { type PublicPage, sendNotFound, sendPublic } from './public-page.ts'
import { makeReviewPage, type ReviewAddress } from './review-page.ts'
import { makeTagPage } from './tag-page.ts'

export interface Pages {
  /** Mounts the public pages and the client's shell. */
  register(server: HttpServer): void
  /** For addresses where nothing is; the same answer as for what is hidden. */
  notFound(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

type Made = PublicPage | { readonly redirect: string } | undefined

/** The pages that work without scripts, made for somebody who is not signed in. */
export function definePages(needs: PagesNeeds): Pages {
  const answer =
    (make: (parameters: Parameters) => Promise<Made>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const page = await make(readParameters(request))
      if (!page) return sendNotFound(needs, { request, reply })
      if ('redirect' in page) return reply.header('cache-control', 'no-cache').redirect(page.redirect, 302)
      return sendPublic(needs, { request, reply }, page)
    }
  return {
    notFound: (request, reply) => sendNotFound(needs, { request, reply }),
    register(server) {
      const landing = answer(() => makeLandingPage(needs))
      server.get('/', async (request, reply) => {
        // Who is signed in has a better start.
        if (await needs.sessions.find(request)) return reply.redirect('/home', 303)
        return landing(request, reply)
      })
      server.get(
        '/about',
        answer(() => makeAboutPage(needs)),
      )
      server.get(
        '/@:handle',
        answer(({ handle, maxId }) => makeProfilePage(needs, handle, maxId)),
      )
      server.get(
        '/@:handle/:id',
        answer(({ handle, id }) => makePostPage(needs, handle, id)),
      )
      server.get('/@:handle/:id/embed', async (request, reply) => {
        const { handle, id } = readParameters(request)
        const page = await makeEmbedPage(needs, handle, id)
        if (!page) return sendNotFound(needs, { request, reply })
        return needs.sendPage(reply, { ...page, framed: true, cacheControl: 'public, max-age=60' })
      })
      server.get('/@:handle/years/:year/:secret', async (request, reply) => {
        const page = await makeReviewPage(needs, request.params as ReviewAddress)
        if (!page) return sendNotFound(needs, { request, reply })
        // Kept by nobody: its owner may take it back at any time.
        return needs.sendPage(reply, page)
      })
      server.get(
        '/places/:id',
        answer(({ id, maxId }) => makePlacePage(needs, id, maxId)),
      )
      server.get(
        '/tags/:id',
        answer(({ id, maxId }) => makeTagPage(needs, id, maxId)),
      )
      server.get('/collections/:id', async (request, reply) => {
        const page = await makeCollectionPage(needs, readParameters(request).id)
        // Kept by nobody: who is in it may leave at any time.
        return page ? needs.sendPage(reply, page) : sendNotFound(needs, { request, reply })
      })
      for (const [path, find] of Object.entries(feeds)) {
        server.get(`${path}/feed.atom`, sendFeed(needs, find, 'atom'))
        server.get(`${path}/feed.geojson`, sendFeed(needs, find, 'geojson'))
      }
      const shell = sendShell(needs)
      for (const path of clientPaths) server.get(path, (_request, reply) => shell(reply))
    },
  }
}

type FindFeed = (needs: PagesNeeds, name: string) => Promise<PostFeed | undefined>

/** Pages that can be followed without an account. */
const feeds: Readonly<Record<string, FindFeed>> = {
  '/@:handle': feedOfAccount,
  '/places/:id': feedOfPlace,
  '/tags/:id': feedOfTag,
}

function sendFeed(needs: PagesNeeds, find: FindFeed, format: 'atom' | 'geojson') {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { handle, id } = readParameters(request)
    const feed = await find(needs, handle || id)
    if (!feed) return sendNotFound(needs, { request, reply })
    void reply.header('cache-control', 'public, max-age=60')
    if (format === 'geojson') {
      return reply.type('application/geo+json').send(JSON.stringify(writeGeoJson(needs.origin, feed)))
    }
    const self = `${needs.origin}${request.url.split('?')[0]}`
    return reply.type('application/atom+xml; charset=utf-8').send(writeAtom(needs.origin, feed, self))
  }
}

interface Parameters {
  readonly handle: string
  readonly id: string
  readonly maxId: string | undefined
}

function readParameters(request: FastifyRequest): Parameters {
  const params = request.params as { handle?: string; id?: string }
  const maxId: unknown = Reflect.get(request.query as object, 'max_id')
  return {
    handle: params.handle ?? '',
    id: params.id ?? '',
    maxId: typeof maxId === 'string' ? maxId : undefined,
  }
}
