import type { ComponentChildren } from 'preact'
import { Empty, Failure, Spinner } from '../states.tsx'
import { useLoad } from '../use-load.ts'

interface LoadedListProps<T> {
  readonly load: (signal: AbortSignal) => Promise<readonly T[]>
  readonly label: string
  readonly empty: string
  readonly emptyHint: string
  readonly class: string
  readonly children: (item: T) => ComponentChildren
}

/** A short list that comes in one answer. */
export function LoadedList<T>({ load, label, empty, emptyHint, class: extra, children }: LoadedListProps<T>) {
  const found = useLoad(load, [])
  if (found.kind === 'loading') return <Spinner />
  if (found.kind === 'failed') return <Failure text={found.text} onRetry={found.retry} />
  if (found.value.length === 0) return <Empty title={empty} hint={emptyHint} />
  return (
    <ul class={extra} aria-label={label}>
      {found.value.map(children)}
    </ul>
  )
}
