import type { FastifyRequest } from 'fastify'
import { type Html, html } from '#platform/html/index.ts'

/** One text of a form as sent; '' when it is absent or no text. */
export function fieldOf(request: FastifyRequest, name: string): string {
  const { body } = request
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return ''
  const value: unknown = Reflect.get(body, name)
  return typeof value === 'string' ? value : ''
}

export function queryOf(request: FastifyRequest, name: string): string {
  const value: unknown = Reflect.get(request.query as object, name)
  return typeof value === 'string' ? value : ''
}

export interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'password' | 'date' | 'textarea'
  readonly autocomplete: string
  readonly value?: string
  readonly hint?: string
  /** What is wrong with what was sent. */
  readonly problem?: string | undefined
  readonly optional?: boolean
  readonly maxLength?: number
}

/** A labelled field with its hint and its problem, tied together for screen readers. */
export function writeField(field: Field): Html {
  const notes = [field.hint && `${field.name}-hint`, field.problem && `${field.name}-problem`].filter(Boolean)
  const attributes = html`id="${field.name}" name="${field.name}" autocomplete="${field.autocomplete}" maxlength="${
    field.maxLength ?? 256
  }"${!field.optional && html` required`}${field.problem !== undefined && html` aria-invalid="true"`}${
    notes.length > 0 && html` aria-describedby="${notes.join(' ')}"`
  }`
  return html`<p class="field"><label for="${field.name}">${field.label}</label>
${writeControl(field, attributes)}
${field.hint !== undefined && html`<span class="hint" id="${field.name}-hint">${field.hint}</span>`}
${field.problem !== undefined && html`<span class="errors" id="${field.name}-problem">${field.problem}</span>`}</p>
`
}

function writeControl(field: Field, attributes: Html): Html {
  if (field.type === 'textarea') return html`<textarea ${attributes}>${field.value}</textarea>`
  return html`<input type="${field.type}" value="${field.value}" ${attributes} autocapitalize="none" spellcheck="false">`
}

export function writeHidden(fields: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}`
}

/** What is wrong with the form as a whole, read out at once. */
export function writeProblems(problems: readonly string[]): Html | null {
  if (problems.length === 0) return null
  return html`<ul class="errors" role="alert">${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`
}
