import type { PreviewCard } from '../api/entities.ts'

/** What a linked page says about itself. */
export function LinkCard({ card }: { readonly card: PreviewCard }) {
  if (!/^https?:/.test(card.url)) return null
  return (
    <a class="link-card" href={card.url} target="_blank" rel="nofollow noopener noreferrer">
      {card.image && <img src={card.image} alt="" loading="lazy" />}
      <span class="link-card-words">
        <span class="hint">{card.provider_name || new URL(card.url).host}</span>
        <strong>{card.title}</strong>
        {card.description && <span class="hint link-card-text">{card.description}</span>}
      </span>
    </a>
  )
}
