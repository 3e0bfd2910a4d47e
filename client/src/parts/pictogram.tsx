/** The style of an element that shows a pictogram of a place's category, or of how exactly a place is said. */
export function pictogramStyle(subject: string): { readonly maskImage: string } {
  return { maskImage: `url("/static/places/${encodeURIComponent(subject)}.svg")` }
}

/** In the colour of the text around. */
export function Pictogram({ of }: { readonly of: string }) {
  return <span class="pictogram" style={pictogramStyle(of)} />
}

/** What the pictogram of a place on a map shows: its category, or a town and a pin for the rest. */
export function pictogramOf(place: {
  readonly category: string | null
  readonly kind?: string
  readonly precision?: string
}): string {
  const isTown = (place.kind ?? 'venue') !== 'venue' || (place.precision ?? 'venue') !== 'venue'
  return place.category ?? (isTown ? 'city' : 'venue')
}
