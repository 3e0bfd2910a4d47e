import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { documentedOperations, judgeByDocument, type OpenApiDocument } from '#kit/own-document.ts'
import { listOperations, operationKey } from '../../scripts/list-operations.ts'
import { listServed } from '../../scripts/list-served.ts'
import { reasonsNotServed, whyNotServed } from '../../scripts/not-served.ts'
import { ownDocument } from '../../scripts/own-document.ts'
import { calls } from './calls.ts'

const document = JSON.parse(JSON.stringify(ownDocument())) as OpenApiDocument
const described = documentedOperations(document)
const operations = listOperations()

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(
      structuredClone(document) as object as Record<string, unknown>,
    )
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
  })

  it('refers only to components that are there', () => {
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)]
    const missing = names.filter(
      ([, kind = '', name = '']) => !Object.hasOwn(Reflect.get(document.components, kind) ?? {}, name),
    )
    expect(missing.map(([whole]) => whole)).toEqual([])
  })

  it('says of every operation what it answers', () => {
    const silent = listServed().filter(({ response }) => !response)
    expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })

  it('gives every operation a name of its own', () => {
    const names = [...described.values()].map((one) => Reflect.get(one, 'operationId') as string)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})

describe('a judge by the document', () => {
  const judge = judgeByDocument(document)
  const headers = (more: Record<string, string> = {}) =>
    new Headers({ 'content-type': 'application/json; charset=utf-8', ...more })
  const list = { id: '1', title: 'Friends', replies_policy: 'list', exclusive: false }
  const said = (body: unknown, status = 200, more = {}) =>
    judge('GET /api/v1/lists/{}', { status, headers: headers(more), body })

  it('lets pass what is as it is documented', () => {
    expect([said(list), said({ error: 'Record not found' }, 404)]).toEqual([[], []])
  })

  it.each([
    ['a member too many', { ...list, colour: 'red' }, 200, {}],
    ['a member too few', { ...list, exclusive: undefined }, 200, {}],
    ['a member of another type', { ...list, id: 1 }, 200, {}],
    ['a value that is not named', { ...list, replies_policy: 'sometimes' }, 200, {}],
    ['a list', [list], 200, {}],
    ['a refusal with more than it says', { error: 'No.', why: 'So.' }, 404, {}],
    ['another status', list, 201, {}],
    ['another type', '<p>', 200, { 'content-type': 'text/html' }],
    ['a page where there are none', list, 200, { link: '<https://cairn.example>; rel="next"' }],
  ] as const)('finds %s', (_what, body, status, more) => {
    expect(said(JSON.parse(JSON.stringify(body)), status, more)).toHaveLength(1)
  })

  it('looks into what is within', () => {
    const account = { id: '1', username: 'alice' }
    expect(judge('GET /api/v1/accounts/{}', { status: 200, headers: headers(), body: account })).not.toEqual(
      [],
    )
  })
})

describe("the list of Mastodon's operations", () => {
  it('is served, in the document with its parameters, or explained', () => {
    const faults = operations.flatMap((operation) => {
      const key = operationKey(operation)
      const one = described.get(key)
      if (!one) return whyNotServed(key) ? [] : [`${key}: neither served nor explained`]
      const inPath = [...operation.path.matchAll(/\{\w+\}/g)].length
      const named = one.parameters.filter((parameter) => parameter.in === 'path').length
      return inPath === named ? [] : [`${key}: ${named} of ${inPath} parameters of the path`]
    })
    expect(faults).toEqual([])
  })

  it('is explained only where it is not served', () => {
    const keys = operations.map(operationKey)
    const idle = reasonsNotServed.filter(({ address }) =>
      keys.every((key) => !address.test(key) || described.has(key)),
    )
    expect(idle).toEqual([])
  })
})

it('is called here, every operation that is served', () => {
  const called = new Set(
    Object.keys(calls).map((key) => {
      const [method = '', path = ''] = key.split(' ')
      return operationKey({ method, path })
    }),
  )
  expect([...described.keys()].filter((key) => !called.has(key))).toEqual([])
})
