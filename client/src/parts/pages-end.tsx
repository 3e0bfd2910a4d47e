import { words } from '../words.ts'
import { Empty, Failure, Spinner } from './states.tsx'
import type { Pages } from './use-pages.ts'

interface PagesEndProps {
  readonly pages: Omit<Pages<unknown>, 'setItems'>
  readonly emptyTitle: string
  readonly emptyHint?: string
}

/** What stands below a list that comes page by page: that it comes, why it does not, that there is nothing, or more of it. */
export function PagesEnd({ pages, emptyTitle, emptyHint }: PagesEndProps) {
  const { items, busy, trouble, hasMore, load } = pages
  return (
    <>
      {busy && <Spinner />}
      {trouble && <Failure text={trouble} onRetry={() => void load()} />}
      {!busy && !trouble && items.length === 0 && (
        <Empty title={emptyTitle} {...(emptyHint ? { hint: emptyHint } : {})} />
      )}
      {!busy && hasMore && items.length > 0 && (
        <button type="button" class="button" onClick={() => void load()}>
          {words.feed.more}
        </button>
      )}
    </>
  )
}
