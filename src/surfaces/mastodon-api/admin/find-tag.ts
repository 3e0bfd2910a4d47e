import { tagIdOf } from '#domain/tags/index.ts'
import type { Trends } from '#domain/trends/index.ts'

/** The tag of an id, among those that were used in the last week: ids follow from names, and cannot be turned round. */
export async function findTagName(
  trends: Pick<Trends, 'listKnownTags'>,
  id: string,
): Promise<string | undefined> {
  return (await trends.listKnownTags()).find((tag) => tagIdOf(tag) === id)
}
