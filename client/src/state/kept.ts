/** Reads a JSON value that {@link keep} wrote to this browser's storage; `fallback` when there is none. */
export function readKept<T>(name: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`cairn:${name}`)
    return text === null ? fallback : (JSON.parse(text) as T)
  } catch {
    return fallback
  }
}

/** Writes a value to this browser's storage; null removes it. A full or forbidden storage is no error. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(`cairn:${name}`)
    else localStorage.setItem(`cairn:${name}`, JSON.stringify(value))
  } catch {
    // Private windows may refuse: everything still works, it is only not remembered.
  }
}
