import { words } from '../words.ts'
import { Empty, Failure } from './states.tsx'
import type { Loaded } from './use-load.ts'

/** What stands where a page's subject could not be loaded: not found, or why not. */
export function Missing({
  failure,
  hint = words.failed.missingHint,
}: {
  readonly failure: Extract<Loaded<unknown>, { kind: 'failed' }>
  readonly hint?: string
}) {
  if (failure.status === 404 || failure.status === 410)
    return <Empty title={words.failed.missing} hint={hint} />
  return <Failure text={failure.text} onRetry={failure.retry} />
}
