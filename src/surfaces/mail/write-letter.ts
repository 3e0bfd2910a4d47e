import { type Letter, linkHours } from '#domain/access/index.ts'
import { type Html, html, render } from '#platform/html/index.ts'

interface LetterFacts {
  readonly origin: string
  /** The name of this server. */
  readonly title: string
  readonly username: string
  /** The secret of the link, where the letter has one. */
  readonly token: string | undefined
}

/** What a letter says, before it is text or HTML. */
interface Draft {
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly link?: { readonly words: string; readonly url: string } | undefined
  readonly after: readonly string[]
}

/** The subject, and the same words as plain text and as simple HTML. */
export function writeLetter(
  letter: Letter,
  facts: LetterFacts,
): { readonly subject: string; readonly text: string; readonly html: string } {
  const draft = draftOf(letter, facts)
  const greeting = `Hello @${facts.username},`
  const farewell = `${facts.title}, ${facts.origin}`
  const text = [
    greeting,
    ...draft.paragraphs,
    ...(draft.link ? [draft.link.url] : []),
    ...draft.after,
    `-- \n${farewell}`,
  ].join('\n\n')
  return { subject: draft.subject, text: `${text}\n`, html: render(writeHtml(draft, { ...facts, greeting })) }
}

function draftOf(letter: Letter, { origin, title, username, token }: LetterFacts): Draft {
  const host = new URL(origin).host
  const recover = { words: 'Choose another password', url: `${origin}/auth/forgot` }
  switch (letter.kind) {
    case 'confirm-email':
      return {
        subject: `Confirm your e-mail address for ${title}`,
        paragraphs: [
          `You have joined ${title} (${host}) as @${username}. Confirm that this address is yours:`,
        ],
        link: { words: 'Confirm my address', url: `${origin}/auth/confirm/${token}` },
        after: [
          `The link counts for ${linkHours['confirm-email']} hours. If it was not you who joined, you need do nothing: without it, nobody comes in, and the address is forgotten after a week.`,
        ],
      }
    case 'reset-password':
      return {
        subject: `A new password for ${title}`,
        paragraphs: [`Somebody, you we hope, has asked for a new password for @${username} at ${host}:`],
        link: { words: 'Choose a new password', url: `${origin}/auth/reset/${token}` },
        after: [
          `The link counts once, and for ${linkHours['reset-password']} hour. If it was not you, you need do nothing: your password stays as it is.`,
        ],
      }
    case 'address-taken':
      return {
        subject: `You are on ${title} already`,
        paragraphs: [
          `Somebody has tried to join ${title} (${host}) with this e-mail address. It belongs to your account @${username}, so no other one was made. If you have forgotten your password, choose another one:`,
        ],
        link: recover,
        after: ['If it was not you, you need do nothing.'],
      }
    case 'new-sign-in':
      return {
        subject: `A new sign-in to ${title}`,
        paragraphs: [
          `Somebody has signed in as @${username} at ${host} with a browser that we have not seen lately.`,
          `When: ${sayTime(letter.at)}\nWith: ${letter.device || 'a browser that does not say which'}`,
          'If it was you, all is well. If not, choose another password at once; that signs everybody out:',
        ],
        link: recover,
        after: [],
      }
    case 'password-changed':
      return {
        subject: `Your password for ${title} was changed`,
        paragraphs: [
          `The password of @${username} at ${host} was changed: ${sayTime(letter.at)}. Apps and browsers were signed out.`,
          'If it was not you, choose another one at once:',
        ],
        link: recover,
        after: [],
      }
    case 'to-nobody':
      throw new Error('A letter to nobody has no words.')
  }
}

/** `2026-11-29 17:05 UTC` */
function sayTime(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`
}

/** Styles stand in the elements: mail programs read no others. No picture and nothing from elsewhere. */
function writeHtml(draft: Draft, { greeting, title, origin }: LetterFacts & { greeting: string }): Html {
  const paragraph = (text: string) =>
    html`<p style="margin:0 0 16px">${text.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</p>`
  return html`<!doctype html>
<html lang="en">
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
