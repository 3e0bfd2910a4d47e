import { words } from '../../words.ts'

interface SearchHintsProps {
  /** Puts an operator into the search. */
  readonly onChoose: (operator: string) => void
}

/** What else may be written into a search, each a button that writes it. */
export function SearchHints({ onChoose }: SearchHintsProps) {
  return (
    <details class="search-hints">
      <summary>{words.explore.hints}</summary>
      <ul>
        {words.explore.operators.map(([operator, meaning]) => (
          <li key={operator}>
            <button type="button" onClick={() => onChoose(operator)}>
              <code>{operator}</code>
              <span class="hint">{meaning}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
