import { describe, expect, it } from 'vitest'
import { makeChallenge, makeVerifier, toBase64Url } from './pkce.ts'
import { sha256 } from './sha256.ts'

describe('pkce', () => {
  it('derives the challenge that RFC 7636, appendix B gives', async () => {
    expect(await makeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })

  it('makes a fresh verifier of 43 unreserved characters each time', () => {
    expect(makeVerifier()).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(makeVerifier()).not.toBe(makeVerifier())
  })
})

describe('sha256 without crypto.subtle', () => {
  it('agrees with the platform for every length around the block borders', async () => {
    for (const length of [0, 1, 43, 55, 56, 63, 64, 65, 119, 120, 1000]) {
      const bytes = new Uint8Array(length).map((_, index) => (index * 31 + length) % 256)
      const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
      expect(toBase64Url(sha256(bytes)), `${length} bytes`).toBe(toBase64Url(expected))
    }
  })
})
