import { type Letter, linkHours } from '#domain/access/index.ts'
import { type Draft, type LetterFacts, sayTime } from './draft.ts'

export function draftInGerman(letter: Letter, { origin, title, username, token }: LetterFacts): Draft {
  const host = new URL(origin).host
  const recover = { words: 'Ein anderes Passwort wählen', url: `${origin}/auth/forgot` }
  switch (letter.kind) {
    case 'confirm-email':
      return {
        subject: `Bestätige deine E-Mail-Adresse für ${title}`,
        paragraphs: [
          `Du hast dich bei ${title} (${host}) als @${username} angemeldet. Bestätige, dass diese Adresse dir gehört:`,
        ],
        link: { words: 'Meine Adresse bestätigen', url: `${origin}/auth/confirm/${token}` },
        after: [
          `Der Link gilt ${linkHours['confirm-email']} Stunden. Wenn du es nicht warst, brauchst du nichts zu tun: Ohne ihn kommt niemand hinein, und die Adresse wird nach einer Woche vergessen.`,
        ],
      }
    case 'reset-password':
      return {
        subject: `Ein neues Passwort für ${title}`,
        paragraphs: [`Jemand, hoffentlich du, hat ein neues Passwort für @${username} bei ${host} verlangt:`],
        link: { words: 'Ein neues Passwort wählen', url: `${origin}/auth/reset/${token}` },
        after: [
          `Der Link gilt einmal und ${linkHours['reset-password']} Stunde lang. Wenn du es nicht warst, brauchst du nichts zu tun: Dein Passwort bleibt, wie es ist.`,
        ],
      }
    case 'address-taken':
      return {
        subject: `Du bist schon bei ${title}`,
        paragraphs: [
          `Jemand wollte sich mit dieser E-Mail-Adresse bei ${title} (${host}) anmelden. Sie gehört zu deinem Konto @${username}, darum wurde kein weiteres angelegt. Wenn du dein Passwort vergessen hast, wähle ein anderes:`,
        ],
        link: recover,
        after: ['Wenn du es nicht warst, brauchst du nichts zu tun.'],
      }
    case 'new-sign-in':
      return {
        subject: `Eine neue Anmeldung bei ${title}`,
        paragraphs: [
          `Jemand hat sich als @${username} bei ${host} mit einem Browser angemeldet, den wir länger nicht gesehen haben.`,
          `Wann: ${sayTime(letter.at)}\nWomit: ${letter.device || 'einem Browser, der nicht sagt, welcher er ist'}`,
          'Wenn du es warst, ist alles gut. Wenn nicht, wähle sofort ein anderes Passwort; das meldet alle ab:',
        ],
        link: recover,
        after: [],
      }
    case 'password-changed':
      return {
        subject: `Dein Passwort für ${title} wurde geändert`,
        paragraphs: [
          `Das Passwort von @${username} bei ${host} wurde geändert: ${sayTime(letter.at)}. Apps und Browser wurden abgemeldet.`,
          'Wenn du es nicht warst, wähle sofort ein anderes:',
        ],
        link: recover,
        after: [],
      }
    case 'passkey-added':
      return {
        subject: `Ein neuer Passkey für ${title}`,
        paragraphs: [
          `Es gibt einen neuen Passkey, mit dem man sich als @${username} bei ${host} anmeldet: ${sayTime(letter.at)}. Er heißt ${letter.name}.`,
          'Wenn du es nicht warst, wähle sofort ein anderes Passwort; das entfernt alle Passkeys:',
        ],
        link: recover,
        after: [],
      }
    case 'to-nobody':
      throw new Error('A letter to nobody has no words.')
  }
}
