import { useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { me } from '../../state/session.ts'
import { mayModerate } from '../../state/staff.ts'
import { words } from '../../words.ts'
import { Menu, type MenuItem } from '../menu.tsx'
import { CorrectPlace } from './correct-place.tsx'
import { MergePlace } from './merge-place.tsx'
import { PlaceHistory } from './place-history.tsx'
import { ReportPlace } from './report-place.tsx'

type Task = 'correct' | 'report' | 'merge' | 'history'

interface PlaceActionsProps {
  readonly place: Place
  readonly onChanged: (place: Place) => void
}

/** What one may do about a place: its creator corrects it, everybody reports it, moderators merge it. */
export function PlaceActions({ place, onChanged }: PlaceActionsProps) {
  const [task, setTask] = useState<Task | null>(null)
  const moderates = mayModerate(me.value?.role)
  const isOurs = place.kind === 'venue' && place.uri.startsWith(`${location.origin}/`)
  const item = (name: Task, icon: MenuItem['icon']): MenuItem => ({
    label: words.placeLife[name].title,
    icon,
    run: () => setTask(name),
  })
  const items = [
    ...(isOurs && (place.created_by_me || moderates) ? [item('correct', 'write')] : []),
    ...(place.private ? [] : [item('report', 'warning')]),
    ...(isOurs && moderates && !place.private ? [item('merge', 'next')] : []),
    item('history', 'history'),
  ]
  const done = (changed?: Place) => {
    setTask(null)
    if (changed) onChanged(changed)
  }
  return (
    <>
      <Menu label={words.placeLife.more} items={items} />
      {task === 'correct' && <CorrectPlace place={place} onDone={done} />}
      {task === 'report' && <ReportPlace place={place} onDone={() => done()} />}
      {task === 'merge' && <MergePlace place={place} onDone={done} />}
      {task === 'history' && <PlaceHistory place={place} onClose={() => done()} />}
    </>
  )
}
