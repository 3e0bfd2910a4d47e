import { describe, expect, it } from 'vitest'
import type { Letter } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { writeLetter } from './write-letter.ts'

const accountId = '1' as AccountId
const at = '2026-11-29T17:05:00.000Z'
const letters: readonly Letter[] = [
  { kind: 'confirm-email', accountId },
  { kind: 'reset-password', accountId },
  { kind: 'address-taken', accountId },
  { kind: 'new-sign-in', accountId, at, device: '' },
  { kind: 'password-changed', accountId, at },
  { kind: 'passkey-added', accountId, at, name: 'My phone' },
]
const facts = { origin: 'https://cairn.example', title: 'Stones', username: 'anna', token: 'secret' }
const linksOf = (text: string) => text.match(/https:\S+/g)

describe.each(letters)('$kind', (letter) => {
  it('says the same in every language, with the same links', () => {
    const [english, german] = [writeLetter(letter, facts, 'en'), writeLetter(letter, facts, 'de-AT')]
    expect(german.subject).not.toBe(english.subject)
    expect(german.subject).toContain('Stones')
    expect(linksOf(german.text)).toEqual(linksOf(english.text))
    expect([german.text, german.html]).toEqual([
      expect.stringContaining('Hallo @anna,'),
      expect.stringContaining('<html lang="de">'),
    ])
    const paragraphs = (text: string) => text.split('\n\n').length
    expect(paragraphs(german.text)).toBe(paragraphs(english.text))
  })
})

it('is in English for whom there are no words', () => {
  for (const locale of ['', 'en-GB', 'tlh', 'constructor'])
    expect(writeLetter({ kind: 'confirm-email', accountId }, facts, locale).html).toContain(
      '<html lang="en">',
    )
})
