import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBody, digestBody } from './body-digest.ts'
import { readSignature } from './read-signature.ts'
import type { Expectation, ReceivedRequest } from './signed-request.ts'

const now = new Date('2026-03-01T12:00:00Z')
const seconds = now.getTime() / 1000
const expected: Expectation = { origin: 'https://here.example', now }
const digest = digestBody('{}')
const base = {
  Host: 'here.example',
  Date: now.toUTCString(),
  Digest: `SHA-256=${digest}`,
  'Content-Digest': `sha-256=:${digest}:`,
}
const covered = '(request-target) host date digest'
const keyId = 'https://there.example/ann#main-key'
const cavage = `keyId="${keyId}",algorithm="rsa-sha256",headers="${covered}",signature="c2ln"`
const components = '"@method" "@target-uri" "content-digest"'
const input = `sig1=(${components});created=${seconds};keyid="${keyId}"`

type Headers = Record<string, string | string[] | undefined>

function request(headers: Headers, rest: Partial<ReceivedRequest> = {}): ReceivedRequest {
  const rawHeaders = Object.entries({ ...base, ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [name, one]),
  )
  return { method: 'POST', target: '/inbox', rawHeaders, ...rest }
}

function verdict(headers: Headers, rest: Partial<ReceivedRequest> = {}): string {
  const read = readSignature(request(headers, rest), expected)
  return read.kind === 'refused' ? read.because : read.kind
}

const message = (signatureInput: string, more: Headers = {}): Headers => ({
  'Signature-Input': signatureInput,
  Signature: 'sig1=:c2ln:',
  ...more,
})

