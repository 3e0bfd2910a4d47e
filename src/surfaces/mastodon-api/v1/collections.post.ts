import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import { type Collections, collectionLimits } from '#domain/collections/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { collectionFields, nameField, parseContent, refuseAccount } from '../collection-parameters.ts'
import { wrappedCollection } from '../entities/collection.ts'
import { notFound, viewerId } from '../parameters.ts'
import { presentCollection } from '../present/present-collection.ts'

interface Needs {
  readonly origin: string
  readonly collections: Pick<Collections, 'createCollection' | 'findCollection'>
}

export const postCollection = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/collections',
    access: { who: 'user', scopes: ['write:collections'] },
    response: wrappedCollection,
    alsoAnswers: { 404: 'error' },
    summary: 'Recommends accounts under a name: those of this server that let themselves be discovered.',
    body: Type.Object({
      name: nameField,
      ...collectionFields,
      account_ids: Type.Optional(Type.Array(Type.String())),
    }),
    async handle({ viewer, body }) {
      const me = viewerId(viewer)
      const ids = (body.account_ids ?? []).map((id) => parseId<AccountId>(id))
      if (ids.includes(undefined)) throw notFound()
      const outcome = await needs.collections.createCollection(
        me,
        { ...blank, ...parseContent(body), name: body.name.trim() },
        ids.filter((id) => id !== undefined),
      )
      if (!outcome.ok) throw refuse(outcome.because)
      const shown = await needs.collections.findCollection(me, outcome.collection.id)
      if (!shown) throw notFound()
      return { collection: presentCollection(needs.origin, shown) }
    },
  })

const blank = { description: '', language: null, sensitive: false, discoverable: true, tag: null }

function refuse(because: 'too_many' | 'too_many_accounts' | 'missing' | 'unwilling'): Refusal {
  if (because === 'too_many')
    return new Refusal(422, `Validation failed: At most ${collectionLimits.collections} collections`)
  return refuseAccount(because === 'too_many_accounts' ? 'too_many' : because)
}
