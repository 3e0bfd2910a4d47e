/** Languages in their own names. A fixed list: asking Intl for sixty of them loads sixty locales, seconds on a phone. */
const NAMES: ReadonlyMap<string, string> = new Map(
  `ar العربية|bg Български|bn বাংলা|ca Català|cs Čeština|cy Cymraeg|da Dansk|de Deutsch|el Ελληνικά|en English|eo Esperanto|
es Español|et Eesti|eu Euskara|fa فارسی|fi Suomi|fr Français|ga Gaeilge|gl Galego|gu ગુજરાતી|he עברית|hi हिन्दी|hr Hrvatski|
hu Magyar|hy Հայերեն|id Bahasa Indonesia|is Íslenska|it Italiano|ja 日本語|ka ქართული|kk Қазақша|ko 한국어|lt Lietuvių|
lv Latviešu|mk Македонски|ml മലയാളം|mr मराठी|ms Bahasa Melayu|nb Norsk bokmål|nl Nederlands|nn Norsk nynorsk|pa ਪੰਜਾਬੀ|
pl Polski|pt Português|ro Română|ru Русский|sk Slovenčina|sl Slovenščina|sq Shqip|sr Српски|sv Svenska|sw Kiswahili|
ta தமிழ்|te తెలుగు|th ไทย|tr Türkçe|uk Українська|ur اردو|uz Oʻzbekcha|vi Tiếng Việt|zh 中文`
    .split('|')
    .map((entry) => {
      const [code = '', ...name] = entry.trim().split(' ')
      return [code, name.join(' ')] as const
    }),
)

export interface Language {
  readonly code: string
  readonly name: string
}

let listed: readonly Language[] | undefined

/** Languages to choose from, in their own names, the browser's own ones first. */
export function listLanguages(): readonly Language[] {
  const mine = navigator.languages.map((tag) => tag.split('-')[0] ?? tag)
  listed ??= [...new Set([...mine, ...NAMES.keys()])].map((code) => ({ code, name: NAMES.get(code) ?? code }))
  return listed
}

export function ownLanguage(): string {
  return navigator.language.split('-')[0] ?? 'en'
}
