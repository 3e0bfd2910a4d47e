import { describe, expect, it } from 'vitest'
import { matchRoute, needsSignIn, placePath, profilePath, threadPath } from './match-route.ts'

describe('matchRoute', () => {
  it('knows the plain pages, with or without a last slash', () => {
    expect(matchRoute('/')).toEqual({ name: 'home' })
    expect(matchRoute('/near/')).toEqual({ name: 'near' })
    expect(matchRoute('/oauth/done')).toEqual({ name: 'signing-in' })
  })

  it('tells profiles and threads apart, here and on other servers', () => {
    expect(matchRoute('/@alice')).toEqual({ name: 'profile', acct: 'alice' })
    expect(matchRoute('/@bob@far.example/1234')).toEqual({
      name: 'thread',
      acct: 'bob@far.example',
      id: '1234',
    })
  })

  it('leaves addresses that are not ours to the server', () => {
    for (const path of [
      '/@',
      '/@alice/outbox',
      '/@alice/1/activity',
      '/about',
      '/auth/sign-in',
      '/users/alice',
      '/places/',
    ]) {
      expect({ path, route: matchRoute(path) }).toEqual({ path, route: null })
    }
  })

  it('reads a place by its id, whatever slug follows', () => {
    expect(matchRoute('/places/1234-caf%C3%A9-de-flore')).toEqual({ name: 'place', id: '1234' })
    expect(matchRoute('/places/1234')).toEqual({ name: 'place', id: '1234' })
  })

  it('reads tags without regard to case and survives broken escapes', () => {
    expect(matchRoute('/tags/Caf%C3%A9')).toEqual({ name: 'tag', tag: 'café' })
    expect(matchRoute('/tags/%E0%A4%A')).toEqual({ name: 'tag', tag: '%e0%a4%a' })
  })

  it('reads days and years of the journal, and no days that there are not', () => {
    expect(matchRoute('/journal/2026')).toEqual({ name: 'journal-year', year: 2026 })
    expect(matchRoute('/journal/2026-11-24')).toEqual({ name: 'journal-day', day: '2026-11-24' })
    for (const path of ['/journal/2026-13-01', '/journal/soon', '/journal/20261'])
      expect(matchRoute(path)).toBeNull()
  })

  it('finds its own addresses again', () => {
    expect(matchRoute(profilePath('bob@far.example'))).toEqual({ name: 'profile', acct: 'bob@far.example' })
    expect(matchRoute(threadPath({ id: '7', account: { acct: 'alice' } }))).toEqual({
      name: 'thread',
      acct: 'alice',
      id: '7',
    })
    expect(matchRoute(placePath({ id: '9', slug: 'old-mill' }))).toEqual({ name: 'place', id: '9' })
  })
})

describe('needsSignIn', () => {
  it('lets visitors keep the pages that the server renders', () => {
    expect(needsSignIn('/', { name: 'home' })).toBe(false)
    expect(needsSignIn('/@alice', { name: 'profile', acct: 'alice' })).toBe(false)
    expect(needsSignIn('/tags/cafe', { name: 'tag', tag: 'cafe' })).toBe(false)
    expect(needsSignIn('/home', { name: 'home' })).toBe(true)
  })
})
