import type { CollectionItem, ShownCollection } from '#domain/collections/index.ts'
import { tagUrl } from './present-tags.ts'

/** A collection as Mastodon's Collection. */
export function presentCollection(origin: string, { collection, items }: ShownCollection) {
  const url = `${origin}/collections/${collection.id}`
  return {
    id: collection.id,
    account_id: collection.accountId,
    uri: url,
    // Pachli and Mastodon for Android demand it.
    url,
    name: collection.name,
    description: collection.description,
    language: collection.language,
    local: true,
    sensitive: collection.sensitive,
    discoverable: collection.discoverable,
    tag: collection.tag === null ? null : { name: collection.tag, url: tagUrl(origin, collection.tag) },
    item_count: items.filter((item) => item.state === 'accepted').length,
    items: items.map(presentItem),
    created_at: collection.createdAt.toISOString(),
    updated_at: collection.updatedAt.toISOString(),
  }
}

export function presentItem(item: CollectionItem) {
  return {
    id: item.id,
    account_id: item.accountId,
    state: item.state,
    created_at: item.createdAt.toISOString(),
  }
}
