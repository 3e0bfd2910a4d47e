export interface LetterFacts {
  readonly origin: string
  /** The name of this server. */
  readonly title: string
  readonly username: string
  /** The secret of the link, where the letter has one. */
  readonly token: string | undefined
}

/** What a letter says, before it is text or HTML. */
export interface Draft {
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly link?: { readonly words: string; readonly url: string } | undefined
  readonly after: readonly string[]
}

/** `2026-11-29 17:05 UTC` */
export function sayTime(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`
}
