import type { ComponentChildren } from 'preact'
import { isOnline } from '../state/now.ts'
import { words } from '../words.ts'
import { BottomBar } from './bottom-bar.tsx'
import { SideNav } from './side-nav.tsx'

/** The page around every page: navigation, the main column, and a column for maps and context. */
export function Frame({
  children,
  aside,
  wide = false,
}: {
  readonly children: ComponentChildren
  readonly aside?: ComponentChildren
  readonly wide?: boolean
}) {
  return (
    <div class={`frame ${wide ? 'frame-wide' : ''}`}>
      <a class="skip-link" href="#main">
        {words.skip}
      </a>
      <SideNav />
      <main id="main" class="main" tabIndex={-1}>
        {!isOnline.value && (
          <p class="offline" role="status">
            {words.offline}
          </p>
        )}
        {children}
      </main>
      {aside && <aside class="aside">{aside}</aside>}
      <BottomBar />
    </div>
  )
}
