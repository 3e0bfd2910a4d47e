import { useId, useState } from 'preact/hooks'
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
  const change = async (part: Partial<List>) => {
    const wanted = { ...list, ...part }
    setList(wanted)
    try {
      setList(await changeList(wanted))
      // What is in the list by these rules is another.
      dropFeed(`list:${list.id}`)
      if (part.exclusive !== undefined) dropFeed('home')
      tell(words.settings.saved)
    } catch (error) {
      setList(list)
      tellFailure(describeError(error))
    }
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
            if (title) void change({ title })
          }}
        />
      </p>
      <Choice
        label={words.lists.replies}
        value={list.replies_policy}
        choices={REPLIES}
        say={(choice) => words.lists.repliesTo[choice]}
        onChange={(replies_policy) => void change({ replies_policy })}
      />
      <label class="check" for={`${id}-exclusive`}>
        <input
          id={`${id}-exclusive`}
          type="checkbox"
          checked={list.exclusive}
          onChange={(event) => void change({ exclusive: event.currentTarget.checked })}
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