describe('readSignature', () => {
  it('tells an unsigned request from a signed one in either scheme', () => {
    expect(verdict({})).toBe('unsigned')
    expect(verdict({ Signature: cavage })).toBe('signed')
    expect(verdict(message(input))).toBe('signed')
  })

  it.each(['Signature', 'Digest', 'Date', 'Host'])('refuses a second %s, even an equal one', (name) => {
    const headers: Record<string, string> = { ...base, Signature: cavage }
    const value = headers[name] ?? ''
    expect(verdict({ ...headers, [name]: [value, value] })).toBe('duplicate-header')
    expect(verdict({ ...headers, [name.toUpperCase()]: value })).toBe('duplicate-header')
  })

  it.each(['Signature', 'Signature-Input', 'Content-Digest', 'Host'])(
    'refuses a second %s of RFC 9421',
    (name) => {
      const headers: Record<string, string> = { ...base, ...(message(input) as Record<string, string>) }
      const value = headers[name] ?? ''
      expect(verdict({ ...headers, [name]: [value, value] })).toBe('duplicate-header')
    },
  )

  it('refuses a request without Host, and one with a header out of all proportion', () => {
    expect(verdict({ Signature: cavage, Host: undefined })).toBe('covered-header-missing')
    expect(verdict({ Signature: `${cavage},x="${'x'.repeat(9000)}"` })).toBe('too-long')
  })

  it('never throws, whatever comes', () => {
    const pieces = fc.constantFrom(
      cavage,
      input,
      'sig1=',
      ':c2ln:',
      '("@method"',
      ')',
      ';',
      ',',
      '=',
      '"',
      ' ',
      'é',
      '\0',
    )
    const value = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
    )
    const name = fc.constantFrom('Signature', 'Signature-Input', 'Digest', 'Content-Digest', 'Date', 'Host')
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.string(), fc.boolean(), (headers, target, isPost) => {
        const rest = { method: isPost ? 'POST' : 'GET', target: `/${target}` }
        const read = readSignature(request(headers, rest), expected)
        expect(['unsigned', 'refused', 'signed']).toContain(read.kind)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('draft-cavage', () => {
  const withParams = (changes: Record<string, string | undefined>): string => {
    const params = { keyId, algorithm: 'rsa-sha256', headers: covered, signature: 'c2ln', ...changes }
    return Object.entries(params)
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`]))
      .join(',')
  }

  it.each([
    ['(request-target)', 'target-not-covered'],
    ['host', 'host-not-covered'],
    ['date', 'date-not-covered'],
    ['digest', 'digest-not-covered'],
  ])('refuses a signature that leaves out %s', (name, because) => {
    const headers = covered
      .split(' ')
      .filter((other) => other !== name)
      .join(' ')
    expect(verdict({ Signature: withParams({ headers }) })).toBe(because)
  })

  it('asks for no digest where there is no body to expect', () => {
    const Signature = withParams({ headers: '(request-target) host date' })
    expect(verdict({ Signature, Digest: undefined }, { method: 'GET' })).toBe('signed')
  })

  it.each([
    ['hs2019', 'by-key'],
    [undefined, 'by-key'],
    ['RSA-SHA256', 'rsa-sha256'],
    ['rsa-sha512', 'rsa-sha512'],
    ['ed25519', 'ed25519'],
  ])('takes the algorithm %s as %s', (algorithm, as) => {
    const read = readSignature(request({ Signature: withParams({ algorithm }) }), expected)
    expect(read).toMatchObject({ kind: 'signed', algorithm: as })
  })

  it.each(['rsa-sha1', 'hmac-sha256', 'none', '', 'constructor'])('refuses the algorithm %j', (algorithm) => {
    expect(verdict({ Signature: withParams({ algorithm }) })).toBe('unknown-algorithm')
  })

  it.each([
    '',
    'garbage',
    'keyId="x"',
    `${cavage},`,
    `${cavage}, ${cavage}`,
    `${cavage},keyId="https://evil.example/#k"`,
    cavage.replace('c2ln', 'not base64!'),
    cavage.replace('c2ln', ''),
    cavage.replace(covered, `${covered} date`),
    cavage.replace(covered, `${covered} ${Array.from({ length: 33 }, (_, n) => `x-${n}`).join(' ')}`),
    cavage.replaceAll('"', "'"),
  ])('refuses a malformed header: %j', (Signature) => {
    expect(verdict({ Signature })).toBe('malformed-signature')
  })

  it('takes blanks between parameters and the word Signature before them', () => {
    expect(verdict({ Signature: `Signature ${cavage.replaceAll(',', ' , ')}` })).toBe('signed')
  })

  it.each([
    '',
    'ann',
    'acct:a@b',
    'https://u:p@a.example/',
    'javascript:1',
    'https://a.example/ b',
    'https://',
  ])('refuses the key id %j', (id) => {
    expect(verdict({ Signature: withParams({ keyId: id }) })).toBe('malformed-key-id')
  })

  it('refuses a covered header that is not there', () => {
    expect(verdict({ Signature: withParams({ headers: `${covered} x-absent` }) })).toBe(
      'covered-header-missing',
    )
    expect(verdict({ Signature: cavage, Digest: undefined })).toBe('digest-missing')
    expect(verdict({ Signature: cavage, Date: undefined })).toBe('date-unreadable')
  })

  it.each(['yesterday', '1772366400', '2026-03-01T12:00:00Z', 'Sun, 99 Mar 2026 12:00:00 GMT', ''])(
    'refuses the date %j',
    (Date) => {
      expect(verdict({ Signature: cavage, Date })).toBe('date-unreadable')
    },
  )

  it.each(['md5=abc', 'SHA-256=', 'SHA-256=short', ''])('refuses the digest %j', (Digest) => {
    expect(verdict({ Signature: cavage, Digest })).toBe('digest-unreadable')
  })

  it('takes (created) with hs2019, and an expiry until it has passed', () => {
    const headers = '(request-target) (created) (expires) host digest'
    const at = (created: number, expires: number): string => {
      return `${withParams({ algorithm: 'hs2019', headers })},created=${created},expires="${expires}"`
    }
    expect(verdict({ Signature: at(seconds, seconds) })).toBe('signed')
    expect(verdict({ Signature: at(seconds - 10, seconds - 1) })).toBe('expired')
    expect(verdict({ Signature: at(seconds - 3601, seconds) })).toBe('outside-time-window')
    expect(verdict({ Signature: at(seconds + 3601, seconds) })).toBe('outside-time-window')
    const read = readSignature(request({ Signature: at(seconds, seconds) }), expected)
    expect(read.kind === 'signed' && read.bases[0]).toContain(
      `(created): ${seconds}\n(expires): ${seconds}\n`,
    )
  })

  it('refuses (created) with a named RSA algorithm, and times that are no times', () => {
    const headers = '(request-target) (created) host digest'
    expect(verdict({ Signature: `${withParams({ headers })},created=${seconds}` })).toBe(
      'malformed-signature',
    )
    const hs2019 = withParams({ headers, algorithm: 'hs2019' })
    expect(verdict({ Signature: hs2019 })).toBe('malformed-signature')
    expect(verdict({ Signature: `${hs2019},created="soon"` })).toBe('malformed-signature')
    expect(verdict({ Signature: `${cavage},expires="never"` })).toBe('malformed-signature')
  })

  it('honours an expiry that is not covered', () => {
    expect(verdict({ Signature: `${cavage},expires=${seconds - 1}` })).toBe('expired')
  })

  it('tries the target with and without its query', () => {
    const read = readSignature(request({ Signature: cavage }, { target: '/inbox?x=1?y' }), expected)
    const targets = read.kind === 'signed' ? read.bases.map((text) => text.split('\n')[0]) : []
    expect(targets).toEqual(['(request-target): post /inbox?x=1?y', '(request-target): post /inbox'])
  })

  it('joins a covered header that comes twice', () => {
    const Signature = withParams({ headers: `${covered} x-two` })
    const read = readSignature(request({ Signature, 'X-Two': ['a ', 'b'] }), expected)
    expect(read.kind === 'signed' && read.bases[0]?.endsWith('x-two: a, b')).toBe(true)
  })

  it.each([
    ['HERE.example', 'HERE.example'],
    ['here.example:443', 'here.example:443'],
    ['here.example:80', 'here.example'],
    ['evil.example', 'here.example'],
  ])('expects for a received Host %s that %s was signed', (Host, signed) => {
    const read = readSignature(request({ Signature: cavage, Host }), expected)
    expect(read.kind === 'signed' && read.bases[0]?.split('\n')[1]).toBe(`host: ${signed}`)
  })
})

describe('RFC 9421', () => {
  const over = (list: string, params = `created=${seconds};keyid="${keyId}"`): string =>
    `sig1=(${list});${params}`

  it.each([
    ['"@method" "@target-uri" "content-digest"', 'signed'],
    ['"@method" "@authority" "@request-target" "content-digest"', 'signed'],
    ['"@method" "host" "@path" "@query" "content-digest"', 'signed'],
    ['"@method" "@authority" "@path" "content-digest"', 'target-not-covered'],
    ['"@target-uri" "content-digest"', 'target-not-covered'],
    ['"@method" "@path" "@query" "content-digest"', 'host-not-covered'],
    ['"@method" "@target-uri"', 'digest-not-covered'],
    ['"@method" "@target-uri" "digest"', 'digest-not-covered'],
    ['"@method" "@target-uri" "content-digest";req', 'unsupported-component'],
    ['"@method" "@target-uri" "content-digest" "@query-param";name="a"', 'unsupported-component'],
    ['"@method" "@target-uri" "content-digest" "@status"', 'unsupported-component'],
    ['"@method" "@target-uri" "content-digest" "@method"', 'malformed-signature'],
    ['"@method" "@target-uri" "content-digest" date', 'malformed-signature'],
    ['"@method" "@target-uri" "content-digest" "Date"', 'malformed-signature'],
    ['"@method" "@target-uri" "content-digest" "x-absent"', 'covered-header-missing'],
  ])('judges a signature over %s as %s', (list, because) => {
    expect(verdict(message(over(list)), { target: '/inbox?a=1' })).toBe(because)
  })

  it('needs no query to be covered where there is none', () => {
    expect(verdict(message(over('"@method" "@authority" "@path" "content-digest"')))).toBe('signed')
  })

  it.each([
    [`keyid="${keyId}"`, 'date-not-covered'],
    [`created=${seconds - 3601};keyid="${keyId}"`, 'outside-time-window'],
    [`created=${seconds + 3601};keyid="${keyId}"`, 'outside-time-window'],
    [`created=${seconds};expires=${seconds - 1};keyid="${keyId}"`, 'expired'],
    [`created="x";keyid="${keyId}"`, 'malformed-signature'],
    [`created=${seconds};expires=1.5;keyid="${keyId}"`, 'malformed-signature'],
    [`created=${seconds}`, 'malformed-key-id'],
    [`created=${seconds};keyid=token`, 'malformed-key-id'],
    [`created=${seconds};keyid="${keyId}";alg="hmac-sha256"`, 'unknown-algorithm'],
    [`created=${seconds};keyid="${keyId}";alg=ed25519`, 'unknown-algorithm'],
    [`created=${seconds};keyid="${keyId}";alg="rsa-v1_5-sha256";nonce="n";tag="t"`, 'signed'],
  ])('judges the parameters %s as %s', (params, because) => {
    expect(verdict(message(over(components, params)))).toBe(because)
  })

  it('takes a covered Date in place of created', () => {
    const dated = over(`${components} "date"`, `keyid="${keyId}"`)
    expect(verdict(message(dated))).toBe('signed')
    expect(verdict(message(dated, { Date: new Date(0).toUTCString() }))).toBe('outside-time-window')
  })

  it.each([
    [{ Signature: undefined }],
    [{ Signature: cavage }],
    [{ Signature: 'other=:c2ln:' }],
    [{ Signature: 'sig1="text"' }],
    [{ 'Signature-Input': 'sig1=:c2ln:' }],
    [{ 'Signature-Input': '' }],
    [{ 'Signature-Input': Array.from({ length: 9 }, (_, n) => input.replace('sig1', `sig${n}`)).join(', ') }],
  ])('refuses what does not belong together: %j', (change) => {
    expect(verdict({ ...message(input), ...change })).toBe('malformed-signature')
  })

  it('refuses a missing or unreadable digest', () => {
    expect(verdict(message(input, { 'Content-Digest': undefined }))).toBe('digest-missing')
    expect(verdict(message(input, { 'Content-Digest': 'md5=:YQ==:' }))).toBe('digest-unreadable')
  })

  it('takes the first acceptable of several signatures, alone', () => {
    const poor = input.replace('sig1', 'poor').replace('"@method" ', '')
    const headers = { 'Signature-Input': `${poor}, ${input}`, Signature: 'poor=:cG9vcg==:, sig1=:c2ln:' }
    const read = readSignature(request(headers), expected)
    expect(read).toMatchObject({ kind: 'signed', signature: Buffer.from('sig') })
  })

  it('compares the whole target with our own origin', () => {
    const list =
      '"@method" "@target-uri" "@authority" "@scheme" "@request-target" "@path" "@query" "content-digest"'
    const read = readSignature(request(message(over(list)), { target: '/inbox?a=1' }), expected)
    expect(read.kind === 'signed' && read.bases).toEqual([
      `"@method": POST
"@target-uri": https://here.example/inbox?a=1
"@authority": here.example
"@scheme": https
"@request-target": /inbox?a=1
"@path": /inbox
"@query": ?a=1
"content-digest": sha-256=:${digest}:
"@signature-params": (${list});created=${seconds};keyid="${keyId}"`,
    ])
  })
})

describe('checkBody', () => {
  it('holds a body to every digest that was covered', () => {
    const Digest = `SHA-256=${digest}, SHA-512=${'A'.repeat(86)}==`
    const read = readSignature(request({ Signature: cavage, Digest }), expected)
    expect(read.kind === 'signed' && checkBody(read, Buffer.from('{}'))).toMatchObject({
      because: 'digest-mismatch',
    })
  })
})
