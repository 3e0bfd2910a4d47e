import { Type } from 'typebox'
import type { Collections } from '#domain/collections/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { collectionFields, collectionId, nameField, parseContent } from '../../collection-parameters.ts'
import { wrappedCollection } from '../../entities/collection.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
import { presentCollection } from '../../present/present-collection.ts'

interface Needs {
  readonly origin: string
  readonly collections: Pick<Collections, 'changeCollection' | 'findCollection'>
}

export const patchCollection = (needs: Needs) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v1/collections/:id',
    access: { who: 'user', scopes: ['write:collections'] },
    response: wrappedCollection,
    summary: 'Changes what an own collection says of itself.',
    params: byId,
    body: Type.Object({ name: Type.Optional(nameField), ...collectionFields }),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const id = collectionId(params.id)
      const changed = await needs.collections.changeCollection(me, id, parseContent(body))
      const shown = changed && (await needs.collections.findCollection(me, id))
      if (!shown) throw notFound()
      return { collection: presentCollection(needs.origin, shown) }
    },
  })
