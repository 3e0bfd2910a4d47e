import { type Letter, linkHours } from '#domain/access/index.ts'
import { type Draft, type LetterFacts, sayTime } from './draft.ts'

export function draftInEnglish(letter: Letter, { origin, title, username, token }: LetterFacts): Draft {
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
    case 'passkey-added':
      return {
        subject: `A new passkey for ${title}`,
        paragraphs: [
          `A passkey was made by which one signs in as @${username} at ${host}: ${sayTime(letter.at)}. It is called ${letter.name}.`,
          'If it was not you, choose another password at once; that removes all passkeys:',
        ],
        link: recover,
        after: [],
      }
    case 'to-nobody':
      throw new Error('A letter to nobody has no words.')
  }
}
