/** Who may sign up: anyone; anyone, once approved; holders of an invite; nobody. */
export type RegistrationMode = 'open' | 'approval' | 'invite' | 'closed'

const registrationModes: readonly RegistrationMode[] = ['open', 'approval', 'invite', 'closed']

/** Who is shown something. */
export type Audience = 'nobody' | 'users' | 'everybody'

/** Whether others may ask this server to pass public posts on: no; once approved; all who ask. */
export type RelayMode = 'off' | 'approval' | 'open'

const relayModes: readonly RelayMode[] = ['off', 'approval', 'open']

const audiences: readonly Audience[] = ['nobody', 'users', 'everybody']

/** One setting: its name for operators, how it is read, and what an operator must know. */
export interface InstanceSettingDescription<Value = unknown> {
  readonly name: string
  readonly type: string
  readonly default: Value
  readonly about: string
  /** @returns the value, or a sentence that says what is wrong and what is expected. */
  readonly parse: (text: string) => Parsed<Value>
}

type Parsed<Value> = { ok: true; value: Value } | { ok: false; problem: string }

/** Every setting that an operator can change while the server runs. */
export const instanceSettingsTable = {
  title: setting({
    name: 'title',
    type: 'text',
    default: 'Cairn',
    about: 'The name of this server.',
    parse: (text) => limited(text, 1, 100),
  }),
  shortDescription: setting({
    name: 'short-description',
    type: 'text',
    default: 'A social network of places, on the open social web.',
    about: 'One sentence for lists of servers and for search engines.',
    parse: (text) => limited(text, 0, 500),
  }),
  description: setting({
    name: 'description',
    type: 'text',
    default: '',
    about: 'What people should know before they join; plain text, paragraphs apart by an empty line.',
    parse: (text) => limited(text, 0, 20_000),
  }),
  contactEmail: setting({
    name: 'contact-email',
    type: 'e-mail address',
    default: '',
    about: 'Where people reach those who run this server.',
    parse: parseEmail,
  }),
  contactAccount: setting({
    name: 'contact-account',
    type: 'username',
    default: '',
    about: 'The local account of those who run this server; empty: none is shown.',
    parse: (text) =>
      matching(text, /^[A-Za-z0-9_]{0,30}$/, 'must be the name of a local account, like alice'),
  }),
  registrations: setting<RegistrationMode>({
    name: 'registrations',
    type: registrationModes.join(' | '),
    default: 'open',
    about: 'Who may sign up: anyone; anyone, once approved; holders of an invite; nobody.',
    parse: (text) => oneOf(registrationModes, text),
  }),
  registrationsMessage: setting({
    name: 'registrations-message',
    type: 'text',
    default: '',
    about: 'Shown where people cannot sign up.',
    parse: (text) => limited(text, 0, 1000),
  }),
  minAge: setting<number>({
    name: 'min-age',
    type: 'years, 0 for none',
    default: 0,
    about: 'How old people must be to sign up. The date of birth that they give is kept nowhere.',
    parse: (text) =>
      /^\d{1,2}$/.test(text.trim())
        ? { ok: true, value: Number(text) }
        : { ok: false, problem: 'must be a number of years from 0 to 99' },
  }),
  privacyPolicy: setting({
    name: 'privacy-policy',
    type: 'text',
    default: '',
    about:
      'What this server does with what it knows of people; plain text, paragraphs apart by an empty line.',
    parse: (text) => limited(text, 0, 100_000),
  }),
  termsOfService: setting({
    name: 'terms-of-service',
    type: 'text',
    default: '',
    about: 'What people agree to; plain text, paragraphs apart by an empty line.',
    parse: (text) => limited(text, 0, 100_000),
  }),
  rules: setting<readonly string[]>({
    name: 'rules',
    type: 'list, one a line or a JSON array',
    default: [],
    about: 'The rules of this server, in order.',
    parse: (text) => list(text, '\n', { max: 50, each: /^.{1,1000}$/su }),
  }),
  languages: setting<readonly string[]>({
    name: 'languages',
    type: 'list of language codes, separated by commas',
    default: ['en'],
    about: 'The languages that are mainly spoken here, e.g. en,de.',
    parse: (text) => list(text, ',', { max: 20, each: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/ }),
  }),
  limitedFederation: setting<boolean>({
    name: 'limited-federation',
    type: 'on | off',
    default: false,
    about:
      'Whether this server deals with allowed domains alone (domain allow), and gives documents to them alone.',
    parse: parseSwitch,
  }),
  relay: setting<RelayMode>({
    name: 'relay',
    type: relayModes.join(' | '),
    default: 'off',
    about:
      'Whether other servers may subscribe to public posts that come by here: no; once approved (relay approve); all who ask.',
    parse: (text) => oneOf(relayModes, text),
  }),
  domainBlocksShown: setting<Audience>({
    name: 'show-domain-blocks',
    type: audiences.join(' | '),
    default: 'nobody',
    about: 'Who may read which domains this server blocks: nobody, people of this server, everybody.',
    parse: (text) => oneOf(audiences, text),
  }),
  domainBlockReasonsShown: setting<Audience>({
    name: 'show-domain-block-reasons',
    type: audiences.join(' | '),
    default: 'nobody',
    about: 'Who may read the public comments of domain blocks, among those who may read the blocks.',
    parse: (text) => oneOf(audiences, text),
  }),
}

