import { handleOf } from '#domain/accounts/index.ts'
import { type CollectionId } from '#domain/collections/index.ts'
import { html } from '#platform/html/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { absolute, avatarPath, profilePath, tagPath } from './addresses.ts'
import type { PagesNeeds } from './needs.ts'
import type { PublicPage } from './public-page.ts'
import { writeHead } from './write-head.ts'

type Needs = Pick<PagesNeeds, 'origin' | 'accounts' | 'collections' | 'instance'>

/** Accounts that somebody recommends, as everybody sees them. */
export async function makeCollectionPage(needs: Needs, id: string): Promise<PublicPage | undefined> {
  const collectionId = parseId<CollectionId>(id)
  const shown = collectionId && (await needs.collections.findCollection(undefined, collectionId))
  if (!shown) return undefined
  const { collection, items } = shown
  const [accounts, { title: siteTitle }] = await Promise.all([
    needs.accounts.findAccounts([collection.accountId, ...items.map((item) => item.accountId)]),
    needs.instance.getSettings(),
  ])
  const owner = accounts.get(collection.accountId)
  if (!owner) return undefined
  const members = items.flatMap((item) => accounts.get(item.accountId) ?? [])
  const by = owner.displayName || handleOf(owner)
  return {
    title: collection.name,
    head: writeHead({
      siteTitle,
      title: collection.name,
      description: collection.description || `Accounts that ${by} recommends.`,
      url: absolute(needs.origin, `/collections/${collection.id}`),
      type: 'website',
      noIndex: !collection.discoverable,
    }),
    body: html`<h1 class="page-title">${collection.name}</h1>
<p>${collection.description}</p>
<p>Recommended by <a href="${profilePath(owner)}">${by}</a>${
      collection.tag !== null && html` · <a href="${tagPath(collection.tag)}">#${collection.tag}</a>`
    }</p>
<ul class="people">${members.map(
      (member) =>
        html`<li><a href="${profilePath(member)}"><img src="${avatarPath(member)}" alt="" width="48" height="48" loading="lazy"> ${
          member.displayName || member.username
        } <span class="handle">@${handleOf(member)}</span></a></li>`,
    )}</ul>`,
  }
}
