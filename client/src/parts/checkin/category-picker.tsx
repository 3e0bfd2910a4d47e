import { useId } from 'preact/hooks'
import type { Category } from '../../api/entities.ts'
import { listCategories } from '../../api/places.ts'
import { words } from '../../words.ts'
import { useLoad } from '../use-load.ts'

/** One of the kinds of places, by group. */
export function CategoryPicker({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (id: string) => void
}) {
  const loaded = useLoad(listCategories, [])
  const id = useId()
  const all = loaded.kind === 'ready' ? loaded.value : []
  const groups = Object.entries(Object.groupBy(all, (category: Category) => category.group))
  return (
    <p class="field">
      <label for={id}>{words.newPlace.category}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{words.newPlace.noCategory}</option>
        {groups.map(([group, members]) => (
          <optgroup key={group} label={words.newPlace.groups[group] ?? group}>
            {members?.map((category) => (
              <option key={category.id} value={category.id}>
                {category.icon} {category.name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </p>
  )
}
