import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from '#platform/html/index.ts'
import type { Page } from '../layout.ts'
import type { PagesNeeds } from './needs.ts'

type Needs = Pick<PagesNeeds, 'sessions' | 'forms' | 'accounts' | 'sendPage'>

/** A page with what link previews and search engines read of it. */
export type PublicPage = Pick<Page, 'title' | 'body' | 'head' | 'wide'>

/**
 * Sends a page that is the same for everybody, whoever is signed in. Strangers may keep it for a minute; somebody with
 * a session gets an own copy, which names them and lets them sign out.
 */
export async function sendPublic(
  needs: Needs,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  page: PublicPage,
): Promise<FastifyReply> {
  const { request, reply } = exchange
  void reply.header('vary', 'accept, cookie')
  const signedOut = needs.sessions.read(request) === ''
  return needs.sendPage(reply, {
    ...page,
    takenOver: true,
    viewer: signedOut ? undefined : await findViewer(needs, exchange),
    cacheControl: signedOut ? 'public, max-age=60' : 'private, no-store',
  })
}

/** One page for everything that is not there and everything that is hidden (R13). */
export async function sendNotFound(
  needs: Needs,
  exchange: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const signedOut = needs.sessions.read(exchange.request) === ''
  return needs.sendPage(exchange.reply, {
    title: 'Not found',
    status: 404,
    takenOver: true,
    viewer: signedOut ? undefined : await findViewer(needs, exchange),
    head: html`<meta name="robots" content="noindex">`,
    body: html`<section class="hero not-found"><h1>There is nothing here</h1>
<p>The address may be wrong, or what was here is gone, or it is for a smaller circle of people.</p>
<div class="actions"><a class="button button-primary" href="/">To the start</a></div></section>`,
  })
}

async function findViewer(
  needs: Needs,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<Page['viewer']> {
  const session = await needs.sessions.find(request)
  const account = session && (await needs.accounts.findAccount(session.accountId))
  return account && { username: account.username, formToken: needs.forms.issue(request, reply) }
}
