import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { FormGuard } from '#platform/form-guard/index.ts'
import { localPath } from '../local-path.ts'
import { fieldOf } from './form-fields.ts'
import type { SessionCookies } from './session-cookies.ts'
import { describeRefusal } from './sign-in-page.ts'

export interface PasskeyNeeds {
  readonly access: Pick<Access, 'passkeys' | 'confirmPassword'>
  readonly sessions: SessionCookies
  readonly forms: Pick<FormGuard, 'senderOf'>
  readonly origin: string
}

/** What the script of the sign-in page asks: what is to be signed, and to be let in for the signature. */
export function mountPasskeySignIn(
  server: FastifyInstance,
  needs: Omit<PasskeyNeeds, 'access'> & { readonly access: Pick<Access, 'passkeys'> },
): void {
  server.post('/auth/passkey/options', async (request, reply) => {
    if (isForeign(needs, request)) return sendForeign(reply)
    const options = await needs.access.passkeys.offerSignIn(request.ip)
    return options ?? reply.code(429).header('retry-after', 60).send({ error: 'Too many attempts.' })
  })
  server.post('/auth/passkey', async (request, reply) => {
    if (isForeign(needs, request)) return sendForeign(reply)
    const result = await needs.access.passkeys.signIn({
      response: responseOf(request),
      address: request.ip,
      userAgent: request.headers['user-agent'],
      replaces: needs.sessions.read(request) || undefined,
    })
    if (result.kind === 'signed-in') {
      needs.sessions.write(reply, result.session.token)
      return { to: localPath(fieldOf(request, 'return_to'), needs.origin) }
    }
    const isUnknown = result.kind === 'refused' && result.because === 'wrong'
    const { status, text } = describeRefusal(result)
    return reply.code(status).send({ error: isUnknown ? 'This passkey is not known here.' : text })
  })
}

/** What the script of the account page asks. The password is asked for: whoever adds a key can always come in. */
export function mountPasskeyMaking(server: FastifyInstance, needs: PasskeyNeeds): void {
  const owner = async (request: FastifyRequest): Promise<AccountId | undefined> =>
    isForeign(needs, request) ? undefined : (await needs.sessions.find(request))?.accountId
  server.post('/auth/account/passkey/options', async (request, reply) => {
    const accountId = await owner(request)
    if (!accountId) return sendForeign(reply)
    const confirmed = await needs.access.confirmPassword(accountId, fieldOf(request, 'password'))
    if (confirmed === 'wrong') return reply.code(422).send({ error: 'This is not your password.' })
    if (confirmed === 'limited') return reply.code(429).send({ error: 'Too many attempts. Try again later.' })
    return needs.access.passkeys.offerNew(accountId)
  })
  server.post('/auth/account/passkey', async (request, reply) => {
    const accountId = await owner(request)
    if (!accountId) return sendForeign(reply)
    const taken = await needs.access.passkeys.add(accountId, responseOf(request), fieldOf(request, 'name'))
    if (!taken) return reply.code(422).send({ error: 'This passkey could not be taken. Try again.' })
    return { to: '/auth/account?done=passkey' }
  })
}

function isForeign({ forms }: Pick<PasskeyNeeds, 'forms'>, request: FastifyRequest): boolean {
  return forms.senderOf(request) !== 'own'
}

function sendForeign(reply: FastifyReply) {
  return reply.code(403).send({ error: 'This was not asked from here, or nobody is signed in.' })
}

function responseOf({ body }: FastifyRequest): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, 'response') : undefined
}
