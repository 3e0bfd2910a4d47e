import type { AccountId } from '#domain/accounts/index.ts'
import type { Card, Cards } from '#domain/cards/index.ts'
import type { PostId, PostView } from '#domain/posts/index.ts'
import type { PresentedAccount, presentAccounts } from './present-account.ts'

/** The card of each post, with the account that the page names as its author. */
export type GatheredCards = (id: PostId) => {
  readonly card: Card | undefined
  readonly cardAuthor: PresentedAccount | undefined
}

const nothing = { card: undefined, cardAuthor: undefined }

interface Needs {
  readonly cards: Pick<Cards, 'findCards' | 'firstLink'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

/** Finds the cards of a list of posts: texts are read for links once for each row. What quotes shows no card beside. */
export function gatherCards(needs: Needs) {
  const links = new WeakMap<PostView, { readonly url: string | undefined }>()
  const linkOf = (view: PostView) => {
    const before = links.get(view)
    if (before) return before.url
    const url = view.post.visibility === 'direct' ? undefined : needs.cards.firstLink(view.post)
    links.set(view, { url })
    return url
  }
  return async (
    views: ReadonlyMap<PostId, PostView>,
    quoting: ReadonlyMap<PostId, unknown>,
  ): Promise<GatheredCards> => {
    const urls = new Map<PostId, string>()
    for (const [id, view] of views) {
      const url = quoting.has(id) ? undefined : linkOf(view)
      if (url !== undefined) urls.set(id, url)
    }
    if (urls.size === 0) return () => nothing
    const cards = await needs.cards.findCards([...urls.values()])
    const authorIds = [...cards.values()].flatMap((card): AccountId[] =>
      card.authorId ? [card.authorId] : [],
    )
    const authors = authorIds.length > 0 ? await needs.presentAccounts(authorIds) : undefined
    return (id) => {
      const card = cards.get(urls.get(id) ?? '')
      return card ? { card, cardAuthor: card.authorId ? authors?.get(card.authorId) : undefined } : nothing
    }
  }
}
