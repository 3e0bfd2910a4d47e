/**
 * Whether a password is among those that are tried first: a common word, name or run of keys, alone, repeated, or with
 * digits and marks around it or in the place of letters (ASVS 5.0, 6.2.4). Takes the names it must not consist of.
 */
export function isCommonPassword(password: string, ownNames: readonly string[] = []): boolean {
  const lower = password.toLowerCase()
  const letters = toLetters(lower)
  const cores = [lower, trimMarks(lower), letters, trimMarks(letters), toLetters(trimMarks(lower))].map(
    shortestRepeat,
  )
  const own = ownNames.map((name) => name.toLowerCase()).filter((name) => name.length > 2)
  return cores.some((core) => core.length < 3 || common.has(core) || own.includes(core) || isRun(core))
}

function toLetters(text: string): string {
  return [...unleet].reduce((letters, [mark, letter]) => letters.replaceAll(mark, letter), text)
}

const unleet = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
  ['4', 'a'],
  ['@', 'a'],
  ['5', 's'],
  ['$', 's'],
  ['7', 't'],
])

const common = new Set(
  (
    'password passwort passwd passw0rd pass word motdepasse contrasena senha wachtwoord heslo parola salasana lozinka ' +
    'secret letmein welcome login admin administrator root user guest test tester testing default changeme access ' +
    'master hello hallo bonjour hola iloveyou loveyou iloveu love lovely lover baby babygirl princess prince angel ' +
    'sunshine shadow flower butterfly dragon monkey tigger tiger lion eagle falcon phoenix wolf bear chicken kitty ' +
    'puppy horse dolphin pokemon pikachu batman superman spiderman ironman starwars trustno football baseball soccer ' +
    'basketball hockey tennis golf liverpool arsenal chelsea barcelona realmadrid yankees cowboys lakers steelers ' +
    'michael jennifer jordan jessica michelle daniel ashley charlie andrew matthew joshua thomas robert george ' +
    'nicole hannah amanda samantha anthony william alexander benjamin elizabeth christian richard martin maria ' +
    'whatever freedom forever computer internet google facebook myspace linkedin twitter instagram youtube samsung ' +
    'apple microsoft windows linux mustang corvette ferrari mercedes porsche harley yamaha honda toyota ' +
    'summer winter spring autumn monday friday sunday january february march april june july august september ' +
    'october november december cheese chocolate cookie banana orange pepper ginger cream sugar coffee ' +
    'diamond silver golden purple yellow matrix ninja killer hunter ranger soldier warrior warcraft minecraft ' +
    'fuckyou fuckme asshole bitch sexy jesus christ heaven blessed faith money lucky family mother father ' +
    'aa abc abcd qwe qweqwe asd asdasd zxc qazwsx qazwsxedc wsxedc zaqwsx onetwothree abcabc correcthorsebatterystaple ' +
    'mastodon cairn fediverse'
  ).split(' '),
)

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb',
  'qwertyuiopasdfghjklzxcvbnm',
]

const maxTrimmed = 10

/** `dragon123!` is `dragon`; but digits without end are no decoration. */
function trimMarks(text: string): string {
  const first = text.search(/\p{L}/u)
  if (first < 0) return text
  let last = text.length
  while (last > first && !/\p{L}/u.test(text[last - 1] ?? '')) last -= 1
  return text.length - (last - first) <= maxTrimmed ? text.slice(first, last) : text
}

/** `abcabcabc` is `abc`. */
function shortestRepeat(text: string): string {
  for (let size = 1; size <= Math.min(text.length / 2, 20); size++) {
    if (text.length % size === 0 && text === text.slice(0, size).repeat(text.length / size))
      return text.slice(0, size)
  }
  return text
}

function isRun(text: string): boolean {
  const backwards = text.split('').reverse().join('')
  return runs.some((run) => run.repeat(2).includes(text) || run.repeat(2).includes(backwards))
}
