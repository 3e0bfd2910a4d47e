import { Type } from 'typebox'
import { endpoint, Refusal } from '#platform/http-server/index.ts'

/** Addresses count as confirmed: no e-mail is sent. */
export const getEmailConfirmation = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1/emails/check_confirmation',
    access: { who: 'user' },
    summary: "Whether the viewer's e-mail address is confirmed.",
    handle: async () => true,
  })

export const postEmailConfirmation = () =>
  endpoint({
    method: 'POST',
    path: '/api/v1/emails/confirmations',
    access: { who: 'user' },
    summary: 'Would send the confirmation again: refused, since nobody here has to confirm an address.',
    body: Type.Object({ email: Type.Optional(Type.String()) }),
    async handle() {
      throw new Refusal(403, 'This method is only available while the e-mail is awaiting confirmation')
    },
  })
