const CODES =
  'ar bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk ko lt lv mk ml mr ms nb nl nn pa pl pt ro ru sk sl sq sr sv sw ta te th tr uk ur uz vi zh'

/** Languages to choose from, in their own names, the browser's own ones first. */
export function listLanguages(): ReadonlyArray<{ readonly code: string; readonly name: string }> {
  const mine = navigator.languages.map((tag) => tag.split('-')[0] ?? tag)
  return [...new Set([...mine, ...CODES.split(' ')])].map((code) => ({ code, name: nameOfLanguage(code) }))
}

export function ownLanguage(): string {
  return navigator.language.split('-')[0] ?? 'en'
}

function nameOfLanguage(code: string): string {
  try {
    const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
    return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
  } catch {
    return code
  }
}
