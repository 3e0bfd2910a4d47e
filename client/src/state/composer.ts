import { signal } from '@preact/signals'
import type { Post } from '../api/entities.ts'

/** What the composer is open for. */
export type Task =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly to: Post }
  | { readonly kind: 'quote'; readonly of: Post }
  | { readonly kind: 'edit'; readonly post: Post; readonly text: string; readonly warning: string }

/** Counts what was published or edited here, so that a thread can ask again. */
export const publishedCount = signal(0)

/** The composer that is open as a dialog; null when none is. */
export const openTask = signal<Task | null>(null)
