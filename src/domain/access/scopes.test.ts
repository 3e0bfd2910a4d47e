import { expect, it } from 'vitest'
import { hasScope, isWithinScopes, parseScopes } from './scopes.ts'

it.each([
  [['read'], 'read:statuses', true],
  [['read:statuses'], 'read:statuses', true],
  [['read:statuses'], 'read', false],
  [['read:statuses'], 'read:accounts', false],
  [['write'], 'read:statuses', false],
  [['follow'], 'write:follows', true],
  [['follow'], 'read:mutes', true],
  [['follow'], 'write:statuses', false],
  [['admin:read'], 'admin:read:accounts', true],
  [['read'], 'admin:read', false],
  [['admin:write'], 'write:statuses', false],
  [[], 'read', false],
  [['read'], '', false],
])('finds in %j the scope %s: %s', (granted, needed, expected) => {
  expect(hasScope(granted, needed)).toBe(expected)
})

it('reads what apps send, with a default of read', () => {
  expect(parseScopes('read  write:media\nread')).toEqual(['read', 'write:media'])
  expect(parseScopes('read+write')).toEqual(['read', 'write'])
  expect(parseScopes('')).toEqual(['read'])
  expect(parseScopes(undefined)).toEqual(['read'])
})

it.each(['everything', 'read:everything', 'READ', 'read:', '__proto__', 'constructor'])(
  'refuses the unknown scope %s',
  (scope) => {
    expect(parseScopes(`read ${scope}`)).toBeUndefined()
  },
)

it('takes a part for within the whole, and follow for within read and write', () => {
  expect(isWithinScopes(['read:statuses', 'write:media'], ['read', 'write'])).toBe(true)
  expect(isWithinScopes(['follow'], ['read', 'write'])).toBe(true)
  expect(isWithinScopes(['follow'], ['read'])).toBe(false)
  expect(isWithinScopes(['read'], ['read:statuses'])).toBe(false)
  expect(isWithinScopes(['push'], ['read', 'write'])).toBe(false)
})
