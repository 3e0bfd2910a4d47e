import { useId, useRef, useState } from 'preact/hooks'
import { describeError } from '../../api/http.ts'
import { changeList, deleteList, type List, REPLIES } from '../../api/lists.ts'
import { dropFeed } from '../../state/feeds.ts'
import { navigate } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Choice } from '../settings/choice.tsx'

/** A list's name and how it behaves; every change is saved at once. */
export function ListSettings({ list: atFirst }: { readonly list: List }) {
  const [list, setList] = useState(atFirst)
  const [isSure, setSure] = useState(false)
  const id = useId()
  const wanted = useRef(atFirst)
  const saved = useRef(atFirst)
  const saving = useRef(Promise.resolve())
  const save = async (whole: List, part: Partial<List>) => {
    try {
      saved.current = await changeList(whole)
      // What is in the list by these rules is another.
      dropFeed(`list:${whole.id}`)
      if (part.exclusive !== undefined) dropFeed('home')
      tell(words.settings.saved)
    } catch (error) {
      wanted.current = saved.current
      setList(saved.current)
      tellFailure(describeError(error))
    }
  }
  // One after the other: each change sends all of the list, and the last one sent must be the last one kept.
  const change = (part: Partial<List>) => {
    const whole = { ...wanted.current, ...part }
    wanted.current = whole
    setList(whole)
    saving.current = saving.current.then(() => save(whole, part))
  }
  const remove = async () => {
    try {
      await deleteList(list.id)
      navigate('/lists', { replace: true })
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <section class="card panel">
      <p class="field">
        <label for={`${id}-title`}>{words.lists.name}</label>
        <input
          id={`${id}-title`}
          value={list.title}
          onChange={(event) => {
            const title = event.currentTarget.value.trim()
            if (title) change({ title })
          }}
        />
      </p>
      <Choice
        label={words.lists.replies}
        value={list.replies_policy}
        choices={REPLIES}
        say={(choice) => words.lists.repliesTo[choice]}
        onChange={(replies_policy) => change({ replies_policy })}
      />
      <label class="check" for={`${id}-exclusive`}>
        <input
          id={`${id}-exclusive`}
          type="checkbox"
          checked={list.exclusive}
          onChange={(event) => change({ exclusive: event.currentTarget.checked })}
        />
        <span>
          {words.lists.exclusive}
          <span class="hint"> {words.lists.exclusiveHint}</span>
        </span>
      </label>
      <button
        type="button"
        class="button button-danger"
        onClick={() => (isSure ? void remove() : setSure(true))}
      >
        {isSure ? words.lists.removeSure : words.lists.remove}
      </button>
    </section>
  )
}
