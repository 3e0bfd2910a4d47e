import { type Html, html } from '#platform/html/index.ts'

const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** A time, in UTC: without scripts nobody knows where the reader is. */
export function writeTime(at: Date, microformat: string): Html {
  return html`<time class="${microformat}" datetime="${at.toISOString()}">${long.format(at)} UTC</time>`
}

export function writeDay(at: Date): Html {
  return html`<time datetime="${at.toISOString().slice(0, 10)}">${day.format(at)}</time>`
}
