import { expect, it } from 'vitest'
import { readBlockList } from './read-block-list.ts'
import { writeBlockList } from './write-block-list.ts'

const header = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate'

const blocksOf = (text: string) => {
  const list = readBlockList(text)
  if (!list.ok) throw new Error(JSON.stringify(list.problems))
  return list.blocks
}
const problemsOf = (text: string) => {
  const list = readBlockList(text)
  if (list.ok) throw new Error('It was read.')
  return list.problems.map(({ line, problem }) => `${line}: ${problem}`)
}

it('reads a list as Mastodon exports it', () => {
  const text = [
    header,
    'Evil.example,suspend,False,False,"Spam, and ""worse""",True',
    'loud.example,silence,true,true,"two\nlines",false',
    '',
    'bücher.example,noop,True,False,,False',
  ].join('\r\n')
  expect(blocksOf(text)).toEqual([
    {
      domain: 'evil.example',
      severity: 'suspend',
      rejectMedia: false,
      rejectReports: false,
      obfuscate: true,
      publicComment: 'Spam, and "worse"',
      privateComment: '',
    },
    expect.objectContaining({
      domain: 'loud.example',
      severity: 'limit',
      rejectMedia: true,
      rejectReports: true,
      publicComment: 'two\nlines',
    }),
    expect.objectContaining({ domain: 'xn--bcher-kva.example', severity: 'none', rejectMedia: true }),
  ])
})

it('knows columns by their names, and takes lists of names alone', () => {
  expect(blocksOf('severity,domain\nsilence,a.example')).toMatchObject([
    { domain: 'a.example', severity: 'limit' },
  ])
  expect(blocksOf('a.example\nb.example\n').map((block) => `${block.domain} ${block.severity}`)).toEqual([
    'a.example suspend',
    'b.example suspend',
  ])
})

it.each([
  ['', ['1: The list is empty.']],
  ['#severity,#obfuscate\nsuspend,False', ['1: The first line names no column #domain.']],
  [
    `${header}\nnot a domain,suspend\nev*l.example,suspend`,
    ['2: not a domain is not a domain.', '3: ev*l.example is obfuscated.'],
  ],
  [`${header}\na.example,explode`, ['2: The severity explode is not one of suspend, silence, noop.']],
  [`${header}\na.example,suspend,perhaps`, ['2: reject_media must be true or false.']],
  [`${header}\na.example,suspend\nA.example,silence`, ['3: a.example is listed twice.']],
  [`${header}\n,suspend`, ['2: The domain is missing.']],
])('says what is wrong, and where: %j', (text, problems) => {
  expect(problemsOf(text)).toEqual(problems)
})

it('says so where it is no CSV', () => {
  expect(problemsOf(`${header}\n"a.example,suspend\n`)[0]).toMatch(/^\d+: This is no CSV/)
})

it('writes what it reads, without what is private', () => {
  const [block] = blocksOf(`${header}\na.example,silence,True,False,"why, then",True`)
  if (!block) throw new Error('Nothing was read.')
  const text = writeBlockList([
    { ...block, privateComment: 'secret', id: '1' as never, createdAt: new Date() },
  ])
  expect(text).toBe(`${header}\na.example,silence,true,false,"why, then",true\n`)
  expect(blocksOf(text)).toEqual([block])
})
