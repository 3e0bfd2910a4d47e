import { Type } from 'typebox'
import type { Access, App, FieldProblem, SignUpResult } from '#domain/access/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { token } from '../entities/list.ts'

interface Needs {
  readonly access: Pick<Access, 'signUp' | 'findApp' | 'createTokenFor'>
}

const text = Type.Optional(Type.String({ maxLength: 3000 }))

export const postAccount = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/accounts',
    access: { who: 'app', scopes: ['write:accounts'] },
    response: token,
    summary: "Signs somebody up with the app's own token, as far as this server lets people in.",
    body: Type.Object({
      username: text,
      email: text,
      password: text,
      agreement: Type.Optional(Type.Boolean()),
      locale: text,
      reason: text,
      date_of_birth: Type.Optional(
        Type.String({ description: 'YYYY-MM-DD, where the server has a `min_age`. It is kept nowhere.' }),
      ),
      invite_code: text,
    }),
    async handle({ viewer, appId, body, request }) {
      if (viewer) throw new Refusal(403, 'This method requires an client credentials authentication')
      const app = appId && (await needs.access.findApp(appId as App['id']))
      if (!app) throw new Refusal(403, 'This method requires an app.')
      if (body.agreement !== true)
        throw invalid([{ field: 'agreement', error: 'ERR_ACCEPTED', description: 'must be accepted' }])
      const result = await needs.access.signUp({
        username: body.username?.trim() ?? '',
        email: body.email?.trim() ?? '',
        password: body.password ?? '',
        locale: body.locale,
        reason: body.reason,
        dateOfBirth: body.date_of_birth,
        inviteCode: body.invite_code,
        address: request.ip,
      })
      const account = accountOf(result)
      // Without a moderator's word the token exists and opens nothing, as on Mastodon.
      const accessToken = await needs.access.createTokenFor(account.id, app.scopes, app.id)
      return {
        access_token: accessToken,
        token_type: 'Bearer',
        scope: app.scopes.join(' '),
        created_at: Math.floor(account.createdAt.getTime() / 1000),
      }
    },
  })

function accountOf(result: SignUpResult) {
  switch (result.kind) {
    case 'registered':
      return result.account
    case 'closed':
      throw new Refusal(403, 'This server takes no new people at the moment.')
    case 'limited':
      throw new Refusal(429, 'Too many attempts.', { headers: { 'retry-after': String(result.retryAfter) } })
    case 'refused':
      throw invalid(result.problems.map(describe))
  }
}

interface Fault {
  readonly field: string
  readonly error: string
  readonly description: string
}

const fields: Readonly<Record<FieldProblem['field'], string>> = {
  username: 'username',
  email: 'email',
  password: 'password',
  reason: 'reason',
  inviteCode: 'invite_code',
  address: 'ip',
  dateOfBirth: 'date_of_birth',
}

const texts: Readonly<Record<FieldProblem['because'], readonly [string, string]>> = {
  taken: ['ERR_TAKEN', 'has already been taken'],
  invalid: ['ERR_INVALID', 'is invalid'],
  missing: ['ERR_BLANK', "can't be blank"],
  'too-short': ['ERR_TOO_SHORT', 'is too short'],
  'too-long': ['ERR_TOO_LONG', 'is too long'],
  blocked: ['ERR_BLOCKED', 'is not allowed'],
  'too-young': ['ERR_BELOW_LIMIT', 'is below the age limit'],
  common: ['ERR_INVALID', 'is among the first that are tried'],
}

function describe(problem: FieldProblem): Fault {
  const [error, description] = texts[problem.because]
  return { field: fields[problem.field], error, description }
}

/** The shape in which Mastodon says what is wrong with a sign-up, field by field. */
function invalid(faults: readonly Fault[]): Refusal {
  const sentences = faults.map(({ field, description }) => `${field} ${description}`)
  const details = Object.fromEntries(
    faults.map(({ field, error, description }) => [field, [{ error, description }]]),
  )
  return new Refusal(422, `Validation failed: ${sentences.join(', ')}`, { details: { details } })
}
