import type { Consumer } from './consumer.ts'
import type { Tail } from './tail-events.ts'

/**
 * @returns one sentence for each fault: an event that nobody handles, a reaction to an event that nobody announces,
 * two reactions of one consumer to the same event, two consumers of one name. A tail handles what it listens to.
 */
export function checkEventWiring(
  events: readonly { readonly type: string }[],
  consumers: readonly Consumer[],
  tails: readonly Pick<Tail, 'types'>[] = [],
): string[] {
  const announced = new Set(events.map((event) => event.type))
  const handled = new Set([
    ...consumers.flatMap((consumer) => consumer.reactions.map((reaction) => reaction.type)),
    ...tails.flatMap((tail) => tail.types),
  ])
  return [
    ...repeated(events.map((event) => event.type)).map((type) => `Event ${type} is defined twice.`),
    ...[...announced].filter((type) => !handled.has(type)).map((type) => `Event ${type} has no handler.`),
    ...[...handled].filter((type) => !announced.has(type)).map((type) => `Nothing announces event ${type}.`),
    ...repeated(consumers.map((consumer) => consumer.name)).map(
      (name) => `Consumer ${name} is defined twice.`,
    ),
    ...consumers.flatMap((consumer) =>
      repeated(consumer.reactions.map((reaction) => reaction.type)).map(
        (type) => `Consumer ${consumer.name} handles event ${type} twice.`,
      ),
    ),
  ]
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
