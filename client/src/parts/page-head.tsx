import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { unread } from '../state/unread.ts'
import { words } from '../words.ts'
import { Icon } from './icon.tsx'

interface PageHeadProps {
  readonly title: string
  readonly lead?: string
  readonly back?: boolean
  readonly children?: ComponentChildren
}

/** A page's heading; it also names the browser's tab, with how many notifications wait. */
export function PageHead({ title, lead, back = false, children }: PageHeadProps) {
  const waiting = unread.value
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} · ${words.product}`
  }, [title, waiting])
  return (
    <header class="page-head">
      {back && (
        <button type="button" class="icon-button" aria-label={words.back} onClick={goBack}>
          <Icon name="back" />
        </button>
      )}
      <div class="page-head-words">
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p class="hint">{lead}</p>}
      </div>
      {children}
    </header>
  )
}

function goBack(): void {
  if (history.length > 1) history.back()
  else location.assign('/home')
}
