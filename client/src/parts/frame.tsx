import type { ComponentChildren } from 'preact'
import { liveness } from '../state/live.ts'
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
        <Away />
        {children}
      </main>
      {aside && <aside class="aside">{aside}</aside>}
      <BottomBar />
    </div>
  )
}

/** Says quietly that nothing new comes in. */
function Away() {
  const text = !isOnline.value ? words.offline : liveness.value === 'away' ? words.away : null
  return (
    <div role="status" class="away">
      {text && <p class="offline">{text}</p>}
    </div>
  )
}
