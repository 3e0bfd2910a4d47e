import type { Cards } from '#domain/cards/index.ts'
import type { LinkDay, Trends } from '#domain/trends/index.ts'
import type { presentAccounts } from './present-account.ts'
import { presentCard } from './present-card.ts'

export interface LinkPresenterNeeds {
  readonly origin: string
  readonly trends: Pick<Trends, 'findLinkHistories'>
  readonly cards: Pick<Cards, 'findCards'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

/** Links that people share as Mastodon's Trends::Link, in the given order. */
export async function presentTrendingLinks(needs: LinkPresenterNeeds, urls: readonly string[]) {
  const [histories, cards] = await Promise.all([
    needs.trends.findLinkHistories(urls),
    needs.cards.findCards(urls),
  ])
  const authors = await needs.presentAccounts([...cards.values()].flatMap((card) => card.authorId ?? []))
  return urls.map((url) => {
    const card = cards.get(url)
    const author = card?.authorId ? authors.get(card.authorId) : undefined
    const presented = card && presentCard(needs.origin, card, author)
    return presentTrendingLink(url, histories.get(url) ?? [], presented)
  })
}

/** A link that people share; named by its address as long as its page has not said how it is called. */
function presentTrendingLink(
  url: string,
  history: readonly LinkDay[],
  card: ReturnType<typeof presentCard> | undefined,
) {
  const { host, pathname, origin } = new URL(url)
  return {
    url,
    title: `${host}${pathname === '/' ? '' : decodeSafely(pathname)}`.slice(0, 200),
    description: '',
    type: 'link',
    author_name: '',
    author_url: origin,
    authors: [],
    provider_name: host,
    provider_url: origin,
    html: '',
    width: 0,
    height: 0,
    image: null,
    image_description: '',
    embed_url: url,
    blurhash: null,
    published_at: null,
    language: null,
    ...card,
    history: history.map((day) => ({
      day: String(Date.parse(day.day) / 1000),
      uses: String(day.uses),
      accounts: String(day.accounts),
    })),
  }
}

function decodeSafely(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    // Not every path is encoded text.
    return path
  }
}
