import { sanitizeRemoteHtml } from './sanitize-remote-html.ts'

/** Plain text of HTML from anywhere: paragraphs apart by an empty line, list items on lines of their own. */
export function htmlToText(html: string): string {
  return (
    sanitizeRemoteHtml(html)
      .replace(/\s+/g, ' ')
      .replace(/<br ?\/?>/g, '\n')
      .replace(/<li[^>]*>/g, '\n- ')
      .replace(/<\/(p|blockquote|pre|ul|ol)>/g, '\n\n')
      // In what the sanitiser wrote, < and > stand for nothing but tags.
      .replace(/<[^>]*>/g, '')
      .replace(/&(lt|gt|quot|amp);/g, (_entity, name: string) => characters[name] ?? '')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  )
}

const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' }
