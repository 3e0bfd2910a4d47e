import { openTask } from '../state/composer.ts'
import { navigate } from '../state/router.ts'
import { words } from '../words.ts'
import { Icon, type IconName, Mark } from './icon.tsx'
import { Menu } from './menu.tsx'

const MORE = (
  [
    ['/bookmarks', 'bookmarks', 'bookmark'],
    ['/lists', 'lists', 'list'],
    ['/followed-tags', 'followedTags', 'tag'],
    ['/scheduled', 'scheduled', 'history'],
    ['/likes', 'likes', 'like'],
    ['/journal', 'journal', 'pin'],
  ] as const satisfies ReadonlyArray<readonly [path: string, name: string, icon: IconName]>
).map(([path, name, icon]) => ({ label: words.nav[name], icon, run: () => navigate(path) }))

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
        <a class="icon-button" href="/settings" aria-label={words.nav.settings}>
          <Icon name="settings" />
        </a>
        <Menu label={words.nav.more} items={MORE} />
      </span>
    </div>
  )
}
