import { type Static, Type } from 'typebox'
import {
  type CollectionContent,
  type CollectionId,
  collectionLimits,
  type ItemId,
} from '#domain/collections/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { idText, notFound } from './parameters.ts'

const { name: maxName, description: maxDescription } = collectionLimits

/** What may be said of a collection, at its making and later. */
export const collectionFields = {
  description: Type.Optional(Type.String({ maxLength: maxDescription })),
  language: Type.Optional(Type.String({ maxLength: 35 })),
  sensitive: Type.Optional(Type.Boolean()),
  discoverable: Type.Optional(Type.Boolean({ description: "Whether it stands on the owner's profile." })),
  tag_name: Type.Optional(Type.String({ maxLength: 100, description: 'A hashtag; empty for none.' })),
}
export const nameField = Type.String({ minLength: 1, maxLength: maxName })

const fields = Type.Object({ name: Type.Optional(nameField), ...collectionFields })

/** @throws Refusal 422 */
export function parseContent(body: Static<typeof fields>): Partial<CollectionContent> {
  const name = body.name?.trim()
  if (name === '') throw new Refusal(422, "Validation failed: Name can't be blank")
  return {
    ...(name !== undefined && { name }),
    ...(body.description !== undefined && { description: body.description.trim() }),
    ...(body.language !== undefined && { language: body.language || null }),
    ...(body.sensitive !== undefined && { sensitive: body.sensitive }),
    ...(body.discoverable !== undefined && { discoverable: body.discoverable }),
    ...(body.tag_name !== undefined && { tag: parseTag(body.tag_name) }),
  }
}

function parseTag(text: string): string | null {
  const tag = text.trim().replace(/^#/, '').toLowerCase()
  if (tag === '') return null
  if (!/^[\p{L}\p{M}\p{N}_]*[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(tag))
    throw new Refusal(422, 'Validation failed: Tag is invalid')
  return tag
}

export const byItem = Type.Object({ collection_id: idText, id: idText })
export const byCollection = Type.Object({ collection_id: idText })

/** The ids of `byItem` or `byId`. */
export function collectionId(text: string): CollectionId {
  return readId(text)
}

export function itemId(text: string): ItemId {
  return readId(text)
}

function readId<I extends string>(text: string): I {
  const id = parseId<I>(text)
  if (id === undefined) throw notFound()
  return id
}

/** Why somebody is not taken into a collection. */
export function refuseAccount(because: 'missing' | 'unwilling' | 'there_already' | 'too_many'): Refusal {
  switch (because) {
    case 'missing':
      return notFound()
    case 'unwilling':
      return new Refusal(403, 'This account cannot be taken into a collection.')
    case 'there_already':
      return new Refusal(422, 'Validation failed: Account has already been taken')
    case 'too_many':
      return new Refusal(
        422,
        `Validation failed: A collection has at most ${collectionLimits.items} accounts`,
      )
  }
}
