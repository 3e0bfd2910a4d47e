import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, FieldProblem } from '#domain/access/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { FormGuard } from '#platform/form-guard/index.ts'
import { html } from '#platform/html/index.ts'
import type { SendPage } from '../layout.ts'
import { localPath } from '../local-path.ts'
import { fieldOf, queryOf } from './form-fields.ts'
import { mountPasskeySignIn } from './passkey-pages.ts'
import { mountRecovery, type RecoveryNeeds, sendCard } from './recovery-pages.ts'
import type { SessionCookies } from './session-cookies.ts'
import { describeRefusal, describeWait, writeSignIn } from './sign-in-page.ts'
import { writeSignUp } from './sign-up-page.ts'

export interface AuthPagesNeeds {
  readonly access: Pick<
    Access,
    'signUp' | 'signIn' | 'passkeys' | 'startSession' | 'endSession' | 'sendsMail'
  > &
    RecoveryNeeds['access']
  readonly instance: Pick<Instance, 'getSettings'>
  readonly sessions: SessionCookies
  readonly forms: FormGuard
  readonly sendPage: SendPage
  readonly assets: { readonly passkeyScript: string | undefined }
  readonly origin: string
}

/** Mounts the forms for signing up, in and out. */
export function authPages(needs: AuthPagesNeeds): FastifyPluginAsync {
  return async (server) => {
    server.get('/auth/sign-in', (request, reply) => showSignIn(needs, request, reply))
    server.post('/auth/sign-in', (request, reply) => takeSignIn(needs, request, reply))
    server.get('/auth/sign-up', (request, reply) => showSignUp(needs, request, reply))
    server.post('/auth/sign-up', (request, reply) => takeSignUp(needs, request, reply))
    if (needs.access.sendsMail) mountRecovery(server, needs)
    mountPasskeySignIn(server, needs)
    server.post('/auth/sign-out', (request, reply) => takeSignOut(needs, request, reply))
  }
}

const doneTexts: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  reset: 'Your new password counts. Sign in with it.',
  confirm: 'Your address is confirmed. Welcome! Sign in to begin.',
})
const staleText = 'This form was too old, or cookies are off. It is fresh now: please send it again.'

async function showSignIn(needs: AuthPagesNeeds, request: FastifyRequest, reply: FastifyReply) {
  const returnTo = localPath(queryOf(request, 'return_to'), needs.origin)
  // `force`: an app wants another account than the one that is signed in.
  const stay = queryOf(request, 'force') !== ''
  if (!stay && (await needs.sessions.find(request))) return reply.redirect(returnTo, 303)
  return sendSignIn(needs, request, reply, { returnTo, status: 200, problems: [] })
}

function sendSignIn(
  needs: AuthPagesNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  page: { returnTo: string; status: number; problems: string[] },
) {
  const formToken = needs.forms.issue(request, reply)
  const body = writeSignIn({
    ...page,
    formToken,
    login: fieldOf(request, 'login'),
    done: doneTexts[queryOf(request, 'from')],
    recovers: needs.access.sendsMail,
    passkeyScript: needs.assets.passkeyScript,
  })
  return needs.sendPage(reply, { title: 'Sign in', body, status: page.status })
}

async function takeSignIn(needs: AuthPagesNeeds, request: FastifyRequest, reply: FastifyReply) {
  const returnTo = localPath(fieldOf(request, 'return_to'), needs.origin)
  const check = needs.forms.check(request, fieldOf(request, 'form_token'))
  if (check === 'foreign') return sendForeign(needs, reply)
  if (check === 'stale') {
    return sendSignIn(needs, request, reply, { returnTo, status: 403, problems: [staleText] })
  }
  const result = await needs.access.signIn({
    login: fieldOf(request, 'login'),
    password: fieldOf(request, 'password'),
    address: request.ip,
    userAgent: request.headers['user-agent'],
    replaces: needs.sessions.read(request) || undefined,
  })
  if (result.kind === 'signed-in') {
    needs.sessions.write(reply, result.session.token)
    return reply.redirect(returnTo, 303)
  }
  if (result.kind === 'limited') void reply.header('retry-after', result.retryAfter)
  const { status, text } = describeRefusal(result)
  return sendSignIn(needs, request, reply, { returnTo, status, problems: [text] })
}

async function showSignUp(needs: AuthPagesNeeds, request: FastifyRequest, reply: FastifyReply) {
  const returnTo = localPath(queryOf(request, 'return_to'), needs.origin)
  if (await needs.sessions.find(request)) return reply.redirect(returnTo, 303)
  const { registrations } = await needs.instance.getSettings()
  if (registrations === 'closed') return sendClosed(needs, reply, 200)
  return sendSignUp(needs, request, reply, { returnTo, status: 200, fieldProblems: [], problems: [] })
}

