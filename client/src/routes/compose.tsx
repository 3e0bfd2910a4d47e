import { Composer } from '../parts/composer/composer.tsx'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { navigate } from '../state/router.ts'
import { words } from '../words.ts'

/** The composer as a page of its own, for links and small screens. */
export function ComposePage() {
  return (
    <Frame>
      <PageHead title={words.compose.title} back>
        <a class="button button-small" href="/check-in">
          {words.compose.checkInInstead}
        </a>
      </PageHead>
      <div class="card panel">
        <Composer task={{ kind: 'new' }} onDone={() => navigate('/home')} />
      </div>
    </Frame>
  )
}
