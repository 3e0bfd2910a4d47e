import { describeError, download } from '../../api/http.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Takeout } from './takeout.tsx'

const NAMES = ['follows', 'lists', 'mutes', 'blocks', 'domain_blocks', 'bookmarks'] as const

/** Files to take along to another server. */
export function ExportSettings() {
  const save = async (name: (typeof NAMES)[number]) => {
    try {
      await download(`/api/cairn/v1/exports/${name}`, `${name}.csv`)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <section class="card panel" id="take">
      <h2>{words.settings.exports}</h2>
      <Takeout />
      <h3>{words.settings.exportsLists}</h3>
      <p class="hint">{words.settings.exportsHint}</p>
      <ul class="settings-links">
        {NAMES.map((name) => (
          <li key={name}>
            <button type="button" class="button button-small" onClick={() => void save(name)}>
              {words.settings.exportOf[name]}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
