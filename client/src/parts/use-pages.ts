import { type StateUpdater, useEffect, useState } from 'preact/hooks'
import { describeError, getPage } from '../api/http.ts'

/** A list that comes page by page. */
export interface Pages<Item> {
  readonly items: readonly Item[]
  /** For what the reader changes in it. */
  readonly setItems: (change: StateUpdater<readonly Item[]>) => void
  readonly busy: boolean
  readonly trouble: string | null
  readonly hasMore: boolean
  /** Brings the next page. */
  readonly load: () => Promise<void>
}

/** Loads the first page of a list at once, and further ones when asked. @param path the address of the first page */
export function usePages<Item>(path: string): Pages<Item> {
  const [items, setItems] = useState<readonly Item[]>([])
  const [next, setNext] = useState<string | null>(path)
  const [busy, setBusy] = useState(true)
  const [trouble, setTrouble] = useState<string | null>(null)
  const load = async () => {
    if (!next) return
    setBusy(true)
    setTrouble(null)
    try {
      const page = await getPage<Item>(next)
      setItems((now) => [...now, ...page.items])
      setNext(page.items.length > 0 ? page.next : null)
    } catch (error) {
      setTrouble(describeError(error))
    }
    setBusy(false)
  }
  useEffect(() => void load(), [])
  return { items, setItems, busy, trouble, hasMore: next !== null, load }
}
