import { openTask } from '../state/composer.ts'
import { words } from '../words.ts'
import { Icon, Mark } from './icon.tsx'

/** Brand and the smaller doors on phones, above the feeds. */
export function TopBar() {
  return (
    <div class="top-bar">
      <a class="brand" href="/home" aria-label={words.product}>
        <Mark size={30} />
        <span>{words.product}</span>
      </a>
      <span class="top-bar-actions">
        <button
          type="button"
          class="icon-button"
          aria-label={words.nav.write}
          onClick={() => (openTask.value = { kind: 'new' })}
        >
          <Icon name="write" />
        </button>
        <a class="icon-button" href="/bookmarks" aria-label={words.nav.bookmarks}>
          <Icon name="bookmark" />
        </a>
        <a class="icon-button" href="/settings" aria-label={words.nav.settings}>
          <Icon name="settings" />
        </a>
      </span>
    </div>
  )
}
