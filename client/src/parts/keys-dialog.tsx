import { showKeys } from '../state/shortcuts.ts'
import { words } from '../words.ts'
import { Dialog } from './dialog.tsx'

/** All keyboard shortcuts. */
export function KeysDialog() {
  if (!showKeys.value) return null
  return (
    <Dialog
      title={words.keys.title}
      onClose={() => {
        showKeys.value = false
      }}
    >
      <dl class="keys">
        {words.keys.list.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
