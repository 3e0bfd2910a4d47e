import { useState } from 'preact/hooks'
import { listEmojis, type PickableEmoji } from '../../api/emojis.ts'
import { words } from '../../words.ts'
import { Failure, Spinner } from '../states.tsx'
import { useLoad } from '../use-load.ts'
import { type EmojiGroup, findEmojis, type UnicodeEmoji } from './find-emojis.ts'

/** So many buttons are drawn at most: a search finds the rest. */
const MOST = 400

interface EmojiPickerProps {
  /** @param text `:name:` of an emoji of this server, or the characters themselves */
  readonly onPick: (text: string) => void
}

/** Emoji of this server and of Unicode: one group at a time, and a search among all by name and meaning. */
export function EmojiPicker({ onPick }: EmojiPickerProps) {
  const custom = useLoad(listEmojis, [])
  // 40 KiB that only those who pick need.
  const unicode = useLoad(() => import('./unicode-emojis.ts').then(({ unicodeEmojis }) => unicodeEmojis), [])
  if (custom.kind === 'loading' || unicode.kind === 'loading') return <Spinner />
  if (unicode.kind === 'failed') return <Failure text={unicode.text} onRetry={unicode.retry} />
  // Without those of this server, all others are still there.
  return <Picker own={custom.kind === 'failed' ? [] : custom.value} groups={unicode.value} onPick={onPick} />
}

interface PickerProps extends EmojiPickerProps {
  readonly own: readonly PickableEmoji[]
  readonly groups: readonly EmojiGroup[]
}

const OWN = 'own'

function Picker({ own, groups, onPick }: PickerProps) {
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState(own.length > 0 ? OWN : (groups[0]?.name ?? ''))
  const wanted = query.trim().toLowerCase().replaceAll(':', '')
  const ownShown = wanted
    ? own.filter((emoji) => emoji.shortcode.toLowerCase().includes(wanted))
    : open === OWN
      ? own
      : []
  const shown = wanted ? findEmojis(groups, wanted) : (groups.find(({ name }) => name === open)?.emojis ?? [])
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
      {!wanted && <Tabs groups={groups} hasOwn={own.length > 0} open={open} onOpen={setOpen} />}
      <div class="emoji-shown">
        {wanted && ownShown.length + shown.length === 0 && <p class="hint">{words.emoji.notFound}</p>}
        <OwnEmojis emojis={ownShown.slice(0, MOST)} onPick={onPick} />
        {shown.length > 0 && <UnicodeEmojis emojis={shown.slice(0, MOST)} onPick={onPick} />}
      </div>
    </section>
  )
}

interface TabsProps {
  readonly groups: readonly EmojiGroup[]
  readonly hasOwn: boolean
  readonly open: string
  readonly onOpen: (name: string) => void
}

/** Named by their first emoji, as people know it from their phones. */
function Tabs({ groups, hasOwn, open, onOpen }: TabsProps) {
  const tabs = [
    ...(hasOwn ? [{ name: OWN, label: words.emoji.own, face: '⭐' }] : []),
    ...groups.map(({ name, emojis }) => ({ name, label: name, face: emojis[0]?.text ?? '' })),
  ]
  return (
    <div class="emoji-tabs" role="group" aria-label={words.emoji.groups}>
      {tabs.map(({ name, label, face }) => (
        <button
          key={name}
          type="button"
          aria-pressed={open === name}
          aria-label={label}
          title={label}
          onClick={() => onOpen(name)}
        >
          {face}
        </button>
      ))}
    </div>
  )
}

function OwnEmojis({ emojis, onPick }: { readonly emojis: readonly PickableEmoji[] } & EmojiPickerProps) {
  const groups = Map.groupBy(emojis, (emoji) => emoji.category ?? '')
  return (
    <>
      {[...groups].map(([category, members]) => (
        <div key={category} role="group" aria-label={category || words.emoji.other}>
          <p class="hint">{category || words.emoji.other}</p>
          <div class="emoji-grid">
            {members.map(({ shortcode, url }) => (
              <button
                key={shortcode}
                type="button"
                aria-label={shortcode}
                title={`:${shortcode}:`}
                onClick={() => onPick(`:${shortcode}:`)}
              >
                <img src={url} alt="" loading="lazy" />
              </button>
            ))}
          </div>
        </div>
      ))}
    </>
  )
}

function UnicodeEmojis({ emojis, onPick }: { readonly emojis: readonly UnicodeEmoji[] } & EmojiPickerProps) {
  return (
    <div class="emoji-grid">
      {emojis.map(({ text, name }) => (
        <button key={text} type="button" aria-label={name} title={name} onClick={() => onPick(text)}>
          {text}
        </button>
      ))}
    </div>
  )
}
