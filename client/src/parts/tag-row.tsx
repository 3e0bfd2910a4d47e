import type { Tag } from '../api/entities.ts'
import { words } from '../words.ts'
import { Sparkline } from './explore/sparkline.tsx'
import { TagFollowButton } from './tag-follow-button.tsx'

/** A tag in a list: how many use it, how that went in a week, and whether one follows it. */
export function TagRow({ tag }: { readonly tag: Tag }) {
  const days = tag.history ?? []
  return (
    <li class="tag-row">
      <a href={`/tags/${encodeURIComponent(tag.name)}`} class="tag-link">
        <strong>#{tag.name}</strong>
        <span class="hint">{words.tags.people(countPeople(days))}</span>
      </a>
      {days.length > 1 && <Sparkline values={days.map((day) => Number(day.accounts)).toReversed()} />}
      <TagFollowButton tag={tag} />
    </li>
  )
}

/** Of today and yesterday: right after midnight nobody has done anything yet. */
export function countPeople(history: NonNullable<Tag['history']>): number {
  return history.slice(0, 2).reduce((sum, day) => sum + Number(day.accounts), 0)
}
