import { escapeHtml } from '#platform/html/index.ts'

/** A text of this server as paragraphs of HTML. */
export function presentDocument(document: { readonly text: string; readonly updatedAt: Date | undefined }) {
  const paragraphs = document.text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
  return {
    content: paragraphs
      .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
      .join('\n'),
    updated_at: (document.updatedAt ?? new Date(0)).toISOString(),
  }
}
