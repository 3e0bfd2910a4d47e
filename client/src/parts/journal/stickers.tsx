import type { Sticker } from '../../api/journal.ts'
import { words } from '../../words.ts'
import { Pictogram } from '../pictogram.tsx'

/** Kinds of places that one has been to; rings around a sticker are its levels. */
export function Stickers({ stickers }: { readonly stickers: readonly Sticker[] }) {
  if (stickers.length === 0) return null
  return (
    <section class="card panel">
      <h2>{words.journal.stickers}</h2>
      <ul class="sticker-board">
        {stickers.map((sticker) => (
          <li key={sticker.category} class={`sticker level-${sticker.level}`}>
            <span class="sticker-icon" aria-hidden="true">
              <Pictogram of={sticker.category} />
            </span>
            <strong>{sticker.name}</strong>
            <span class="hint">
              {words.journal.stickerLevel(sticker.level, sticker.visits, sticker.next)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
