import { useState } from 'preact/hooks'
import { listEmojis, type PickableEmoji } from '../../api/emojis.ts'
import { words } from '../../words.ts'
import { Failure, Spinner } from '../states.tsx'
import { useLoad } from '../use-load.ts'

/** So many buttons are drawn at most: a search finds the rest. */
const MOST = 400

/** Custom emoji of this server by category, and a search among their names. */
export function EmojiPicker({ onPick }: { readonly onPick: (emoji: PickableEmoji) => void }) {
  const [query, setQuery] = useState('')
  const found = useLoad(listEmojis, [])
  if (found.kind === 'loading') return <Spinner />
  if (found.kind === 'failed') return <Failure text={found.text} onRetry={found.retry} />
  const wanted = query.trim().toLowerCase().replaceAll(':', '')
  const shown = found.value.filter((emoji) => emoji.shortcode.toLowerCase().includes(wanted)).slice(0, MOST)
  const groups = Map.groupBy(shown, (emoji) => emoji.category ?? '')
  return (
    <section class="emoji-picker" aria-label={words.emoji.title}>
      <input
        class="input"
        type="search"
        autocapitalize="none"
        aria-label={words.emoji.search}
        placeholder={words.emoji.search}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        // Enter would send the post.
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault()
        }}
      />
      {shown.length === 0 && (
        <p class="hint">{found.value.length === 0 ? words.emoji.none : words.emoji.notFound}</p>
      )}
      {[...groups].map(([category, emojis]) => (
        <div key={category} role="group" aria-label={category || words.emoji.other}>
          <p class="hint">{category || words.emoji.other}</p>
          <div class="emoji-grid">
            {emojis.map((emoji) => (
              <button
                key={emoji.shortcode}
                type="button"
                aria-label={emoji.shortcode}
                title={`:${emoji.shortcode}:`}
                onClick={() => onPick(emoji)}
              >
                <img src={emoji.url} alt="" loading="lazy" />
              </button>
            ))}
          </div>
        </div>
      ))}
    </section>
  )
}
