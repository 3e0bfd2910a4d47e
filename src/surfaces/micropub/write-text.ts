import { htmlToText } from '#platform/html/index.ts'
import { isRecord, type Properties, textOf, textsOf } from './read-entry.ts'

const maxTags = 20

/** What is to be read: the name, the content (HTML becomes text), and categories that do not stand there as hashtags. */
export function writeText(properties: Properties): string {
  const name = textOf(properties, 'name')
  const content = contentOf(properties)
  const words = [name !== content ? name : undefined, content].filter(Boolean).join('\n\n')
  const tags = textsOf(properties, 'category')
    .filter((tag) => !/^https?:/.test(tag))
    .map((tag) => tag.replace(/^#/, '').replaceAll(/[^\p{L}\p{N}_]+/gu, ''))
    .filter((tag) => tag !== '' && !words.toLowerCase().includes(`#${tag.toLowerCase()}`))
    .slice(0, maxTags)
    .map((tag) => `#${tag}`)
  return [words, tags.join(' ')].filter(Boolean).join('\n\n')
}

export function contentOf(properties: Properties): string | undefined {
  const [content] = properties['content'] ?? []
  const html = isRecord(content) ? content['html'] : undefined
  return typeof html === 'string'
    ? htmlToText(html)
    : (textOf(properties, 'content') ?? textOf(properties, 'summary'))
}
