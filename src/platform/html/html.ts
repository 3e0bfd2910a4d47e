const markup = Symbol('markup')

/** A piece of HTML that is safe to serve: made by `html` (which escapes) or `raw` (which does not). */
export interface Html {
  readonly [markup]: string
}

/** What may stand in a template. Nothing (null, undefined, false) writes nothing. */
type Value = Html | string | number | bigint | null | undefined | false | readonly Value[]

/**
 * Builds HTML; every text in it is escaped for element content and for quoted attributes.
 * Unquoted attributes, `<script>` and `<style>` are not covered: never put a value there.
 */
export function html(texts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let out = texts[0] ?? ''
  values.forEach((value, index) => {
    out += write(value) + (texts[index + 1] ?? '')
  })
  return raw(out)
}

/** Takes text as HTML as it is. Only for what our own code or the sanitiser has made. */
export function raw(text: string): Html {
  return { [markup]: text }
}

/** The text to send. */
export function render(piece: Html): string {
  return piece[markup]
}

function write(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (isList(value)) return value.map(write).join('')
  return value[markup]
}

/** Array.isArray does not narrow readonly arrays. */
function isList(value: Html | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value)
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes text for element content and quoted attributes, where a template is not at hand. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
