import { Type } from 'typebox'
import type { Access } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { endpoint, nothing, Refusal } from '#platform/http-server/index.ts'

interface Needs {
  readonly access: Pick<Access, 'requestConfirmation'>
  readonly findUser: (id: AccountId) => Promise<{ readonly emailConfirmedAt: Date | null } | undefined>
}

export const getEmailConfirmation = ({ findUser }: Pick<Needs, 'findUser'>) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/emails/check_confirmation',
    access: { who: 'user', held: true },
    response: Type.Boolean(),
    summary: "Whether the viewer's e-mail address is confirmed.",
    handle: async ({ viewer }) => (await findUser(viewer.accountId as AccountId))?.emailConfirmedAt !== null,
  })

const faults = { invalid: 'is invalid', taken: 'has already been taken', blocked: 'is not allowed' }

export const postEmailConfirmation = ({ access }: Pick<Needs, 'access'>) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/emails/confirmations',
    access: { who: 'user', held: true, scopes: ['write:accounts'] },
    response: nothing,
    summary: 'Sends the link that confirms the e-mail address again, to another address if one is given.',
    body: Type.Object({ email: Type.Optional(Type.String({ maxLength: 300 })) }),
    async handle({ viewer, body }) {
      const result = await access.requestConfirmation(viewer.accountId as AccountId, body.email || undefined)
      if (result.kind === 'sent') return {}
      if (result.kind === 'limited')
        throw new Refusal(429, 'Too many attempts.', {
          headers: { 'retry-after': String(result.retryAfter) },
        })
      if (result.because === 'confirmed')
        throw new Refusal(403, 'This method is only available while the e-mail is awaiting confirmation')
      throw new Refusal(422, `Validation failed: Email ${faults[result.because]}`)
    },
  })
