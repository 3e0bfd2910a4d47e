import { openTask } from '../state/composer.ts'
import { me } from '../state/session.ts'
import { words } from '../words.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'

/** The two things to do on top of the home feed: say where one is, or write. */
export function Prompt() {
  return (
    <div class="prompt card">
      {me.value && <Avatar account={me.value} />}
      <a class="prompt-where" href="/check-in">
        <span>{words.feed.prompt}</span>
        <span class="prompt-pin">
          <Icon name="pin" size={20} />
          {words.nav.checkIn}
        </span>
      </a>
      <button
        type="button"
        class="icon-button"
        aria-label={words.nav.write}
        title={words.nav.write}
        onClick={() => (openTask.value = { kind: 'new' })}
      >
        <Icon name="write" />
      </button>
    </div>
  )
}
