import { openTask } from '../../state/composer.ts'
import { words } from '../../words.ts'
import { Dialog } from '../dialog.tsx'
import { Composer } from './composer.tsx'

const TITLES = {
  new: words.compose.title,
  quote: words.quote.title,
  reply: words.compose.replyTitle,
  edit: words.compose.editTitle,
} as const

/** The composer over the page that one was reading. */
export function ComposerDialog() {
  const task = openTask.value
  if (!task) return null
  const close = () => {
    openTask.value = null
  }
  return (
    <Dialog title={TITLES[task.kind]} onClose={close} class="dialog-composer">
      <Composer task={task} onDone={close} />
    </Dialog>
  )
}
