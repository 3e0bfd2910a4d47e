import { type FieldProblem, minPasswordLength } from '#domain/access/index.ts'
import type { InstanceSettings } from '#domain/instance/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { writeField, writeHidden, writeProblems } from './form-fields.ts'

export interface SignUpForm {
  readonly formToken: string
  readonly returnTo: string
  /** As typed; never the password. */
  readonly values: Readonly<Record<'username' | 'email' | 'reason' | 'invite' | 'dateOfBirth', string>>
  readonly locked: boolean
  readonly fieldProblems: readonly FieldProblem[]
  readonly problems: readonly string[]
}

type Settings = Pick<InstanceSettings, 'registrations' | 'rules' | 'minAge'>

export function writeSignUp(form: SignUpForm, settings: Settings, host: string): Html {
  const problemOf = (field: FieldProblem['field']) => {
    const problem = form.fieldProblems.find((candidate) => candidate.field === field)
    return problem && describeProblem(problem)
  }
  return html`<form class="card form" method="post" action="/auth/sign-up">
<h1>Join</h1>
${writeProblems([...form.problems, ...form.fieldProblems.filter(isOfNoField).map(describeProblem)])}
${writeHidden({ form_token: form.formToken, return_to: form.returnTo })}
${writeField({
  name: 'username',
  label: 'Username',
  type: 'text',
  autocomplete: 'username',
  value: form.values.username,
  hint: `Letters, digits and underscores. Others will find you as @name@${host}.`,
  problem: problemOf('username'),
  maxLength: 30,
})}
${writeField({
  name: 'email',
  label: 'E-mail address',
  type: 'email',
  autocomplete: 'email',
  value: form.values.email,
  hint: 'Never shown to anybody.',
  problem: problemOf('email'),
})}
${writeField({
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'new-password',
  hint: `At least ${minPasswordLength} characters; a few words that only you would put together are good.`,
  problem: problemOf('password'),
})}
${
  settings.minAge > 0 &&
  writeField({
    name: 'date_of_birth',
    label: 'Date of birth',
    type: 'date',
    autocomplete: 'bday',
    value: form.values.dateOfBirth,
    hint: `You must be ${settings.minAge} to join. The date is not kept.`,
    problem: problemOf('dateOfBirth'),
  })
}
${writeTerms(form, settings, problemOf)}
${writePrivacy(form.locked)}
${settings.rules.length > 0 && html`<h2>Rules</h2><ol>${settings.rules.map((rule) => html`<li>${rule}</li>`)}</ol>`}
<div class="actions"><button class="button button-primary">Join</button></div>
<p>Already here? <a href="/auth/sign-in?return_to=${encodeURIComponent(form.returnTo)}">Sign in</a></p>
</form>`
}

function writeTerms(
  form: SignUpForm,
  { registrations }: Settings,
  problemOf: (field: FieldProblem['field']) => string | undefined,
): Html {
  const invite =
    (registrations === 'invite' || form.values.invite !== '') &&
    writeField({
      name: 'invite',
      label: 'Invite code',
      type: 'text',
      autocomplete: 'off',
      value: form.values.invite,
      problem: problemOf('inviteCode'),
      optional: registrations !== 'invite',
    })
  const reason =
    registrations === 'approval' &&
    writeField({
      name: 'reason',
      label: 'Why do you want to join?',
      type: 'textarea',
      autocomplete: 'off',
      value: form.values.reason,
      hint: 'A moderator reads this and lets you in.',
      problem: problemOf('reason'),
      optional: form.values.invite !== '',
      maxLength: 2000,
    })
  return html`${invite}${reason}`
}

/** Privacy rule 1 of check-ins: followers only, followers need approval, and the choice is on the form. */
function writePrivacy(locked: boolean): Html {
  return html`<fieldset class="field"><legend class="label">Who sees where you are</legend>
<label class="check"><input type="checkbox" name="locked" value="1"${locked && html` checked`}>
<span>Follow requests need my approval</span></label>
<p class="hint">Your check-ins go to your followers only, unless you choose otherwise for one of them or in your
settings. Without approval, anybody who follows you sees them.</p></fieldset>`
}

/** What is wrong with none of the fields. */
function isOfNoField(problem: FieldProblem): boolean {
  return problem.field === 'address'
}

function describeProblem(problem: FieldProblem): string {
  switch (problem.field) {
    case 'username':
      return problem.because === 'taken'
        ? 'This name is taken.'
        : 'This is no name for an account: 1 to 30 letters, digits and underscores, and not one that stands for the server.'
    case 'email':
      return emailTexts[problem.because]
    case 'password':
      return passwordTexts[problem.because]
    case 'address':
      return 'Nobody can join from your network.'
    case 'inviteCode':
      return problem.because === 'missing'
        ? 'You need an invite to join.'
        : 'This invite is not valid (any more).'
    case 'dateOfBirth':
      return problem.because === 'too-young'
        ? 'You are too young to join this server.'
        : 'Please give your date of birth.'
    case 'reason':
      return problem.because === 'missing' ? 'Please say why you want to join.' : 'This is too long.'
  }
}

const emailTexts = {
  taken: 'There already is an account with this address.',
  invalid: 'This is no e-mail address.',
  blocked: 'Nobody can join with such an e-mail address.',
}

export const passwordTexts = {
  'too-short': `The password needs at least ${minPasswordLength} characters.`,
  'too-long': 'The password may have at most 256 characters.',
  common: 'This password is among the first that are tried. Choose another one.',
}
