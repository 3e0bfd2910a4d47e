import { expect, it } from 'vitest'
import { checkNewUser, normalEmail } from './check-new-user.ts'
import { isCommonPassword } from './is-common-password.ts'
import { createPasswordHasher, HasherBusy } from './password-hasher.ts'

it.each([
  'password',
  'Password1!',
  'p4ssw0rd2024',
  '12345678',
  '87654321',
  'qwertyuiop',
  'qwerty123456',
  '11111111',
  'abcabcabc',
  'iloveyou2',
  '!!!dragon!!!',
  '1q2w3e4r5t',
  'Sunshine99',
])('knows %s as one of the first to be tried', (password) => {
  expect(isCommonPassword(password)).toBe(true)
})

it.each([
  'correct horse 7 stones',
  'vK9#mm2-qpL',
  'einundzwanzig Birken',
  'rowan-teal-acorn',
  '84017362950184-x',
])('has nothing against %s', (password) => {
  expect(isCommonPassword(password)).toBe(false)
})

it('refuses a password that is the name or the address, however decorated', () => {
  expect(isCommonPassword('Marguerite2', ['marguerite'])).toBe(true)
  expect(isCommonPassword('m@rgu3rite!', ['marguerite'])).toBe(true)
})

const fine = { username: 'alice', email: 'a@example.org', password: 'seven grey stones' }

it.each([
  [{ username: '' }, 'username', 'invalid'],
  [{ username: 'a b' }, 'username', 'invalid'],
  [{ username: 'Admin' }, 'username', 'invalid'],
  [{ username: 'x'.repeat(31) }, 'username', 'invalid'],
  [{ email: 'nobody' }, 'email', 'invalid'],
  [{ email: 'a@b' }, 'email', 'invalid'],
  [{ email: 'a\0b@example.org' }, 'email', 'invalid'],
  [{ email: `${'x'.repeat(250)}@example.org` }, 'email', 'invalid'],
  [{ password: 'short' }, 'password', 'too-short'],
  [{ password: 'x y'.repeat(100) }, 'password', 'too-long'],
  [{ password: 'password123' }, 'password', 'common'],
  [{ password: 'a@example.org' }, 'password', 'common'],
])('finds the fault of %j', (part, field, because) => {
  expect(checkNewUser({ ...fine, ...part })).toEqual([{ field, because }])
})

it('finds no fault where there is none, and every fault at once', () => {
  expect(checkNewUser(fine)).toEqual([])
  expect(checkNewUser({ username: '', email: '', password: '' })).toHaveLength(3)
})

it('takes addresses that differ in case for one', () => {
  expect(normalEmail(' Alice@Example.ORG ')).toBe('alice@example.org')
})

it('hashes with argon2id at the cost that OWASP asks for, each time differently', async () => {
  const hasher = createPasswordHasher()
  const hash = await hasher.hash('seven grey stones')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await hasher.hash('seven grey stones')).not.toBe(hash)
  expect(await hasher.verify('seven grey stones', hash)).toBe(true)
  expect(await hasher.verify('seven grey stone', hash)).toBe(false)
})

it('checks a password of nobody at full cost, and never finds it right', async () => {
  const hasher = createPasswordHasher()
  expect(await hasher.verify('the password of nobody', undefined)).toBe(false)
})

it('takes different code points of the same characters for the same password', async () => {
  const hasher = createPasswordHasher()
  expect(await hasher.verify('caf\u00e9 au lait', await hasher.hash('cafe\u0301 au lait'))).toBe(true)
})

it('turns away at once what would wait too long', async () => {
  const hasher = createPasswordHasher()
  const results = await Promise.allSettled(Array.from({ length: 80 }, () => hasher.hash('seven grey stones')))
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused).toHaveLength(14)
  expect(refused[0]?.reason).toBeInstanceOf(HasherBusy)
  expect(await hasher.hash('and then goes on')).toMatch(/^\$argon2id/)
})
