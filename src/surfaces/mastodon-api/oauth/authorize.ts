import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type AuthorizationReview,
  outOfBand,
  type ReviewedAuthorization,
  type Session,
} from '#domain/access/index.ts'
import { writeCode, writeConsent, writeStop } from './authorize-pages.ts'
import { issuerOf } from './describe-server.ts'
import { translateIndieScopes } from './indie-scopes.ts'
import type { OAuthNeeds } from './needs.ts'
import { type Parameters, readParameters, textOf } from './read-parameters.ts'

/** What goes round through sign-in and consent unchanged. */
const kept = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
]

/** GET /oauth/authorize: asks a person, once signed in, whether an app may come in. */
export async function showAuthorization(needs: OAuthNeeds, request: FastifyRequest, reply: FastifyReply) {
  const parameters = request.query as Parameters
  const review = await needs.access.reviewAuthorization(readRequest(parameters))
  if (review.kind !== 'fine') return refuse(needs, reply, review, parameters)
  const session = await needs.sessions.find(request)
  if (!session || isTrue(textOf(parameters, 'force_login'))) return askToSignIn(reply, parameters)
  if (review.authorization.app.firstParty) return grant(needs, reply, { ...review, parameters, session })
  return sendConsent(needs, request, reply, { authorization: review.authorization, parameters, session })
}

/** POST /oauth/authorize: the person has decided. Everything is looked at again: the form may be anyone's. */
export async function takeDecision(needs: OAuthNeeds, request: FastifyRequest, reply: FastifyReply) {
  const parameters = await readParameters(request)
  const check = needs.forms.check(request, textOf(parameters, 'form_token'))
  if (check === 'foreign') return sendStop(needs, reply, 'foreign', 403)
  const review = await needs.access.reviewAuthorization(readRequest(parameters))
  if (review.kind !== 'fine') return refuse(needs, reply, review, parameters)
  const session = await needs.sessions.find(request)
  if (!session) return askToSignIn(reply, parameters)
  const decided = { authorization: review.authorization, parameters, session }
  if (check === 'stale') return sendConsent(needs, request, reply, decided, 403)
  if (textOf(parameters, 'decision') !== 'allow') {
    return sendBack(needs, reply, parameters, {
      error: 'access_denied',
      error_description: 'The person does not want this app to come in.',
    })
  }
  return grant(needs, reply, decided)
}

interface Decision {
  readonly authorization: ReviewedAuthorization
  readonly parameters: Parameters
  readonly session: Session
}

async function grant(
  needs: OAuthNeeds,
  reply: FastifyReply,
  { authorization, parameters, session }: Decision,
) {
  const code = await needs.access.grantAuthorization(session.accountId, authorization)
  if (authorization.redirectUri === outOfBand) {
    return needs.sendPage(reply, { title: 'Your code', body: writeCode(authorization.app.name, code) })
  }
  return sendBack(needs, reply, parameters, { code })
}

async function sendConsent(
  needs: OAuthNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  { authorization, parameters, session }: Decision,
  status = 200,
) {
  const account = await needs.accounts.findAccount(session.accountId)
  return needs.sendPage(reply, {
    title: `Let ${authorization.app.name} in?`,
    status,
    body: writeConsent({
      authorization,
      username: account?.username ?? '',
      hidden: { ...keptTexts(parameters), form_token: needs.forms.issue(request, reply) },
      otherAccount: signInAddress(parameters),
    }),
    formActions: formActionOf(authorization.redirectUri),
  })
}

/** Chromium holds a form to this policy on the redirect to the app as well. */
function formActionOf(redirectUri: string): string[] {
  if (redirectUri === outOfBand) return []
  const url = new URL(redirectUri)
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  // The policy's grammar has no IPv6 addresses.
  return [isWeb && !url.hostname.startsWith('[') ? url.origin : url.protocol]
}

function refuse(
  needs: OAuthNeeds,
  reply: FastifyReply,
  review: Exclude<AuthorizationReview, { kind: 'fine' }>,
  parameters: Parameters,
) {
  if (review.kind === 'stop') return sendStop(needs, reply, review.because, 400)
  if (textOf(parameters, 'redirect_uri') === outOfBand) return sendStop(needs, reply, review.description, 400)
  return sendBack(needs, reply, parameters, { error: review.error, error_description: review.description })
}

function sendStop(needs: OAuthNeeds, reply: FastifyReply, because: string, status: number) {
  return needs.sendPage(reply, { title: 'This did not work', body: writeStop(because), status })
}

/** Back to the app. The address was compared with its registered ones before. */
function sendBack(
  needs: OAuthNeeds,
  reply: FastifyReply,
  parameters: Parameters,
  answer: Readonly<Record<string, string>>,
) {
  const state = textOf(parameters, 'state')
  const query = new URLSearchParams({ ...answer, ...(state && { state }), iss: issuerOf(needs.origin) })
  const target = textOf(parameters, 'redirect_uri')
  // Joined as text: parsing and writing would change an app's own scheme.
  return reply.redirect(`${target}${target.includes('?') ? '&' : '?'}${query.toString()}`, 303)
}

function askToSignIn(reply: FastifyReply, parameters: Parameters) {
  return reply.redirect(signInAddress(parameters), 303)
}

/** `force` shows the form even to one who is signed in; coming back, the request does not force any more. */
function signInAddress(parameters: Parameters): string {
  const back = `/oauth/authorize?${new URLSearchParams(keptTexts(parameters)).toString()}`
  return `/auth/sign-in?${new URLSearchParams({ return_to: back, force: '1' }).toString()}`
}

function keptTexts(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(
    kept.map((name) => [name, textOf(parameters, name)]).filter(([, value]) => value !== ''),
  ) as Record<string, string>
}

function readRequest(parameters: Parameters) {
  return {
    clientId: textOf(parameters, 'client_id'),
    redirectUri: textOf(parameters, 'redirect_uri'),
    responseType: textOf(parameters, 'response_type'),
    scope: scopeOf(parameters),
    codeChallenge: textOf(parameters, 'code_challenge'),
    codeChallengeMethod: textOf(parameters, 'code_challenge_method'),
  }
}

/** A client that is an address (IndieAuth) has words of its own for what it may do. */
function scopeOf(parameters: Parameters): string {
  const scope = textOf(parameters, 'scope')
  return /^https?:/.test(textOf(parameters, 'client_id')) ? translateIndieScopes(scope) : scope
}

function isTrue(text: string): boolean {
  return text === 'true' || text === '1'
}
