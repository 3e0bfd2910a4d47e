import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestBody, parseContentDigest, parseDigestHeader } from './body-digest.ts'
import { cavageBase } from './cavage.ts'
import { groupHeaders } from './header-list.ts'
import { messageSignatureBase } from './message-signature.ts'

describe('RFC 9421 appendix B.2.6 (Ed25519)', () => {
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' }
  const privateJwk = { ...publicJwk, d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU' }
  const covered = ['date', '@method', '@path', '@authority', 'content-type', 'content-length']
  const params = `(${covered.map((name) => `"${name}"`).join(' ')});created=1618884473;keyid="test-key-ed25519"`
  const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=='
  const headers = groupHeaders([
    'Host',
    'example.com',
    'Date',
    'Tue, 20 Apr 2021 02:07:55 GMT',
    'Content-Type',
    'application/json',
    'Content-Length',
    '18',
  ])
  const origin = new URL('https://example.com')
  const base = messageSignatureBase(covered, params, {
    method: 'POST',
    target: '/foo?param=Value&Pet=dog',
    origin,
    headers,
  })

  it('has the base that the RFC prints', () => {
    expect(base).toBe(`"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ${params}`)
  })

  it('has the signature that the RFC prints, made and verified', () => {
    const text = Buffer.from(base as string)
    expect(sign(null, text, createPrivateKey({ key: privateJwk, format: 'jwk' })).toString('base64')).toBe(
      signature,
    )
    const publicKey = createPublicKey({ key: publicJwk, format: 'jwk' })
    expect(verify(null, text, publicKey, Buffer.from(signature, 'base64'))).toBe(true)
  })
})

describe('draft-cavage-http-signatures-12 appendix C', () => {
  const key = createPublicKey(`-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----`)
  const headers = groupHeaders([
    'Host',
    'example.com',
    'Date',
    'Sun, 05 Jan 2014 21:31:40 GMT',
    'Content-Type',
    'application/json',
    'Digest',
    'SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=',
    'Content-Length',
    '18',
  ])

  it.each([
    [
      'C.2, basic',
      '(request-target) host date',
      'qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0=',
    ],
    [
      'C.3, all headers',
      '(request-target) host date content-type digest content-length',
      'vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=',
    ],
  ])('verifies example %s', (_name, covered, signature) => {
    const base = cavageBase(covered.split(' '), {
      method: 'POST',
      target: '/foo?param=value&pet=dog',
      origin: new URL('https://example.com'),
      headers,
      params: new Map(),
    })
    expect(verify('sha256', Buffer.from(String(base)), key, Buffer.from(signature, 'base64'))).toBe(true)
  })
})

describe('digests', () => {
  it('are those of RFC 9530 appendix B and of the draft', () => {
    expect(digestBody('{"hello": "world"}\n')).toBe('RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=')
    expect(digestBody('{"hello": "world"}')).toBe('X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=')
    expect(digestBody('')).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
  })

  it('are read in both notations, unknown algorithms passed over', () => {
    const value = digestBody('x')
    const expected = [{ algorithm: 'sha256', value: Buffer.from(value, 'base64') }]
    expect(parseDigestHeader(`md5=abc, sha-256=${value}`)).toEqual(expected)
    expect(parseContentDigest(`crc32=:abc=:, sha-256=:${value}:`)).toEqual(expected)
  })

  it.each([
    '',
    'md5=abc',
    'SHA-256',
    'SHA-256=',
    'SHA-256=short',
    'constructor=x',
    `SHA-256=${'A'.repeat(43)}!`,
  ])('are refused as %j', (text) => {
    expect(parseDigestHeader(text)).toBeUndefined()
  })

  it.each(['', 'md5=:abc=:', 'sha-256', 'sha-256="x"', 'sha-256=:aGk=:', 'sha-256=(:aGk=:)', 'nonsense!'])(
    'are refused as Content-Digest %j',
    (text) => {
      expect(parseContentDigest(text)).toBeUndefined()
    },
  )
})
