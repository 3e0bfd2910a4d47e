interface FactsProps {
  readonly class: string
  /** A number, and the word for so many. */
  readonly facts: ReadonlyArray<readonly [say: (n: number) => string, n: number]>
}

/** What can be said of somebody's check-ins in numbers. */
export function Facts({ class: name, facts }: FactsProps) {
  return (
    <dl class={name}>
      {facts.map(([say, n]) => (
        <div key={say(n)}>
          <dd>{n}</dd>
          <dt>{say(n)}</dt>
        </div>
      ))}
    </dl>
  )
}