async function sendSignUp(
  needs: AuthPagesNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  page: { returnTo: string; status: number; fieldProblems: readonly FieldProblem[]; problems: string[] },
) {
  const form = {
    ...page,
    formToken: needs.forms.issue(request, reply),
    values: {
      username: fieldOf(request, 'username'),
      email: fieldOf(request, 'email'),
      reason: fieldOf(request, 'reason'),
      dateOfBirth: fieldOf(request, 'date_of_birth'),
      invite: fieldOf(request, 'invite') || queryOf(request, 'invite'),
    },
    locked: request.method === 'GET' || fieldOf(request, 'locked') !== '',
  }
  const body = writeSignUp(form, await needs.instance.getSettings(), new URL(needs.origin).host)
  return needs.sendPage(reply, { title: 'Join', body, status: page.status })
}

async function takeSignUp(needs: AuthPagesNeeds, request: FastifyRequest, reply: FastifyReply) {
  const page = {
    returnTo: localPath(fieldOf(request, 'return_to'), needs.origin),
    fieldProblems: [],
    problems: [],
  }
  const check = needs.forms.check(request, fieldOf(request, 'form_token'))
  if (check === 'foreign') return sendForeign(needs, reply)
  if (check === 'stale')
    return sendSignUp(needs, request, reply, { ...page, status: 403, problems: [staleText] })
  const result = await needs.access.signUp({
    username: fieldOf(request, 'username').trim(),
    email: fieldOf(request, 'email').trim(),
    password: fieldOf(request, 'password'),
    reason: fieldOf(request, 'reason'),
    dateOfBirth: fieldOf(request, 'date_of_birth'),
    locale: /^[a-z]{2,3}\b/i.exec(request.headers['accept-language'] ?? '')?.[0],
    inviteCode: fieldOf(request, 'invite'),
    locked: fieldOf(request, 'locked') !== '',
    address: request.ip,
  })
  switch (result.kind) {
    case 'closed':
      return sendClosed(needs, reply, 403)
    case 'limited': {
      const problems = [`Too many attempts. Try again in ${describeWait(result.retryAfter)}.`]
      void reply.header('retry-after', result.retryAfter)
      return sendSignUp(needs, request, reply, { ...page, status: 429, problems })
    }
    case 'refused': {
      // The owner of the address is told by a letter; whoever asks is told nothing (R33).
      if (needs.access.sendsMail && result.problems.some(isAddressTaken)) return sendLook(needs, reply)
      const { problems: fieldProblems } = result
      return sendSignUp(needs, request, reply, { ...page, status: 422, fieldProblems })
    }
    case 'registered':
      if (!result.confirmed) return sendLook(needs, reply)
      if (result.state === 'pending') return sendPending(needs, reply)
      await signInNew(needs, request, reply, result.account.id)
      return reply.redirect(page.returnTo, 303)
  }
}

async function signInNew(
  needs: AuthPagesNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  accountId: Parameters<Access['startSession']>[0],
): Promise<void> {
  const session = await needs.access.startSession(accountId, {
    userAgent: request.headers['user-agent'],
    replaces: needs.sessions.read(request) || undefined,
  })
  needs.sessions.write(reply, session.token)
}

/** The web client cannot hold a form's token, so a request that the browser marks as ours is enough here. */
async function takeSignOut(needs: AuthPagesNeeds, request: FastifyRequest, reply: FastifyReply) {
  const isOurs =
    needs.forms.senderOf(request) === 'own' ||
    needs.forms.check(request, fieldOf(request, 'form_token')) === 'fine'
  if (!isOurs) return sendForeign(needs, reply)
  await needs.access.endSession(needs.sessions.read(request))
  needs.sessions.clear(reply)
  return reply.redirect('/', 303)
}

function sendForeign(needs: AuthPagesNeeds, reply: FastifyReply) {
  const body = html`<section class="card"><h1>This form was not sent from here</h1>
<p>For your safety it was not accepted. Open <a href="${needs.origin}/">${needs.origin}</a> itself, and try again
there.</p></section>`
  return needs.sendPage(reply, { title: 'Not accepted', body, status: 403 })
}

async function sendClosed(needs: AuthPagesNeeds, reply: FastifyReply, status: number) {
  const { registrationsMessage } = await needs.instance.getSettings()
  const body = html`<section class="card"><h1>Nobody can join at the moment</h1>
<p>${registrationsMessage || 'This server takes no new people. You can follow people here from any other server.'}</p>
</section>`
  return needs.sendPage(reply, { title: 'Join', body, status })
}

function isAddressTaken({ field, because }: FieldProblem): boolean {
  return field === 'email' && because === 'taken'
}

function sendLook(needs: AuthPagesNeeds, reply: FastifyReply) {
  return sendCard(needs, reply, {
    title: 'Look into your mailbox',
    words: html`<p>We have written to you. Follow the link of the letter, and you are in. Nothing there? Look among unwanted mail,
or <a href="/auth/sign-in">sign in</a>: then we write once more.</p>`,
  })
}

function sendPending(needs: AuthPagesNeeds, reply: FastifyReply) {
  const body = html`<section class="card"><h1>Almost there</h1>
<p>A moderator will read your request. Once it is approved you can <a href="/auth/sign-in">sign in</a>.</p></section>`
  return needs.sendPage(reply, { title: 'Join', body })
}
