import type { ComponentChildren } from 'preact'
import { words } from '../words.ts'
import { Mark } from './icon.tsx'

interface EmptyProps {
  readonly title: string
  readonly hint?: string
  readonly children?: ComponentChildren
}

/** What stands where nothing is: says why, and what to do. */
export function Empty({ title, hint, children }: EmptyProps) {
  return (
    <div class="empty">
      <Mark size={56} />
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      {children && <div class="empty-actions">{children}</div>}
    </div>
  )
}

/** Something failed: the server's own text, and a way to try again. */
export function Failure({ text, onRetry }: { readonly text: string; readonly onRetry?: () => void }) {
  return (
    <div class="failure" role="alert">
      <strong>{words.failed.title}</strong>
      <p>{text}</p>
      {onRetry && (
        <button type="button" class="button button-small" onClick={onRetry}>
          {words.retry}
        </button>
      )}
    </div>
  )
}

/** Grey shapes where posts are about to be. */
export function Skeletons({ count = 3 }: { readonly count?: number }) {
  return (
    <div class="skeletons" role="status">
      <span class="visually-hidden">{words.loading}</span>
      {Array.from({ length: count }, (_, index) => (
        <div class="skeleton card" key={index} aria-hidden="true">
          <i class="skeleton-stone" />
          <i class="skeleton-line" />
          <i class="skeleton-line skeleton-short" />
          <i class="skeleton-block" />
        </div>
      ))}
    </div>
  )
}

export function Spinner({ label = words.loading }: { readonly label?: string }) {
  return (
    <p class="spinner" role="status">
      <i aria-hidden="true" />
      {label}
    </p>
  )
}
