import { signal } from '@preact/signals'

export interface Toast {
  readonly id: number
  readonly kind: 'told' | 'failed'
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

export const toasts = signal<readonly Toast[]>([])
let lastId = 0

/** Shows a short message; with an action (undo, view) it stays longer. Returns its id. */
export function tell(text: string, action?: Toast['action']): number {
  return show({ kind: 'told', text, ...(action ? { action } : {}) }, action ? 8000 : 4500)
}

/** Shows that something went wrong, with the server's own words. */
export function tellFailure(text: string, action?: Toast['action']): number {
  return show({ kind: 'failed', text, ...(action ? { action } : {}) }, 9000)
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function show(toast: Omit<Toast, 'id'>, milliseconds: number): number {
  const id = ++lastId
  toasts.value = [...toasts.value.slice(-2), { ...toast, id }]
  setTimeout(() => dismissToast(id), milliseconds)
  return id
}
