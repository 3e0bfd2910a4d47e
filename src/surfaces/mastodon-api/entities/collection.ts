import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'
import { account } from './account.ts'

const text = Type.String()
const flag = Type.Boolean()

const item = entity('CollectionItem', {
  id: text,
  account_id: text,
  state: Type.Enum(['accepted', 'revoked']),
  created_at: time,
})

const collection = entity('Collection', {
  id: text,
  account_id: text,
  uri: text,
  url: text,
  name: text,
  description: text,
  language: nullable(text),
  local: flag,
  sensitive: flag,
  discoverable: flag,
  tag: nullable(Type.Object({ name: text, url: text })),
  item_count: Type.Integer(),
  items: Type.Array(item),
  created_at: time,
  updated_at: time,
})

export const wrappedCollection = entity('WrappedCollection', { collection })
export const wrappedItem = entity('WrappedCollectionItem', { collection_item: item })
export const collectionList = entity('Collections', { collections: Type.Array(collection) })
export const collectionWithAccounts = entity('CollectionWithAccounts', {
  collection,
  accounts: Type.Array(account, { description: 'The owner first, then those who are in it.' }),
})