type Table = typeof instanceSettingsTable

export type InstanceSettings = {
  readonly [Key in keyof Table]: Table[Key] extends InstanceSettingDescription<infer Value> ? Value : never
}

/** Under which key the value of a setting stands, by the setting's name. */
export const settingKeys: ReadonlyMap<string, keyof InstanceSettings> = new Map(
  Object.entries(instanceSettingsTable).map(([key, { name }]) => [name, key as keyof InstanceSettings]),
)

/** For the reference page and the operator's command line. */
export function describeInstanceSettings(): InstanceSettingDescription[] {
  return Object.values(instanceSettingsTable)
}

function setting<Value>(description: InstanceSettingDescription<Value>): InstanceSettingDescription<Value> {
  return description
}

function limited(text: string, min: number, max: number): Parsed<string> {
  const value = text.trim().toWellFormed().replaceAll('\0', '')
  const { length } = value
  return length >= min && length <= max
    ? { ok: true, value }
    : { ok: false, problem: `must have ${min} to ${max} characters` }
}

function matching(text: string, pattern: RegExp, problem: string): Parsed<string> {
  return pattern.test(text.trim()) ? { ok: true, value: text.trim() } : { ok: false, problem }
}

function parseEmail(text: string): Parsed<string> {
  return matching(text, /^$|^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/, 'must be an e-mail address, or empty')
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Parsed<Value> {
  const value = values.find((each) => each === text.trim())
  return value ? { ok: true, value } : { ok: false, problem: `must be one of: ${values.join(', ')}` }
}

function parseSwitch(text: string): Parsed<boolean> {
  const word = text.trim().toLowerCase()
  if (word === 'on' || word === 'true') return { ok: true, value: true }
  if (word === 'off' || word === 'false') return { ok: true, value: false }
  return { ok: false, problem: 'must be on or off' }
}

function list(
  text: string,
  separator: string,
  { max, each }: { max: number; each: RegExp },
): Parsed<readonly string[]> {
  const items = (parseJsonList(text) ?? text.split(separator)).map((item) => item.trim()).filter(Boolean)
  if (items.length > max) return { ok: false, problem: `must have ${max} items at most` }
  const wrong = items.find((item) => !each.test(item))
  return wrong === undefined
    ? { ok: true, value: items }
    : { ok: false, problem: `has a wrong item: ${wrong}` }
}

function parseJsonList(text: string): string[] | undefined {
  if (!text.trim().startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.map(String) : undefined
  } catch {
    // Not JSON after all: a rule may begin with a bracket.
    return undefined
  }
}
