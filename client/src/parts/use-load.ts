import { useEffect, useState } from 'preact/hooks'
import { ApiError, describeError } from '../api/http.ts'

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly text: string; readonly status: number; readonly retry: () => void }

/**
 * Loads something for a component and again whenever `keys` change; an outdated answer is dropped. A component that
 * changes its subject needs a `key` of its own, or the old subject would stay until the new one has come.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, keys: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Loaded<T>>({ kind: 'loading' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    const abort = new AbortController()
    // What is there stays until the new answer has come.
    setState((now) => (now.kind === 'ready' ? now : { kind: 'loading' }))
    load(abort.signal).then(
      (value) => abort.signal.aborted || setState({ kind: 'ready', value }),
      (error: unknown) =>
        abort.signal.aborted ||
        setState({
          kind: 'failed',
          text: describeError(error),
          status: error instanceof ApiError ? error.status : 0,
          retry: () => setTries((n) => n + 1),
        }),
    )
    return () => abort.abort()
  }, [...keys, tries])
  return state
}
