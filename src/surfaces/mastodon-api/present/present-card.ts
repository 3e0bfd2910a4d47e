import type { Card } from '#domain/cards/index.ts'
import type { PresentedAccount } from './present-account.ts'

/** What a linked page says of itself, as Mastodon's PreviewCard. */
export function presentCard(origin: string, card: Card, author: PresentedAccount | undefined) {
  // Addresses everywhere: the API's description knows no empty ones.
  const authorUrl = card.authorUrl || card.providerUrl
  const name = author?.display_name || author?.username || card.authorName
  return {
    url: card.url,
    title: card.title,
    description: card.description,
    language: card.language,
    type: card.kind,
    author_name: card.authorName,
    author_url: authorUrl,
    authors: name === '' ? [] : [{ name, url: author?.url ?? authorUrl, account: author ?? null }],
    provider_name: card.providerName,
    provider_url: card.providerUrl,
    html: card.html,
    width: card.width,
    height: card.height,
    image: card.imageKey ? `${origin}/media/${card.imageKey}` : null,
    image_description: card.imageDescription,
    embed_url: card.embedUrl || card.url,
    blurhash: card.blurhash,
    published_at: card.publishedAt?.toISOString() ?? null,
  }
}
