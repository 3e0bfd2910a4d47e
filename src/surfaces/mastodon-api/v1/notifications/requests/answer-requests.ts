import { Type } from 'typebox'
import type { Notifications } from '#domain/notifications/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '../../../parameters.ts'

interface Needs {
  readonly notifications: Pick<Notifications, 'acceptRequests' | 'dismissRequests'>
}

const answers = {
  accept: { method: 'acceptRequests', summary: 'Lets a sender through: what waited is told, now and later.' },
  dismiss: { method: 'dismissRequests', summary: 'Throws away what a sender told.' },
} as const

/** One request, by its id in the address. */
export const answerRequest = (needs: Needs, answer: keyof typeof answers) =>
  endpoint({
    method: 'POST',
    path: `/api/v1/notifications/requests/:id/${answer}`,
    access: { who: 'user', scopes: ['write:notifications'] },
    response: nothing,
    summary: answers[answer].summary,
    params: byId,
    async handle({ viewer, params }) {
      const answered = await needs.notifications[answers[answer].method](viewerId(viewer), [params.id])
      if (answered === 0) throw notFound()
      return {}
    },
  })

/** Several at once; unknown ids are left out. */
export const answerRequests = (needs: Needs, answer: keyof typeof answers) =>
  endpoint({
    method: 'POST',
    path: `/api/v1/notifications/requests/${answer}`,
    access: { who: 'user', scopes: ['write:notifications'] },
    response: nothing,
    summary: `${answers[answer].summary} Several at once.`,
    body: Type.Object({ id: Type.Optional(Type.Array(Type.String(), { maxItems: 200 })) }),
    async handle({ viewer, body }) {
      const ids = (body.id ?? []).flatMap((id) => parseId(id) ?? [])
      await needs.notifications[answers[answer].method](viewerId(viewer), ids)
      return {}
    },
  })
