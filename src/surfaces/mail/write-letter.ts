import type { Letter } from '#domain/access/index.ts'
import { type Html, html, render } from '#platform/html/index.ts'
import type { Draft, LetterFacts } from './draft.ts'
import { draftInEnglish } from './draft-in-english.ts'
import { draftInGerman } from './draft-in-german.ts'

interface Language {
  readonly draft: (letter: Letter, facts: LetterFacts) => Draft
  readonly greet: (username: string) => string
}

const english: Language = { draft: draftInEnglish, greet: (username) => `Hello @${username},` }

/** By the code of the language, without region. */
const languages: Readonly<Record<string, Language>> = {
  en: english,
  de: { draft: draftInGerman, greet: (username) => `Hallo @${username},` },
}

/**
 * The subject, and the same words as plain text and as simple HTML.
 * @param locale e.g. `de-AT`; in English where there are no words of it
 */
export function writeLetter(
  letter: Letter,
  facts: LetterFacts,
  locale: string,
): { readonly subject: string; readonly text: string; readonly html: string } {
  const code = locale.toLowerCase().split(/[-_]/)[0] ?? ''
  const known = Object.hasOwn(languages, code) ? languages[code] : undefined
  const { draft: draftOf, greet } = known ?? english
  const draft = draftOf(letter, facts)
  const greeting = greet(facts.username)
  const farewell = `${facts.title}, ${facts.origin}`
  const text = [
    greeting,
    ...draft.paragraphs,
    ...(draft.link ? [draft.link.url] : []),
    ...draft.after,
    `-- \n${farewell}`,
  ].join('\n\n')
  return {
    subject: draft.subject,
    text: `${text}\n`,
    html: render(writeHtml(draft, { ...facts, greeting, lang: known ? code : 'en' })),
  }
}

/** Styles stand in the elements: mail programs read no others. No picture and nothing from elsewhere. */
function writeHtml(
  draft: Draft,
  { greeting, lang, title, origin }: LetterFacts & { greeting: string; lang: string },
): Html {
  const paragraph = (text: string) =>
    html`<p style="margin:0 0 16px">${text.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</p>`
  return html`<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><title>${draft.subject}</title></head>
<body style="margin:0;padding:24px;background:#f4efe4;color:#23291f;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:520px;margin:0 auto;padding:28px;background:#fffdf7;border-radius:16px">
${[greeting, ...draft.paragraphs].map(paragraph)}
${
  draft.link &&
  html`<p style="margin:0 0 16px"><a href="${draft.link.url}" style="display:inline-block;padding:10px 20px;border-radius:999px;background:#1c5a40;color:#ffffff;text-decoration:none">${draft.link.words}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#5b604f;word-break:break-all">${draft.link.url}</p>`
}
${draft.after.map(paragraph)}
<p style="margin:0;font-size:13px;color:#5b604f">${title} · <a href="${origin}" style="color:#5b604f">${origin}</a></p>
</div>
</body>
</html>
`
}
