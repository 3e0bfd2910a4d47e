import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App, AppProblem } from '#domain/access/index.ts'
import type { OAuthNeeds } from './needs.ts'
import { readBearer } from './read-bearer.ts'
import { readParameters, textOf, textsOf } from './read-parameters.ts'

/** POST /api/v1/apps: anyone registers an app. */
export async function registerApp(needs: OAuthNeeds, request: FastifyRequest, reply: FastifyReply) {
  needs.limit(request, reply, undefined)
  const parameters = await readParameters(request)
  const result = await needs.access.registerApp({
    name: textOf(parameters, 'client_name'),
    redirectUris: textsOf(parameters, 'redirect_uris'),
    scopes: textOf(parameters, 'scopes'),
    website: textOf(parameters, 'website'),
  })
  if (result.kind === 'refused') return reply.code(422).send(presentProblems(result.problems))
  return reply.send({
    ...presentApp(needs, result.app),
    client_id: result.app.clientId,
    client_secret: result.clientSecret,
    client_secret_expires_at: 0,
  })
}

/** GET /api/v1/apps/verify_credentials: the app of a token, of a person or of the app itself. */
export async function verifyApp(needs: OAuthNeeds, request: FastifyRequest, reply: FastifyReply) {
  const grant = await readBearer(needs, request, reply)
  const app = await needs.access.findApp(grant.appId)
  if (!app) throw new Error('The app of a token is missing.')
  return reply.send(presentApp(needs, app))
}

/** Mastodon's entity Application. */
function presentApp(needs: OAuthNeeds, app: App) {
  return {
    id: app.id,
    name: app.name,
    website: app.website,
    scopes: app.scopes,
    redirect_uri: app.redirectUris.join('\n'),
    redirect_uris: app.redirectUris,
    vapid_key: needs.vapidKey,
  }
}

const fields = { name: 'client_name', redirectUris: 'redirect_uris', scopes: 'scopes', website: 'website' }

const texts: Readonly<Record<AppProblem['because'], readonly [string, string]>> = {
  missing: ['ERR_BLANK', "can't be blank"],
  'too-long': ['ERR_TOO_LONG', 'is too long'],
  invalid: ['ERR_INVALID', 'is invalid'],
}

function presentProblems(problems: readonly AppProblem[]) {
  const found = problems.map(({ field, because }) => {
    const [error, description] = texts[because]
    return { field: fields[field], error, description }
  })
  return {
    error: `Validation failed: ${found.map(({ field, description }) => `${field} ${description}`).join(', ')}`,
    details: Object.fromEntries(
      found.map(({ field, error, description }) => [field, [{ error, description }]]),
    ),
  }
}
